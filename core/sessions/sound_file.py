"""The file of a video's sound: ``sound.npz``, so that it is decoded only once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from core.detections.array_file import DAMAGE
from core.files import write_atomically

if TYPE_CHECKING:
    from core.video.sound import OnsetCurve


def save_curve(path: Path, curve: OnsetCurve, fingerprint: str) -> None:
    """Write an onset curve; raise ``FileError`` when the disk refuses."""

    def write(file: BinaryIO) -> None:
        np.savez(
            file,
            key=np.array(fingerprint),
            strength=curve.strength,
            envelope=curve.envelope,
            clock=np.array([curve.hop_s, curve.start_s]),
        )

    write_atomically(path, write)


def load_curve(path: Path, fingerprint: str) -> OnsetCurve | None:
    """Return the curve kept for this video; None where there is none or it cannot be used."""
    # Decoders take long to load, and listing sessions does not need them.
    from core.video.sound import OnsetCurve

    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if str(stored["key"]) != fingerprint:
                return None
            hop_s, start_s = map(float, stored["clock"])
            return OnsetCurve(stored["strength"], stored["envelope"], hop_s, start_s)
    except (*DAMAGE, TypeError):
        return None

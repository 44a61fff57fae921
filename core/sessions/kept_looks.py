"""Where boxes are kept that are not the ones a session shows: by video, detector and frames."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from core.detections.array_file import key_of

FOLDER = "looks"
"""In the library. It can be deleted at any time: what is in it can be looked for again."""

PIPELINE = 1  # Raise it when the same model would give other boxes.


def detections_key(fingerprint: str, model_hash: str) -> str:
    """Return what detections depend on: the video, the model, the way from one to the other."""
    return f"{fingerprint}:{model_hash}:{PIPELINE}"


def look_path(library: Path, fingerprint: str, model_hash: str, first: int, stop: int) -> Path:
    """Return the file for the boxes of frames ``first`` to ``stop`` (not included)."""
    name = f"{model_hash[:16]}-{first:09d}-{stop:09d}.npz"
    return library / FOLDER / fingerprint[:16] / name


def keep_former(library: Path, path: Path, n_frames: int, key: str) -> None:
    """Put a session's boxes aside before those of another detector take their place.

    ``key`` is what the new ones were made from. Rolling back then costs no second look. What
    cannot be kept is not missed.
    """
    former = key_of(path)
    if former is None or former == key:
        return
    fingerprint, _, rest = former.partition(":")
    model_hash, _, _ = rest.partition(":")
    if not key.startswith(f"{fingerprint}:"):
        return
    target = look_path(library, fingerprint, model_hash, 0, n_frames)
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)

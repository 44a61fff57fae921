"""What a live source gives: pictures and sound, each with the moment it was taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.video.picture import DecodedFrame, Look

Packet = Any
"""An ``av.Packet``."""


@dataclass(frozen=True, eq=False)
class LiveFrame:
    """One picture of a live source, still as decoded: whoever needs RGB makes it, at his size.

    ``number`` counts what the source delivered, from 0, without gaps. ``time_s`` is the source's
    own clock in seconds: 0 at the first picture, strictly rising, across reconnections too.
    ``taken_s`` is the same moment on ``time.monotonic``, as near to the exposure as is known.
    ``look`` says how it becomes upright RGB (``core.video.picture.PictureMaker``, one for each
    thread; make another when ``look`` changes: a stream may change its size).
    """

    number: int
    time_s: float
    taken_s: float
    decoded: DecodedFrame
    look: Look

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture in px."""
        return self.look.upright


@dataclass(frozen=True, eq=False)
class SoundBlock:
    """Some mono samples, float32 (n,) in -1..1, of a live microphone or stream.

    ``taken_s`` is the first sample's moment on ``time.monotonic``.
    """

    samples: NDArray[np.float32]
    rate_hz: int
    taken_s: float

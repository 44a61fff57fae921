"""What a video is and what one of its pictures is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.timebase import Timebase

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class VideoInfo:
    """A video as a person sees it: upright, with the file's own times.

    ``width`` and ``height`` are pixels after rotation (and after non-square pixels are made
    square). ``fingerprint`` names the content: equal for a copy under another name.
    ``truncated`` says that the file ends in the middle and only its beginning could be read.
    """

    path: Path
    width: int
    height: int
    timebase: Timebase
    has_sound: bool
    codec: str
    rotation_deg: int
    hdr: bool
    truncated: bool
    fingerprint: str

    @property
    def n_frames(self) -> int:
        """Frames that are shown, counted in presentation order."""
        return len(self.timebase)

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame to the end of the last."""
        return self.timebase.end_s

    @property
    def fps(self) -> float:
        """Median frame rate in frames per second."""
        return self.timebase.fps


@dataclass(frozen=True)
class Frame:
    """One upright picture: RGB uint8 of shape (height, width, 3), its number and its time."""

    index: int
    time_s: float
    rgb: Picture

"""One picture of a live watching on its way to the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtGui import QImage

from core.detections.tracks import Tracks


class Showing(StrEnum):
    """Which moment the screen shows."""

    NOW = "now"
    MIRROR = "mirror"
    REPLAY = "replay"


@dataclass(frozen=True, eq=False)
class LivePicture:
    """A picture at the size of the view, and what is known about it.

    ``size`` is the source's (width, height) in px, which ``tracks`` (this picture's boxes and
    those just before) are given in. ``number`` counts the source's pictures and ``time_s`` is
    on its clock. ``fps`` is the source's rate.
    """

    image: QImage
    size: tuple[int, int]
    showing: Showing
    number: int
    time_s: float
    tracks: Tracks = field(default_factory=Tracks.empty)
    fps: float = 30.0

"""The frames of one video, one after the other: the detector is shown the frame before."""

from __future__ import annotations

from core.detections.detections import Detections
from core.detections.detector import Detector
from core.video.frame import Picture

LONGEST_GAP = 3
"""Frames apart at most: where frames are dropped, an older picture still shows what moved."""


class InOrder:
    """Remembers one picture of a video whose frames come in order. Serves one thread."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._seen: tuple[int, Picture] | None = None

    def remember(self, picture: Picture, frame: int) -> None:
        """Take ``picture`` as the frame before the next one; the picture is kept, not copied."""
        self._seen = frame, picture

    def detect(
        self, picture: Picture, frame: int, source_size: tuple[int, int] | None = None
    ) -> Detections:
        """Return what the detector finds in ``picture``, knowing the one before it."""
        previous = None
        if self._seen is not None and 0 < frame - self._seen[0] <= LONGEST_GAP:
            previous = self._seen[1]
        self.remember(picture, frame)
        return self._detector.detect(picture, frame, source_size=source_size, previous=previous)

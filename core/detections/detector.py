"""What the rest of the program asks of a detector."""

from __future__ import annotations

from typing import Protocol

from core.detections.detections import Detections
from core.video.frame import Picture


class Detector(Protocol):
    """Finds boxes in one upright RGB picture."""

    @property
    def model_hash(self) -> str:
        """Identity of the weights; results are kept under it."""
        ...

    def detect(self, picture: Picture, frame: int = 0) -> Detections:
        """Return the boxes above the model's thresholds, in pixels of ``picture``."""
        ...

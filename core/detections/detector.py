"""What the rest of the program asks of a detector."""

from __future__ import annotations

from typing import Protocol

from core.detections.detections import Detections
from core.video.frame import Picture


class Detector(Protocol):
    """Finds boxes in one upright RGB picture."""

    @property
    def model_hash(self) -> str:
        """Identity of the weights and of how they are read; results are kept under it."""
        ...

    @property
    def model_name(self) -> str:
        """The detector's name as its maker wrote it."""
        ...

    def fitted_size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return the (width, height) to read a source of that size at, to resize only once."""
        ...

    def detect(
        self,
        picture: Picture,
        frame: int = 0,
        *,
        source_size: tuple[int, int] | None = None,
        previous: Picture | None = None,
    ) -> Detections:
        """Return the boxes above the model's thresholds, best first.

        They are in pixels of a source of ``source_size`` (width, height), of which ``picture``
        is a scaled copy; without it in pixels of ``picture``. ``previous`` is the frame before,
        of the same size, for detectors that see motion; None where there is none.
        """
        ...

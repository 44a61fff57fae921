"""One training sample: a picture, what is known about it, and the frame before it."""

from __future__ import annotations

from dataclasses import dataclass

from core.dataset.labels import Labels
from core.video.frame import Picture


@dataclass(frozen=True)
class Sample:
    """`picture` and `past`, the frame before, are (H, W, 3) RGB of one size; labels in pixels."""

    picture: Picture
    labels: Labels
    past: Picture | None = None

    @property
    def past_or_same(self) -> Picture:
        """What a net with a memory is shown: without a frame before nothing has moved."""
        return self.picture if self.past is None else self.past

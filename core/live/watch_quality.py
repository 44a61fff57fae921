"""How large the detector sees the picture, and when a slower computer takes a smaller one.

Pictures that are left out cost more hits than pictures seen smaller (``tests/benchmarks/
early.py --every 2``, ``quality.py``): so the detector's input gives way before the frame rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from core.detections.detector import Detector
from core.live.watch_values import Quality

INPUT_SHARE = {Quality.FULL: 1.0, Quality.LIGHT: 0.82, Quality.LEAST: 0.64}
"""Of the detector's own input, per side: 576x352 and 448x256 of 704x416."""

LADDER = (Quality.FULL, Quality.LIGHT, Quality.LEAST)

TOO_MANY = 0.2
"""Share of pictures left out from which a smaller input finds more hits: with each sixth left out
24 of 29, with each fourth 22; at ``LIGHT``, with none left out, 24, at ``LEAST`` 22."""

ENOUGH_PER_S = 24.0
"""Pictures a second from which more would help less than sharper ones: a camera at 60 a second may
lose half of them."""

PATIENCE_S = 4.0
"""So long it must last: a start, a window that opens, a disk that wakes are no reason."""

WARM_UP_S = 3.0
"""The first pictures are slow on every computer."""


@runtime_checkable
class Scalable(Protocol):
    """A detector whose input can be chosen."""

    def at_input(self, width: int, height: int) -> Detector:
        """Return the detector with another input, in px."""
        ...

    def input_size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return the (width, height) of its input for a source of that size."""
        ...


def at_quality(detector: Detector, quality: Quality) -> Detector:
    """Return the detector as it sees at ``quality``; one that cannot choose is what it was."""
    if quality is Quality.FULL or not isinstance(detector, Scalable):
        return detector
    width, height = detector.input_size_for(16, 9)
    share = INPUT_SHARE[quality]
    return detector.at_input(round(width * share), round(height * share))


@dataclass(frozen=True)
class Adapting:
    """When to take a smaller input. A value: ``after`` returns the next one.

    It never goes up again by itself: what a lesson's hits are found with should not sway.
    """

    quality: Quality = Quality.FULL
    since_s: float | None = None
    late_since_s: float | None = None

    def after(self, now_s: float, dropped_share: float, looked_per_s: float) -> Adapting:
        """Return the state after hearing at ``now_s`` how many pictures are left out now."""
        if self.since_s is None:
            return replace(self, since_s=now_s)
        keeps_up = dropped_share < TOO_MANY or looked_per_s >= ENOUGH_PER_S
        if keeps_up or now_s - self.since_s < WARM_UP_S:
            return replace(self, late_since_s=None)
        if self.late_since_s is None:
            return replace(self, late_since_s=now_s)
        last = self.quality is LADDER[-1]
        if last or now_s - self.late_since_s < PATIENCE_S:
            return self
        return Adapting(LADDER[LADDER.index(self.quality) + 1], now_s)


def why_smaller(dropped_share: float) -> str:
    """Return in plain words why the detector sees a smaller picture."""
    return (
        f"This computer could not look at {dropped_share:.0%} of the pictures, so the detector "
        "sees them smaller from now on. Small, fast balls are found a little less often."
    )

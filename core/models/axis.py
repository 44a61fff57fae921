"""An axis: from values to places, and the round values to mark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_WIDE = 6.0
"""From this ratio of largest to smallest on, steps are factors instead of differences."""


@dataclass(frozen=True)
class Axis:
    """``low`` lies at ``start`` and ``high`` at ``end`` (places may fall while values rise)."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Return the place of a value."""
        if self.logarithmic:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def time_axis(values: Sequence[float], start: float, end: float) -> Axis:
    """Return an axis for positive values: from zero, or by factors where they differ widely."""
    low, high = min(values), max(values)
    if high / low < _WIDE:
        return Axis(0.0, high * 1.12, start, end, round_steps(0.0, high * 1.12))
    low, high = low / 1.35, high * 1.35
    marks = [
        m * 10.0**k
        for k in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for m in (1, 2, 5)
    ]
    return Axis(low, high, start, end, tuple(m for m in marks if low <= m <= high), True)


def share_axis(values: Sequence[float], start: float, end: float) -> Axis:
    """Return an axis for shares of 0 to 1 that leaves some room around them."""
    room = max(0.04, 0.25 * (max(values) - min(values)))
    low, high = max(0.0, min(values) - room), min(1.0, max(values) + room)
    return Axis(low, high, start, end, round_steps(low, high))


def round_steps(low: float, high: float) -> tuple[float, ...]:
    """Return the round values between ``low`` and ``high``, two to six of them."""
    raw = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(m * size for m in (1.0, 2.0, 5.0, 10.0) if m * size >= raw * 0.99)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(round(k * step, 10) for k in range(first, last + 1))

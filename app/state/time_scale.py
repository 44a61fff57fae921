"""Geometry of a time axis: seconds to pixels and back, zooming, ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from app.state.speed_text import clock_text

_STEPS_S = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
)
_SHORTEST_S = 0.2


@dataclass(frozen=True)
class Tick:
    """One line of the axis; minor ones carry no label."""

    time_s: float
    label: str


@dataclass(frozen=True)
class TimeScale:
    """The visible span ``start_s`` to ``end_s`` of ``duration_s`` seconds on ``width_px``."""

    start_s: float
    end_s: float
    duration_s: float
    width_px: float

    @staticmethod
    def fit(duration_s: float, width_px: float) -> TimeScale:
        """Show everything."""
        duration = max(duration_s, 1e-3)
        return TimeScale(0.0, duration, duration, max(width_px, 1.0))

    @property
    def span_s(self) -> float:
        """Seconds in view."""
        return self.end_s - self.start_s

    @property
    def fits(self) -> bool:
        """Whether everything is in view."""
        return self.span_s >= self.duration_s * (1 - 1e-9)

    def x_of(self, time_s: float) -> float:
        """Return the pixel column of a time."""
        return (time_s - self.start_s) / self.span_s * self.width_px

    def time_of(self, x_px: float) -> float:
        """Return the time at a pixel column, clamped to the video."""
        time_s = self.start_s + x_px / self.width_px * self.span_s
        return min(max(time_s, 0.0), self.duration_s)

    def resized(self, width_px: float) -> TimeScale:
        """Show the same span on another width."""
        return replace(self, width_px=max(width_px, 1.0))

    def zoomed(self, factor: float, around_x: float) -> TimeScale:
        """Show ``1 / factor`` of the span; the time under ``around_x`` stays where it is."""
        shortest = min(_SHORTEST_S, self.duration_s)
        span = min(max(self.span_s / factor, shortest), self.duration_s)
        share = around_x / self.width_px
        anchor = self.start_s + share * self.span_s
        return self._from(anchor - share * span, span)

    def panned(self, by_px: float) -> TimeScale:
        """Move the view by pixels; positive shows later times."""
        return self._from(self.start_s + by_px / self.width_px * self.span_s, self.span_s)

    def showing(self, time_s: float) -> TimeScale:
        """Turn the page so that a time is in view; unchanged if it is."""
        if self.start_s <= time_s <= self.end_s:
            return self
        lead = 0.1 if time_s > self.end_s else 0.9
        return self._from(time_s - lead * self.span_s, self.span_s)

    def lasting(self, duration_s: float) -> TimeScale:
        """Take another duration; a view of everything stays one."""
        if self.fits:
            return TimeScale.fit(duration_s, self.width_px)
        return replace(self, duration_s=max(duration_s, 1e-3))._from(self.start_s, self.span_s)

    def ticks(self, label_px: float = 72.0) -> tuple[list[Tick], list[float]]:
        """Return labelled ticks at least ``label_px`` apart, and the times of minor ones."""
        least = self.span_s * label_px / self.width_px
        step = next((s for s in _STEPS_S if s >= least), _STEPS_S[-1])
        while step < least:
            step *= 2
        decimals = 0 if step >= 1 else (1 if step >= 0.1 else 2)
        first = math.ceil(self.start_s / step - 1e-9)
        last = math.floor(self.end_s / step + 1e-9)
        major = [Tick(i * step, clock_text(i * step, decimals)) for i in range(first, last + 1)]
        small = step / 5
        minor = range(math.ceil(self.start_s / small), math.floor(self.end_s / small) + 1)
        return major, [i * small for i in minor if i % 5]

    def _from(self, start_s: float, span_s: float) -> TimeScale:
        span = min(span_s, self.duration_s)
        start = min(max(start_s, 0.0), self.duration_s - span)
        return replace(self, start_s=start, end_s=start + span)

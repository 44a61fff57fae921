"""The time of a run: what is used, over all its sittings, and what a budget leaves."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class RunClock:
    """Seconds of a run. With `until_s` the schedule also follows the time, not only the steps."""

    since: float = field(default_factory=time.monotonic)
    earlier_s: float = 0.0  # in sittings before this one
    from_s: float = 0.0  # when the steps begin
    until_s: float | None = None  # when they must be over

    @property
    def elapsed_s(self) -> float:
        """Since the run began, pauses left out."""
        return self.earlier_s + time.monotonic() - self.since

    def share(self) -> float:
        """How much of the time for steps is over, 0 to 1; always 0 without a budget."""
        if self.until_s is None:
            return 0.0
        whole = max(1e-9, self.until_s - self.from_s)
        return min(1.0, max(0.0, (self.elapsed_s - self.from_s) / whole))

    def left_s(self) -> float | None:
        """Until the steps must be over; None without a budget."""
        return None if self.until_s is None else max(0.0, self.until_s - self.elapsed_s)


@dataclass
class Meter:
    """Speed since the last reading."""

    since: float = field(default_factory=time.monotonic)
    samples: int = 0
    waited_s: float = 0.0
    steps: int = 0

    def add(self, samples: int, waited_s: float) -> None:
        """Take one step."""
        self.steps += 1
        self.samples += samples
        self.waited_s += waited_s

    def reading(self) -> tuple[float, float, float]:
        """Samples per second, share of the time spent waiting, seconds per step, so far."""
        took = max(1e-9, time.monotonic() - self.since)
        return self.samples / took, min(1.0, self.waited_s / took), took / max(1, self.steps)

    def clear(self) -> None:
        """Begin anew."""
        self.since, self.samples, self.waited_s, self.steps = time.monotonic(), 0, 0.0, 0

"""How fast a job goes and how long it will take yet, smoothed."""

from __future__ import annotations

import time
from collections.abc import Callable

HALF_LIFE_S = 4.0
SHORTEST_STEP_S = 0.05


class Pace:
    """Rate and time left from reports of ``done`` of ``total`` (any unit).

    The rate is an exponential moving average with a half life of four seconds, so that one slow
    second does not make the estimate jump. Until half a second has passed there is no estimate.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started: float | None = None
        self._last = (0.0, 0.0)
        self._rate: float | None = None
        self._left: float | None = None

    def report(self, done: float, total: float) -> None:
        """Take one report; work that was there before the first one does not count as speed."""
        now = self._clock()
        if self._started is None:
            self._started, self._last = now, (now, done)
            return
        elapsed, gained = now - self._last[0], done - self._last[1]
        if gained < 0:  # A new phase counts from the start again.
            self._last, self._rate, self._left = (now, done), None, None
            return
        if elapsed < SHORTEST_STEP_S:
            return
        current = gained / elapsed
        weight = 1.0 if self._rate is None else 1.0 - 0.5 ** (elapsed / HALF_LIFE_S)
        self._rate = current * weight + (self._rate or 0.0) * (1.0 - weight)
        self._last = (now, done)
        known = total > 0 and self._rate > 0 and now - self._started >= 0.5
        self._left = (total - done) / self._rate if known else None

    @property
    def rate(self) -> float | None:
        """Units per second, or None while unknown."""
        return self._rate

    @property
    def eta_s(self) -> float | None:
        """Seconds left, or None while unknown."""
        return self._left

"""From the moment something was taken to the film's own time: two clocks that drift apart."""

from __future__ import annotations

from collections import deque
from statistics import median

WINDOW_S = 8.0
_EVERY_S = 0.1
JUMP_S = 0.04
"""Offsets that differ by more are another beginning, not a drift."""

_SURE = 3  # So many in a row, on one side.


class SlowOffset:
    """The offset between two clocks: a median over some seconds, which jumps when they jump.

    Arrival times are late now and then by a lot; a median does not mind, a mean would.
    """

    def __init__(self, window_s: float = WINDOW_S) -> None:
        self._window_s = window_s
        self._seen: deque[tuple[float, float]] = deque()
        self._odd: list[tuple[float, float]] = []
        self._value: float | None = None
        self._last_s = float("-inf")

    @property
    def value(self) -> float | None:
        """The offset in seconds; None before the first measurement."""
        return self._value

    def add(self, at_s: float, offset_s: float) -> None:
        """Take a measurement made at ``at_s``."""
        if self._value is not None and abs(offset_s - self._value) > JUMP_S:
            self._doubt(at_s, offset_s, self._value)
            return
        self._odd.clear()
        if at_s - self._last_s >= _EVERY_S or len(self._seen) < _SURE:
            self._seen.append((at_s, offset_s))
            while self._seen[0][0] < at_s - self._window_s:
                self._seen.popleft()
            self._settle(at_s)

    def _doubt(self, at_s: float, offset_s: float, usual_s: float) -> None:
        """Believe an offset that is far from ``usual_s`` once there are some like it in a row."""
        if self._odd and (self._odd[-1][1] > usual_s) != (offset_s > usual_s):
            self._odd.clear()
        self._odd.append((at_s, offset_s))
        if len(self._odd) >= _SURE:
            self._seen, self._odd = deque(self._odd), []
            self._settle(at_s)

    def _settle(self, at_s: float) -> None:
        self._last_s = at_s
        self._value = median(offset for _, offset in self._seen)


class FilmClock:
    """Tells the film's time of any moment on ``time.monotonic``, from the pictures' own."""

    def __init__(self) -> None:
        self._offset = SlowOffset()
        self.newest_s = 0.0

    def picture(self, taken_s: float, film_s: float) -> None:
        """Learn from a picture: when it was taken, and where it lies in the film."""
        self._offset.add(taken_s, film_s - taken_s)
        self.newest_s = max(self.newest_s, film_s)

    def film_s(self, taken_s: float) -> float | None:
        """Return where a moment lies in the film; None before the first picture."""
        offset = self._offset.value
        return None if offset is None else taken_s + offset

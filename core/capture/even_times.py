"""Moments of pictures that carry none: arrivals, evened out where the camera is even."""

from __future__ import annotations

from collections import deque

import numpy as np

_WINDOW, _ENOUGH = 60, 20
_EVEN = 0.12
"""Middle deviation of the arrivals, in intervals, up to which a camera is taken to be even.

Beyond, pictures cannot be told from their neighbours and arrivals alone are the better guess.
"""
_NEXT = 0.95
"""So many intervals late, a picture is rather the next one on time."""


class EvenTimes:
    """Give it arrivals in order; it returns when each picture was probably sent.

    A camera takes pictures at even intervals; the network delivers them unevenly, always late.
    So a straight line is laid through the less late half of the last arrivals over the pictures'
    places (some intervals may be empty), and moved down to the least late of them. A camera that
    is not even, or changes its pace, does not fit: then the arrival is all that is known.
    """

    def __init__(self) -> None:
        self._places: deque[int] = deque(maxlen=_WINDOW)
        self._arrivals: deque[float] = deque(maxlen=_WINDOW)
        self._line: tuple[float, float] | None = None
        """The interval, and when place 0 was sent."""

    def sent_s(self, arrived_s: float) -> float:
        """Return the moment, not after ``arrived_s``; both on one clock."""
        self._places.append(self._place(arrived_s))
        self._arrivals.append(arrived_s)
        if len(self._places) < _ENOUGH:
            return arrived_s
        places = np.array(self._places, np.float64) - self._places[0]
        arrivals = np.array(self._arrivals) - arrived_s
        late = arrivals - _fitted(places, arrivals, np.ones(len(places), bool))[2]
        interval_s, begin_s, line = _fitted(places, arrivals, late <= np.median(late))
        late = arrivals - line
        scatter_s = float(np.median(np.abs(late - np.median(late))))
        if interval_s <= 0 or scatter_s > _EVEN * interval_s:
            self._begin_anew()
            return arrived_s
        begin_s += float(late.min())
        self._line = interval_s, begin_s + arrived_s - interval_s * self._places[0]
        return arrived_s + min(begin_s + interval_s * float(places[-1]), 0.0)

    def _place(self, arrived_s: float) -> int:
        """Return which interval a picture is of; put the last one right if it was mistaken."""
        if not self._places:
            return 0
        last = self._places[-1]
        if self._line is not None:
            interval_s, begin_s = self._line
            place = int((arrived_s - begin_s) / interval_s + 1 - _NEXT)
            if place <= last and len(self._places) > 1 and last - self._places[-2] > 1:
                # Nothing was left out: the last one was very late.
                self._places[-1] = last = last - 1
            return max(place, last + 1)
        if len(self._arrivals) < 3:
            return last + 1
        usual_s = float(np.median(np.diff(np.array(self._arrivals))))
        gap_s = arrived_s - self._arrivals[-1]
        return last + max(int(gap_s / usual_s + 1 - _NEXT) if usual_s > 0 else 1, 1)

    def _begin_anew(self) -> None:
        self._line = None
        self._places.clear()
        self._arrivals.clear()


def _fitted(
    places: np.ndarray, arrivals: np.ndarray, used: np.ndarray
) -> tuple[float, float, np.ndarray]:
    """Return slope, intercept and values of the least-squares line through the ``used`` points."""
    x, y = places[used], arrivals[used]
    middle_x, middle_y = x.mean(), y.mean()
    spread = float(((x - middle_x) ** 2).sum())
    slope = float(((x - middle_x) * (y - middle_y)).sum()) / spread if spread else 0.0
    begin = float(middle_y) - slope * float(middle_x)
    return slope, begin, begin + slope * places

"""One live source's time stamps as seconds from its first picture, and as moments here."""

from __future__ import annotations

from collections import deque

_JUMP_S = 1.0
"""Stamps that go back, or run ahead of the time that passed, by more than this have jumped."""
_BUCKET_S, _BUCKETS = 1.0, 8
_SLEW = 0.002
"""Seconds a second by which the offset may grow: more than any two clocks drift apart."""
_PAUSED_S = 0.25
_PLAUSIBLE_S = 1.0


class SourceClock:
    """Makes ``time_s`` of stamps, and ``time.monotonic`` of ``time_s``.

    Packets arrive late by a different amount each. The one that was least late tells best how
    the two clocks stand to one another (after D. Mills, RFC 5905, section 10: the clock filter
    takes the sample of the least delay), so the offset is the least delay of the last eight
    seconds: jitter does not move it, and drift of hours is followed. Stamps that jump, wrap or
    begin anew (a reconnection) go on where the time here says they should.

    With ``same_clock`` stamps may be on ``time.monotonic`` themselves, as cameras' often are;
    where they plausibly are, they are taken at their word.
    """

    def __init__(self, same_clock: bool = False) -> None:
        self._may_be_ours = same_clock
        self._ours = False
        self._shift: float | None = None
        self._last_stamp = self._last_time = self._last_arrival = 0.0
        self._offset = 0.0
        self._buckets: deque[tuple[int, float]] = deque(maxlen=_BUCKETS)
        self._begun_anew = False

    def begin_anew(self) -> None:
        """Expect the next stamps to have nothing to do with the last ones."""
        self._begun_anew = True

    def place(self, stamp_s: float | None, arrived_s: float) -> float:
        """Return ``time_s`` of a packet of the picture that arrived at ``arrived_s``.

        ``stamp_s`` is its decoding stamp in seconds, in the order of arrival; None where the
        source gives none: then the arrival is all that is known.
        """
        stamp_s = arrived_s if stamp_s is None else stamp_s
        if self._shift is None:
            self._shift = -stamp_s
            self._restart(stamp_s, arrived_s)
        elif self._begun_anew or self._has_jumped(stamp_s, arrived_s):
            passed_s = max(arrived_s - self._last_arrival, 1e-3)
            self._shift = self._last_time + passed_s - stamp_s
            self._restart(stamp_s, arrived_s)
        self._begun_anew = False
        time_s = stamp_s + self._shift
        self._last_stamp, self._last_time, self._last_arrival = stamp_s, time_s, arrived_s
        self._learn(arrived_s - time_s, arrived_s)
        return time_s

    def at(self, stamp_s: float) -> float:
        """Return ``time_s`` of any other stamp of the same source, as a picture's or a sound's."""
        return stamp_s + (self._shift or 0.0)

    def taken(self, time_s: float) -> float:
        """Return the moment on ``time.monotonic`` at which ``time_s`` was."""
        return time_s + self._offset

    def _has_jumped(self, stamp_s: float, arrived_s: float) -> bool:
        step_s = stamp_s - self._last_stamp
        passed_s = arrived_s - self._last_arrival
        late_s = (self._last_arrival - self._last_time) - self._offset
        return step_s < -_JUMP_S or step_s > passed_s + late_s + _JUMP_S

    def _restart(self, stamp_s: float, arrived_s: float) -> None:
        self._buckets.clear()
        self._ours = self._may_be_ours and 0 <= arrived_s - stamp_s < _PLAUSIBLE_S
        assert self._shift is not None
        self._offset = -self._shift if self._ours else arrived_s - stamp_s - self._shift

    def _learn(self, delay_s: float, arrived_s: float) -> None:
        """Take in how much later than ``time_s`` its packet arrived."""
        if self._ours:
            # As long as nothing arrives before it was taken, or absurdly late.
            self._ours = 0 <= delay_s - self._offset < _PLAUSIBLE_S
            return
        second = int(arrived_s // _BUCKET_S)
        before = self._buckets[-1] if self._buckets else None
        if before is None or before[0] != second:
            self._buckets.append((second, delay_s))
        elif delay_s < before[1]:
            self._buckets[-1] = (second, delay_s)
        least = min(delay for _, delay in self._buckets)
        whole = len(self._buckets) == _BUCKETS
        if least < self._offset or (whole and least > self._offset + _PAUSED_S):
            self._offset = least
        elif before is not None and before[0] != second:
            self._offset = min(least, self._offset + _SLEW * _BUCKET_S * (second - before[0]))

"""Onsets at once: measured against the noise that was, not against what is to come."""

from __future__ import annotations

import numpy as np

from core.video.onset_strength import SILENCE, Floats, OnsetStrength
from core.video.peaks import MAD_TO_SIGMA, centred, tops_above
from core.video.sound import HOP_S, LATE_S, LEAST, REACH_S, THRESHOLD

_AT_ONCE = 4
"""Hops handled together: 23 ms."""
_HEARD = 512
"""Hops whose noise counts: three seconds."""
_LEARN_EVERY = 16
_ENOUGH = 172
"""Hops (a second) that must have been heard before anything stands out from them."""
_REACH = round(REACH_S / HOP_S)


class EarlyStrength(OnsetStrength):
    """``OnsetStrength`` against the noise floor of the last seconds."""

    def __init__(self) -> None:
        super().__init__(_AT_ONCE)
        self._magnitudes: Floats | None = None
        self._unlearned = 0

    def _floor_under(self, magnitude: Floats) -> Floats:
        before = magnitude if self._magnitudes is None else self._magnitudes
        self._magnitudes = np.concatenate([before, magnitude])[-_HEARD:]
        self._unlearned += len(magnitude)
        if self._floor is None or self._unlearned >= _LEARN_EVERY:
            self._unlearned = 0
            self._floor = np.maximum(np.median(self._magnitudes, axis=0), SILENCE)
        return np.asarray(self._floor, np.float32)


class EarlyPeaks:
    """Peaks of the early strength, each told when 40 ms have passed without a higher one."""

    def __init__(self) -> None:
        self._strength = EarlyStrength()
        self._curve = np.zeros(0, np.float32)
        self._base = 0
        self._told = _ENOUGH
        self._above = np.inf
        self._unlearned = 0

    def push(self, samples: Floats) -> list[tuple[float, float]]:
        """Take samples at ``RATE_HZ``, return (seconds since the first one, strength) of peaks."""
        more = self._strength.push(samples)
        if not len(more):
            return []
        self._curve = np.concatenate([self._curve, more])
        self._unlearned += len(more)
        end = self._base + len(self._curve)
        if self._unlearned >= _LEARN_EVERY:
            self._unlearned = 0
            self._above = _threshold(self._curve)
        sure = end - _REACH
        if sure <= self._told:
            return []
        # Only the end of what is held can be new.
        from_hop = max(self._told - _REACH - 1 - self._base, 0)
        recent = self._curve[from_hop:]
        top = tops_above(recent, np.full(len(recent), self._above, np.float32), _REACH)
        hop = top + from_hop + self._base
        where, height = centred(recent, top[(hop >= self._told) & (hop < sure)])
        self._told = sure
        at_s = (where + from_hop + self._base) * HOP_S - LATE_S
        keep_from = max(len(self._curve) - _HEARD, 0)
        self._curve, self._base = self._curve[keep_from:], self._base + keep_from
        return list(zip(at_s.tolist(), height.tolist(), strict=True))


def _threshold(curve: Floats) -> float:
    middle = float(np.median(curve))
    spread = float(np.median(np.abs(curve - middle))) * MAD_TO_SIGMA
    return max(middle + THRESHOLD * spread, LEAST)

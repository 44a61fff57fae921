"""Moments at which live sound sets in: at once from what was heard, and finally as offline."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from typing import Any

import av
import numpy as np

from core.capture.early_strength import EarlyPeaks
from core.capture.live_frame import SoundBlock
from core.video.onset_strength import RATE_HZ, Floats, OnsetStrength
from core.video.peaks import AROUND_BLOCKS, BLOCK_S, centred, local_threshold, tops_above
from core.video.sound import HOP_S, LATE_S, LEAST, REACH_S, THRESHOLD

_GAP_S = 0.02
_LONGEST_GAP_S = 2.0
_REMEMBERED_S = 12.0
_BLOCK = max(round(BLOCK_S / HOP_S), 1)
# A threshold is a line between the levels of two blocks, each found from so many around it.
_AROUND = AROUND_BLOCKS + 1


@dataclass(frozen=True)
class LiveOnset:
    """A moment on ``time.monotonic`` at which sound set in, and how clearly."""

    taken_s: float
    strength: float


@dataclass(frozen=True)
class HeardOnsets:
    """What a block brought: ``early`` ones at most 0.1 s old, ``final`` ones up to 4.5 s."""

    early: tuple[LiveOnset, ...] = ()
    final: tuple[LiveOnset, ...] = ()


class LiveOnsets:
    """Feed it a microphone's or stream's blocks in order; memory stays bounded.

    ``final`` onsets are those of ``core.video.sound.OnsetCurve.onsets`` on the same samples: the
    noise around them, before and after, must have been heard. ``early`` ones are measured against
    the past alone: most of them are the same moments. Missing sound is filled with silence.
    """

    def __init__(self) -> None:
        self._begin(RATE_HZ, 0.0)

    def push(self, block: SoundBlock) -> HeardOnsets:
        """Take the next block, return the onsets that it settles."""
        samples = self._resampled(self._joined(block), block)
        self._end_s = block.taken_s + len(block.samples) / block.rate_hz
        early = self._early.push(samples)
        final = self._final.push(self._strength.push(samples))
        return HeardOnsets(self._timed(early), self._timed(final))

    def flush(self) -> HeardOnsets:
        """Return the last ones, at the end of the sound."""
        strength = self._strength.push(np.zeros(0, np.float32), last=True)
        return HeardOnsets(final=self._timed(self._final.push(strength, last=True)))

    def _begin(self, rate_hz: int, taken_s: float) -> None:
        self._rate_hz, self._end_s = rate_hz, taken_s
        self._resampler: Any = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
        self._fed = 0.0
        self._strength, self._early, self._final = OnsetStrength(), EarlyPeaks(), FinalPeaks()
        self._anchors: deque[tuple[float, float]] = deque()

    def _joined(self, block: SoundBlock) -> Floats:
        """Return the block's samples, with silence where some are missing before it."""
        if not self._fed or block.rate_hz != self._rate_hz:
            self._begin(block.rate_hz, block.taken_s)
        gap_s = block.taken_s - self._end_s
        samples = block.samples
        if gap_s > _GAP_S:
            missing = round(min(gap_s, _LONGEST_GAP_S) * block.rate_hz)
            samples = np.concatenate([np.zeros(missing, np.float32), samples])
        elif gap_s < -_GAP_S:
            samples = samples[round(-gap_s * block.rate_hz) :]
        return samples

    def _resampled(self, samples: Floats, block: SoundBlock) -> Floats:
        """Return samples at ``RATE_HZ``; remember when the last one was taken."""
        self._fed += len(samples) * RATE_HZ / block.rate_hz
        end_s = block.taken_s + len(block.samples) / block.rate_hz
        self._anchors.append((self._fed / RATE_HZ, end_s))
        while self._anchors[-1][0] - self._anchors[0][0] > _REMEMBERED_S:
            self._anchors.popleft()
        if not len(samples) or block.rate_hz == RATE_HZ:
            return samples
        frame = av.AudioFrame.from_ndarray(samples[None], "flt", "mono")
        frame.sample_rate = block.rate_hz
        parts = [
            np.asarray(f.to_ndarray(), np.float32).ravel() for f in self._resampler.resample(frame)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _timed(self, found: list[tuple[float, float]]) -> tuple[LiveOnset, ...]:
        """Put onsets, in seconds since the first sample, onto ``time.monotonic``."""
        if not found:
            return ()
        places = [place for place, _ in self._anchors]
        timed = []
        for at_s, strength in found:
            # The first block that ends behind it knows best when it was.
            place, end_s = self._anchors[min(bisect_right(places, at_s), len(places) - 1)]
            timed.append(LiveOnset(end_s - (place - at_s), strength))
        return tuple(timed)


class FinalPeaks:
    """The peaks of ``OnsetCurve.onsets``, found piece by piece: (seconds, strength) each."""

    def __init__(self) -> None:
        self._curve = np.zeros(0, np.float32)
        self._base = 0
        self._told = 0

    def push(self, strength: Floats, last: bool = False) -> list[tuple[float, float]]:
        """Take more of the curve (k,), return the peaks that nothing to come can change."""
        if not len(strength) and not last:
            return []
        self._curve = np.concatenate([self._curve, strength])
        end = self._base + len(self._curve)
        sure = end if last else max(end // _BLOCK - _AROUND, 0) * _BLOCK
        if sure <= self._told:
            return []
        above = local_threshold(self._curve, HOP_S, THRESHOLD, LEAST)
        top = tops_above(self._curve, above, round(REACH_S / HOP_S))
        top = top[(top >= self._told - self._base) & (top < sure - self._base)]
        where, height = centred(self._curve, top)
        found = list(
            zip(((self._base + where) * HOP_S - LATE_S).tolist(), height.tolist(), strict=True)
        )
        self._told = sure
        keep_from = max(sure // _BLOCK - _AROUND - 1, 0) * _BLOCK
        self._curve = self._curve[keep_from - self._base :].copy()
        self._base = keep_from
        return found

"""How strongly sound sets in, hop by hop: a spectral flux tuned for impacts.

Sources: S. Dixon, "Onset detection revisited", DAFx 2006 (half-wave rectified spectral flux);
S. Böck and G. Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013
(SuperFlux: log magnitudes in log-spaced bands, a lag, a maximum filter over bands). Changed
here for impacts: short windows, only 1 kHz and up, each band measured against its own noise
floor, so that a constant crowd or wind does not count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 22050
HOP = 128
WINDOW = 256
BLOCK_HOPS = 512
"""Hops handled together: three seconds."""

_LAG = 2
_BANDS = 16
_LOWEST_HZ, _HIGHEST_HZ = 1000.0, 10500.0
_NOT_AT_START = 8
"""Hops (46 ms) at the beginning in which encoders fade in: nothing sets in there."""
SILENCE = 1e-4
"""Magnitude of a band at about -80 dB: quieter ones are silence."""

Floats = NDArray[np.float32]


class OnsetStrength:
    """Turns a stream of samples into one strength value a hop; keeps no more than a block.

    ``block_hops`` are handled together, and measured against their own noise floor.
    """

    def __init__(self, block_hops: int = BLOCK_HOPS) -> None:
        self._block_hops = block_hops
        self._window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._bands = _band_matrix()
        self._pending = np.zeros(WINDOW // 2, np.float32)
        self._before: Floats | None = None
        self._floor: Floats | None = None
        self._silent = _NOT_AT_START

    def push(self, samples: Floats, last: bool = False) -> Floats:
        """Take mono samples at ``RATE_HZ``, return the strengths (k,) that are complete.

        Value i of all that is returned is for the time i * HOP / RATE_HZ after the first
        sample. With ``last`` the rest is flushed.
        """
        self._pending = np.concatenate([self._pending, samples])
        if last:
            self._pending = np.concatenate([self._pending, np.zeros(WINDOW, np.float32)])
        found = []
        while True:
            ready = (len(self._pending) - WINDOW) // HOP + 1
            if ready < (1 if last else self._block_hops):
                break
            count = min(ready, self._block_hops)
            found.append(self._strength(count))
            self._pending = self._pending[count * HOP :]
        return np.concatenate(found) if found else np.zeros(0, np.float32)

    def _strength(self, count: int) -> Floats:
        frames = np.lib.stride_tricks.sliding_window_view(self._pending, WINDOW)[::HOP][:count]
        spectrum = np.abs(np.fft.rfft(frames * self._window, axis=1)).astype(np.float32)
        magnitude = spectrum @ self._bands
        floor = self._floor_under(magnitude)
        # The lagged frames go through the same floor: no step where two blocks meet.
        # What stands before the beginning is like the beginning: starting is no onset.
        before = magnitude[:1].repeat(_LAG, axis=0) if self._before is None else self._before
        together = np.concatenate([before, magnitude])
        level = np.log1p(together / (2 * floor))
        earlier = level[:-_LAG]
        wider = np.maximum(earlier, np.roll(earlier, 1, axis=1))
        wider = np.maximum(wider, np.roll(earlier, -1, axis=1))
        self._before = together[-_LAG:]
        rise = np.maximum(level[_LAG:] - wider, 0)
        strength = np.asarray(rise.mean(axis=1), np.float32)
        if self._silent:
            strength[: self._silent] = 0
            self._silent = max(self._silent - count, 0)
        return strength

    def _floor_under(self, magnitude: Floats) -> Floats:
        """Return the noise floor (bands,) of a block's magnitudes (hops, bands)."""
        floor = np.maximum(np.median(magnitude, axis=0), SILENCE).astype(np.float32)
        if self._floor is not None:
            floor = 0.5 * (floor + self._floor)
        self._floor = floor
        return floor


def _band_matrix() -> Floats:
    """Return (bins, bands): means over log-spaced bands, magnitudes relative to full scale."""
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE_HZ)
    edges = np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, _BANDS + 1)
    matrix = np.zeros((len(bins), _BANDS), np.float32)
    for band in range(_BANDS):
        inside = (bins >= edges[band]) & (bins < edges[band + 1])
        if not inside.any():
            inside[np.argmin(np.abs(bins - (edges[band] + edges[band + 1]) / 2))] = True
        matrix[inside, band] = 1 / inside.sum()
    return matrix / (WINDOW / 4)

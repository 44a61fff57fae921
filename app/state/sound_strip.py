"""The loudness of a whole recording at any zoom: peaks in levels of detail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.state.time_scale import TimeScale

_FOLD = 4


class SoundStrip:
    """Loudness peaks per pixel column, whatever the length of the recording.

    ``envelope`` float32 (n,) is one value per ``hop_s`` seconds from ``start_s``;
    ``onsets_s`` are the times of sharp sounds. Peaks are kept in a pyramid (each level folds
    four values into their greatest), so a column costs a few values even at four hours.
    """

    def __init__(
        self,
        envelope: NDArray[np.float32],
        hop_s: float,
        start_s: float,
        onsets_s: NDArray[np.float64],
        onset_strength: NDArray[np.float64] | None = None,
    ) -> None:
        top = float(np.percentile(envelope, 99.8)) if len(envelope) else 1.0
        # The square root makes a quiet rally visible beside one loud clap.
        peaks = np.sqrt(np.clip(np.abs(envelope) / max(top, 1e-9), 0, 1)).astype(np.float32)
        self._levels = [peaks]
        while len(self._levels[-1]) > _FOLD * 256:
            last = self._levels[-1]
            padded = np.pad(last, (0, -len(last) % _FOLD))
            self._levels.append(padded.reshape(-1, _FOLD).max(axis=1))
        self._hop_s, self._start_s = hop_s, start_s
        self.onsets_s = onsets_s
        strength = np.ones(len(onsets_s)) if onset_strength is None else onset_strength
        self.onset_weight = strength / max(float(strength.max(initial=0.0)), 1e-9)

    def columns(self, scale: TimeScale, step_px: float = 1.0) -> NDArray[np.float32]:
        """Return the peak, 0 to 1, of each column of ``step_px`` pixels of the view."""
        count = max(1, int(scale.width_px / step_px))
        edges_s = scale.start_s + np.arange(count + 1) * scale.span_s / count
        per_column = scale.span_s / count / self._hop_s
        level, fold = 0, 1
        while level + 1 < len(self._levels) and per_column / (fold * _FOLD) >= 2.0:
            level, fold = level + 1, fold * _FOLD
        peaks = self._levels[level]
        if len(peaks) == 0:
            return np.zeros(count, np.float32)
        at = np.floor((edges_s - self._start_s) / (self._hop_s * fold)).astype(np.int64)
        first = np.clip(at[:-1], 0, len(peaks) - 1)
        after = np.clip(np.maximum(at[1:], at[:-1] + 1), 1, len(peaks))
        outside = (at[1:] < 0) | (at[:-1] >= len(peaks))
        widest = int((after - first).max(initial=1))
        out = peaks[first]
        for offset in range(1, min(widest, 4 * _FOLD)):
            out = np.maximum(out, peaks[np.minimum(first + offset, after - 1)])
        return np.where(outside, np.float32(0), out)

"""Sound on the picture's clock: gaps become silence, drift is stretched away unheard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.capture.live_frame import SoundBlock
from core.live.record_clock import FilmClock, SlowOffset

RATE_HZ = 48000
LATE_S = 0.6
"""Sound that is later than this is taken for missing: the film goes on with silence."""

_MOST_STRETCH = 5e-4
"""An eighth of what a trained ear can tell as a change of pitch."""

_CALM_S = 3.0  # An error is worked off over about this long.
_STEP_S = 0.03  # What is worked off at once instead, by silence or by leaving out.

Floats = NDArray[np.float32]


class SoundTrack:
    """Places mono blocks, at ``RATE_HZ``, on a film that begins at 0. For one thread.

    A block's own time says where it belongs, but jitters; counting samples is smooth, but the
    sound card's clock is off by up to 100 ppm, 0.36 s an hour. So samples are counted, the
    offset to the times is a median over seconds, and what it says is followed slowly.
    """

    def __init__(self, clock: FilmClock) -> None:
        self._clock = clock
        self._offset = SlowOffset()
        self._stretch = Stretch()
        self._heard = 0.0  # Seconds of sound that came, by its own count.
        self._written = 0

    @property
    def seconds(self) -> float:
        """How far the track reaches."""
        return self._written / RATE_HZ

    def take(self, block: SoundBlock) -> Floats:
        """Return the samples (n,) to write next."""
        film_s = self._clock.film_s(block.taken_s)
        if film_s is None or not len(block.samples):
            return np.zeros(0, np.float32)
        count_s = len(block.samples) / block.rate_hz
        self._offset.add(block.taken_s, film_s - self._heard)
        self._heard += count_s
        return self._placed(block, count_s)

    def fill(self, until_s: float) -> Floats:
        """Return the silence that is missing up to ``until_s``; for sound that does not come."""
        return self._silence(until_s - self.seconds)

    def _placed(self, block: SoundBlock, count_s: float) -> Floats:
        offset = self._offset.value or 0.0
        begins_s = self._heard - count_s + offset
        error_s = begins_s - self.seconds
        samples = np.asarray(block.samples, np.float32)
        head = np.zeros(0, np.float32)
        if error_s > _STEP_S:
            head, error_s = self._silence(error_s), 0.0
            self._stretch.rest()
        elif error_s < -_STEP_S:
            skip = min(round(-error_s * block.rate_hz), len(samples))
            samples, error_s = samples[skip:], 0.0
            self._stretch.rest()
            if not len(samples):
                return head
        most_s = _MOST_STRETCH * count_s
        longer_s = min(max(error_s * min(count_s / _CALM_S, 1.0), -most_s), most_s)
        there_s = len(samples) / block.rate_hz
        ratio = (there_s + longer_s) / there_s * RATE_HZ / block.rate_hz
        body = self._stretch.push(samples, ratio)
        self._written += len(body)
        return np.concatenate([head, body]) if len(head) else body

    def _silence(self, seconds: float) -> Floats:
        made = np.zeros(max(round(seconds * RATE_HZ), 0), np.float32)
        self._written += len(made)
        return made


class Stretch:
    """Makes a stream of samples a little longer or shorter, by cubic interpolation.

    Catmull and Rom's spline through four neighbours: at these ratios inaudible up to where
    speech and impacts end. Holds three samples back.
    """

    def __init__(self) -> None:
        self._held = np.zeros(0, np.float32)
        self._at = 1.0  # Where the next sample to give lies, counted from the first one held.

    def rest(self) -> None:
        """Forget what is held: what comes does not follow on it."""
        self._held = np.zeros(0, np.float32)
        self._at = 1.0

    def push(self, samples: Floats, ratio: float) -> Floats:
        """Return about ``len(samples) * ratio`` samples."""
        if not len(self._held):
            self._held = samples[:1]
        line = np.concatenate([self._held, samples])
        # Between row 1 and the last but one there are two neighbours on each side.
        count = int(np.ceil((len(line) - 2 - self._at) * ratio))
        if count <= 0:
            self._held = line
            return np.zeros(0, np.float32)
        where = self._at + np.arange(count) / ratio
        left = np.minimum(where.astype(np.int64), len(line) - 3)
        t = (where - left).astype(np.float32)
        a, b, c, d = (line[left + k] for k in (-1, 0, 1, 2))
        made = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        next_at = self._at + count / ratio
        drop = max(int(next_at) - 1, 0)
        self._held = line[drop:]
        self._at = next_at - drop
        return np.asarray(made, np.float32)

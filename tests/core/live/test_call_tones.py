"""The tones of the scores: loud, clean, and higher the better the hit."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.live.call_tones import RATE_HZ, tone_for
from core.live.calling import SCORES, Call


def pitch_hz(samples: np.ndarray) -> float:
    """Return the strongest frequency of the last tenth of a second but the fading end."""
    part = samples[-round(0.24 * RATE_HZ) : -round(0.08 * RATE_HZ)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    return float(np.argmax(spectrum) * RATE_HZ / len(part))


@pytest.mark.parametrize("call", list(Call))
def test_a_tone_is_short_and_without_clicks(call: Call) -> None:
    samples = tone_for(call)
    assert samples.dtype == np.float32
    assert 0.2 < len(samples) / RATE_HZ < 0.5
    assert 0.5 < np.abs(samples).max() <= 1.0
    assert np.abs(samples[[0, -1]]).max() < 0.01
    assert np.abs(np.diff(samples)).max() < 0.25


def test_better_hits_sound_higher() -> None:
    pitches = [pitch_hz(tone_for(call)) for call in SCORES]
    assert pitches == sorted(pitches)
    assert all(high / low > 1.2 for low, high in itertools.pairwise(pitches))

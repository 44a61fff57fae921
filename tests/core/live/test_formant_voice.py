"""Our own small voice: the same word every time, short, loud, and its vowels where they belong."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from core.live.calling import Call
from core.live.formant_voice import RATE_HZ, Sound, speak, spoken

SHIFT = 1.12  # All formants are so much higher than written.


def spectrum(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the loudness of bands of 100 Hz, in dB."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), RATE_HZ)) ** 2
    return 10 * np.log10(power[:8000].reshape(80, 100).sum(axis=1) + 1e-12)


def bands(call: Call) -> NDArray[np.float64]:
    """Return the spectrum of a word's five parts in turn, each about its own mean."""
    parts = [spectrum(part) for part in np.array_split(speak(call), 5)]
    return np.concatenate([part - part.mean() for part in parts])


@pytest.mark.parametrize("call", list(Call))
def test_a_word_is_short_loud_and_always_the_same(call: Call) -> None:
    samples = speak(call)
    assert samples.dtype == np.float32
    assert 0.25 < len(samples) / RATE_HZ < 0.62
    assert np.abs(samples).max() == pytest.approx(0.9, abs=1e-6)
    assert np.abs(samples[[0, -1]]).max() < 0.02
    assert np.array_equal(samples, speak(call))


def test_no_two_words_sound_alike() -> None:
    for one, other in itertools.combinations(Call, 2):
        assert np.abs(bands(one) - bands(other)).mean() > 4.0


@pytest.mark.parametrize("formants", [(300.0, 1700.0, 3000.0), (600.0, 1200.0, 2700.0)])
def test_a_vowel_is_loud_where_its_formants_are(formants: tuple[float, float, float]) -> None:
    samples = spoken([Sound(0.5, formants)])
    levels = spectrum(samples[2000:6000])
    for formant in formants[:2]:
        band = round(formant * SHIFT / 100)
        near = levels[max(band - 2, 0) : band + 3].max()
        away = levels[band + 4 : band + 8].mean()
        assert near > away + 3


def test_a_hiss_is_high_and_a_voice_is_low() -> None:
    throat = (500.0, 1500.0, 2500.0)
    hiss = spectrum(spoken([Sound(0.3, throat, voice=0.0, hiss=1.0, hiss_hz=5000.0)]))
    voice = spectrum(spoken([Sound(0.3, throat)]))
    assert hiss[35:65].mean() > hiss[:10].mean() + 10
    assert voice[:20].mean() > voice[50:].mean() + 10

"""The level of the microphone: jumps up at a sound, falls slowly, never lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capture.live_frame import SoundBlock
from core.live.sound_level import FALL_DB_PER_S, SILENCE_DB, SoundLevel

RATE_HZ = 8000


def block(peak: float, taken_s: float, n: int = 80) -> SoundBlock:
    samples = np.zeros(n, np.float32)
    samples[n // 2] = peak
    return SoundBlock(samples, RATE_HZ, taken_s)


def test_without_sound_there_is_no_level() -> None:
    assert SoundLevel().at(1.0) is None


@given(st.floats(1e-4, 1.0), st.floats(0, 3))
def test_a_peak_is_shown_at_once_and_falls(peak: float, later_s: float) -> None:
    level = SoundLevel()
    level.take_sound(block(peak, 10.0))
    end_s = 10.0 + 80 / RATE_HZ
    shown = level.at(end_s)
    assert shown == pytest.approx(max(20 * np.log10(peak), SILENCE_DB), abs=1e-3)
    fallen = level.at(end_s + later_s)
    assert fallen == pytest.approx(max(shown - FALL_DB_PER_S * later_s, SILENCE_DB), abs=1e-6)


def test_a_quieter_sound_does_not_cut_the_fall_short() -> None:
    level = SoundLevel()
    level.take_sound(block(1.0, 0.0))
    level.take_sound(block(0.001, 0.1))
    now = level.at(0.1)
    assert now is not None
    assert now > -10
    level.take_sound(SoundBlock(np.zeros(0, np.float32), RATE_HZ, 5.0))
    assert level.at(5.0) == SILENCE_DB

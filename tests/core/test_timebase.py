"""Frames and times agree in both directions."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.timebase import Timebase


@given(st.lists(st.floats(0.001, 0.2), min_size=1, max_size=60))
def test_a_frames_time_finds_the_frame(steps: list[float]) -> None:
    times = np.concatenate([[0.0], np.cumsum(steps)])
    base = Timebase(times, float(times[-1]) + 0.04)
    for frame, time_s in enumerate(times):
        assert base.frame_at(float(time_s)) == frame
        assert base.nearest_frame(base.time_of(frame)) == frame


def test_between_frames_the_last_one_stays_and_outside_is_clamped() -> None:
    base = Timebase(np.array([0.0, 0.1, 0.4]), 0.5)
    assert [base.frame_at(t) for t in (-1, 0.05, 0.3, 9)] == [0, 0, 1, 2]
    assert base.nearest_frame(0.3) == 2
    assert (base.time_of(-3), base.time_of(8)) == (0.0, 0.4)


def test_the_frame_rate_is_the_usual_one() -> None:
    base = Timebase(np.array([0.0, 0.04, 0.08, 1.0, 1.04]), 1.08)
    assert round(base.fps) == 25
    assert Timebase(np.array([0.0]), 0.5).fps == 2.0

"""The filter works in time: how the steps are cut does not matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detections.kalman import Motion, misfit, predict, update

times = st.floats(1e-3, 0.5)


@given(first=times, second=times, noise=st.floats(1, 1e6))
def test_two_short_steps_are_one_long_step(first: float, second: float, noise: float) -> None:
    start = update(Motion.started(0.0, (10.0, 20.0), 3.0, 500.0), (11.0, 19.0), 2.0)
    twice = predict(predict(start, first, noise), first + second, noise)
    once = predict(start, first + second, noise)
    assert twice.position == pytest.approx(once.position)
    assert twice.p_var == pytest.approx(once.p_var)
    assert twice.pv_cov == pytest.approx(once.pv_cov)
    assert twice.v_var == pytest.approx(once.v_var)


@given(vx=st.floats(-3000, 3000), vy=st.floats(-3000, 3000), dt=st.floats(0.004, 0.04))
def test_a_steady_flight_is_learnt(vx: float, vy: float, dt: float) -> None:
    motion = Motion.started(0.0, (0.0, 0.0), 1.0, 5000.0)
    for step in range(1, 8):
        t = step * dt
        motion = update(predict(motion, t, 1e3), (vx * t, vy * t), 1.0)
    assert motion.at(8 * dt) == pytest.approx(
        (vx * 8 * dt, vy * 8 * dt), abs=2.0 + 0.02 * 3000 * dt
    )
    assert misfit(predict(motion, 8 * dt, 1e3), (vx * 8 * dt, vy * 8 * dt), 1.0) < 3


@given(sigma=st.floats(0.1, 50))
def test_seeing_makes_surer(sigma: float) -> None:
    before = predict(Motion.started(0.0, (0.0, 0.0), 3.0, 100.0), 0.1, 10.0)
    after = update(before, (5.0, 5.0), sigma)
    assert after.p_var < before.p_var
    assert after.v_var <= before.v_var
    assert after.p_var * after.v_var - after.pv_cov**2 > -1e-6


def test_time_does_not_run_backwards() -> None:
    motion = Motion.started(1.0, (0.0, 0.0), 1.0, 1.0)
    assert predict(motion, 0.5, 1.0) == motion

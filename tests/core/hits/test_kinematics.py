"""Paths through sights: exact where the motion is, honest where it is not known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.hits.kinematics import Sight, fit_path

PRIOR = {"speed_sigma": 2000.0, "accel_sigma": 3000.0}


def _sights(times: list[float], noise: float, rng: np.random.Generator) -> list[Sight]:
    sights = []
    for i, t in enumerate(times):
        xy = (100 + 900 * t - 400 * t * t, 50 - 300 * t + 500 * t * t)
        off = rng.normal(0, noise, 2)
        sights.append(Sight(t, i, (xy[0] + off[0], xy[1] + off[1]), max(noise, 0.5), 10.0))
    return sights


@given(step=st.floats(0.005, 0.04), n=st.integers(4, 10))
def test_a_parabola_is_followed(step: float, n: int) -> None:
    sights = _sights([i * step for i in range(n)], 0.0, np.random.default_rng(0))
    path = fit_path(sights, sights[-1].time_s, **PRIOR)
    t = sights[-1].time_s
    assert path.at(t) == pytest.approx(
        (100 + 900 * t - 400 * t * t, 50 - 300 * t + 500 * t * t), abs=1.5
    )
    assert path.misfit < 1


def test_the_spread_is_honest() -> None:
    inside = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        sights = _sights([i / 30 for i in range(5)], 2.0, rng)
        path = fit_path(sights, 4 / 30, **PRIOR)
        t = 5 / 30
        truth = np.array([100 + 900 * t - 400 * t * t, 50 - 300 * t + 500 * t * t])
        off = np.abs(np.array(path.at(t)) - truth)
        inside += int((off < 2 * path.sigma_at(t)).sum())
    assert 0.9 < inside / 600 <= 1.0


@given(ahead=st.floats(0.0, 0.3), more=st.floats(0.01, 0.3))
def test_further_from_the_sights_is_less_sure(ahead: float, more: float) -> None:
    path = fit_path(_sights([0.0, 0.03, 0.06], 1.0, np.random.default_rng(1)), 0.06, **PRIOR)
    assert path.sigma_at(0.06 + ahead + more) > path.sigma_at(0.06 + ahead)


def test_one_sight_says_where_but_not_whither() -> None:
    path = fit_path([Sight(0.0, 0, (10.0, 20.0), 1.0, 8.0)], 0.0, **PRIOR)
    assert path.at(0.0) == pytest.approx((10.0, 20.0))
    assert path.speed_sigma_at(0.0) == pytest.approx(2000.0)


@settings(max_examples=30)
@given(shift=st.floats(-100, 100))
def test_the_clock_s_origin_does_not_matter(shift: float) -> None:
    sights = _sights([0.0, 0.03, 0.06, 0.1], 1.0, np.random.default_rng(2))
    moved = [Sight(s.time_s + shift, s.frame, s.xy, s.sigma_px, s.side_px) for s in sights]
    a = fit_path(sights, 0.1, **PRIOR)
    b = fit_path(moved, 0.1 + shift, **PRIOR)
    assert a.at(0.12) == pytest.approx(b.at(0.12 + shift), abs=1e-3)


def test_far_sights_count_less_when_the_motion_bends() -> None:
    bent = [
        Sight(i * 0.03, i, (1000 * i * 0.03 + 4e4 * (i * 0.03) ** 3, 0.0), 1.0, 10.0)
        for i in range(7)
    ]
    plain = fit_path(bent, 0.0, **PRIOR)
    exact = fit_path(bent, 0.0, **PRIOR, jerk_sigma=2e5)
    assert abs(exact.at(0.0)[0]) < abs(plain.at(0.0)[0])

"""The figures of a session."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hits.hit import Hit, HitStatus, Point
from core.scoring.score import ScoreRule
from core.scoring.summary import spread_of, summarise

RULE = ScoreRule()


def _hit(i: int, offset: Point | None, **more: object) -> Hit:
    hit = Hit(f"hit-{i:06d}", float(i), 30 * i, 0.9, offset=offset, r_sigma=0.01)
    return replace(hit, **more)  # type: ignore[arg-type]


def test_counts_mean_and_share() -> None:
    hits = [_hit(i, (r, 0.0)) for i, r in enumerate((0.1, 0.3, 0.3, 0.9))]
    figures = summarise(hits, RULE)
    assert figures.counts == (1, 0, 0, 2, 1)
    assert figures.mean_score == pytest.approx(3.5)
    assert figures.good_share == pytest.approx(0.75)
    assert [t for t, _ in figures.trend] == [0.0, 1.0, 2.0, 3.0]
    assert figures.trend[-1][1] == pytest.approx(3.5)


def test_rejected_and_unscored_hits() -> None:
    hits = [_hit(0, (0.1, 0)), _hit(1, None), _hit(2, (0.9, 0), status=HitStatus.REJECTED)]
    figures = summarise(hits, RULE)
    assert (figures.n_hits, figures.n_scored) == (2, 1)
    assert figures.counts == (0, 0, 0, 0, 1)


def test_nothing_is_nothing() -> None:
    figures = summarise([], RULE)
    assert (figures.mean_score, figures.good_share, figures.spread) == (None, None, None)
    assert figures.trend == ()


def test_the_trend_rolls() -> None:
    hits = [_hit(i, (0.9 if i < 5 else 0.1, 0.0)) for i in range(10)]
    trend = summarise(hits, RULE, window=3).trend
    assert [round(mean, 2) for _, mean in trend] == [1, 1, 1, 1, 1, 2.33, 3.67, 5, 5, 5]


@given(angle=st.floats(-80, 80), seed=st.integers(0, 1000))
def test_the_ellipse_lies_along_the_spread(angle: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    long, short = rng.normal(0, 0.5, 400), rng.normal(0, 0.05, 400)
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    hits = [
        _hit(i, (float(c * a - s * b), float(s * a + c * b)))
        for i, (a, b) in enumerate(zip(long, short, strict=True))
    ]
    spread = spread_of(hits)
    assert spread is not None
    assert spread.angle_deg == pytest.approx(angle, abs=3)
    assert spread.half_axes[0] == pytest.approx(0.5, rel=0.2)
    assert spread.half_axes[1] == pytest.approx(0.05, rel=0.2)


def test_one_point_has_no_spread() -> None:
    spread = spread_of([_hit(0, (0.2, -0.1))])
    assert spread is not None
    assert spread.centre == pytest.approx((0.2, -0.1))
    assert spread.half_axes == (0.0, 0.0)

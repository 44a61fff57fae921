"""What it says of the offset that the ball met the strings."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from core.hits.contact import Meeting
from core.hits.hit import Point
from core.hits.racket_head import Head
from core.hits.strings import LEAST_KNOWN, RIM, STRINGS_SIGMA, on_strings

HALF = (40.0, 50.0)


def _meeting(offset: Point, sigma: float) -> Meeting:
    head = Head((300.0, 200.0), HALF, sigma * 30, 0.0, (0.0, 0.0), False, None)
    ball = (300.0 + offset[0] * HALF[0], 200.0 + offset[1] * HALF[1])
    return Meeting(1.0, 0.01, ball, sigma * 20, 0.0, head, offset, sigma, math.hypot(*offset))


near = st.floats(-0.9, 0.9)


@given(near, near, st.floats(0.01, LEAST_KNOWN))
def test_an_offset_is_drawn_in_by_its_doubt(u: float, v: float, sigma: float) -> None:
    before = _meeting((u, v), sigma)
    after = on_strings(before)
    assert after.offset is not None
    assert after.r_sigma is not None
    assert math.hypot(*after.offset) <= math.hypot(u, v)
    assert after.r_sigma <= min(sigma, STRINGS_SIGMA)


@given(near, near, st.floats(0.01, LEAST_KNOWN))
def test_ball_and_head_stay_where_the_offset_says(u: float, v: float, sigma: float) -> None:
    after = on_strings(_meeting((u, v), sigma))
    assert after.head is not None
    assert after.offset is not None
    for axis in (0, 1):
        apart = (after.ball_xy[axis] - after.head.centre[axis]) / after.head.half[axis]
        assert math.isclose(apart, after.offset[axis], abs_tol=1e-9)


def test_a_sure_offset_is_kept() -> None:
    after = on_strings(_meeting((0.6, -0.3), 0.02))
    assert after.offset is not None
    assert math.dist(after.offset, (0.6, -0.3)) < 0.01


@given(st.floats(0.01, LEAST_KNOWN), st.floats(0, 2 * math.pi))
def test_what_cannot_have_met_has_no_offset(sigma: float, angle: float) -> None:
    r = RIM + 1.01 * sigma
    after = on_strings(_meeting((r * math.cos(angle), r * math.sin(angle)), sigma))
    assert after.offset is None
    assert after.r_sigma is None


def test_what_is_measured_too_badly_has_no_offset() -> None:
    assert on_strings(_meeting((0.1, 0.1), 1.01 * LEAST_KNOWN)).offset is None

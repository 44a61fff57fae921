"""A hit measured from the boxes on screen: the score follows the coach's hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from fix_values import AT, SESSION, machine
from hypothesis import assume, given
from hypothesis import strategies as st

from core.detections.detections import Detections, ObjectClass
from core.errors import SessionError
from core.hits.hit import Box, Hit, HitStatus
from core.scoring.rules import score_hit
from core.sessions import edits
from core.sessions.fix_edits import add_box, deny_box
from core.sessions.hit_measure import (
    marked_hit,
    measure_again,
    measured,
    move_hit,
    set_ball,
    set_racket_head,
)

HEAD = (300.0, 100.0, 340.0, 160.0)
RACKET = (290.0, 100.0, 345.0, 230.0)
HIT = Hit(
    "h",
    1.0,
    30,
    0.8,
    ball_xy=(320.0, 130.0),
    racket_head_xyxy=HEAD,
    offset=(0.0, 0.0),
    r_sigma=0.25,
)
WITH_HIT = edits.add_hit(SESSION, HIT)


def ball(x: float, y: float, half: float = 4.0) -> tuple[ObjectClass, Box]:
    return ObjectClass.BALL, (x - half, y - half, x + half, y + half)


HEAD_BOX = (ObjectClass.RACKET_HEAD, HEAD)


def test_it_is_measured_from_the_machines_boxes() -> None:
    hit = measured(
        SESSION, HIT, machine(30, ball(330, 130), HEAD_BOX, (ObjectClass.RACKET, RACKET))
    )
    assert hit.offset == pytest.approx((0.5, 0.0))
    assert hit.ball_xy == (330.0, 130.0)
    assert hit.racket_head_xyxy == HEAD
    assert hit.tip_direction is not None
    assert hit.tip_direction[1] < -0.9
    assert hit.r_sigma is not None
    assert 0.0 < hit.r_sigma < 0.3


def test_the_coachs_boxes_go_before_the_machines() -> None:
    found = machine(30, ball(330, 130), HEAD_BOX)
    fixed = add_box(WITH_HIT, 30, ObjectClass.BALL, ball(320, 142)[1], at=AT)
    hit = measured(fixed, HIT, found)
    assert hit.offset == pytest.approx((0.0, 0.4))
    by_machine = measured(SESSION, HIT, machine(30, ball(320, 142), HEAD_BOX))
    assert hit.r_sigma is not None
    assert by_machine.r_sigma is not None
    assert hit.r_sigma < by_machine.r_sigma
    kind, xyxy = ball(320, 142)
    without = measured(deny_box(SESSION, 30, kind, xyxy), HIT, machine(30, (kind, xyxy), HEAD_BOX))
    assert without.ball_xy is without.offset is without.r_sigma is None
    assert score_hit(without, SESSION.rule).value is None


def test_a_fast_ball_makes_it_less_sure() -> None:
    still = machine(30, ball(325, 130), HEAD_BOX)
    slow = Detections.merge([machine(29, ball(327, 130), HEAD_BOX), still])
    fast = Detections.merge([machine(29, ball(385, 130), HEAD_BOX), still])
    sigmas = [measured(SESSION, HIT, boxes).r_sigma or 0.0 for boxes in (still, slow, fast)]
    assert sigmas == sorted(set(sigmas))


def test_a_ball_that_rides_on_the_strings_does_not() -> None:
    still = machine(30, ball(325, 130), HEAD_BOX)
    away = (ObjectClass.RACKET_HEAD, (360.0, 100.0, 400.0, 160.0))
    riding = Detections.merge([machine(29, ball(385, 130), away), still])
    assert measured(SESSION, HIT, riding).r_sigma == measured(SESSION, HIT, still).r_sigma


def test_a_ball_far_from_the_strings_has_no_offset() -> None:
    hit = measured(SESSION, HIT, machine(30, ball(500, 130), HEAD_BOX))
    assert hit.ball_xy == (500.0, 130.0)
    assert hit.offset is None


def test_the_nearest_ball_and_head_belong_together() -> None:
    other = (ObjectClass.RACKET_HEAD, (100.0, 100.0, 140.0, 160.0))
    hit = measured(SESSION, HIT, machine(30, other, ball(600, 20), ball(322, 130), HEAD_BOX))
    assert hit.offset == pytest.approx((0.1, 0.0))


def test_a_moved_hit_is_measured_where_it_now_is() -> None:
    boxes = machine(33, ball(320, 145), HEAD_BOX)
    moved = move_hit(WITH_HIT, "h", 1.1, 33, boxes)
    hit = edits.hit_of(moved, "h")
    assert (hit.time_s, hit.frame, hit.status) == (1.1, 33, HitStatus.CONFIRMED)
    assert hit.offset == pytest.approx((0.0, 0.5))
    assert score_hit(hit, moved.rule).value == 3
    assert edits.hit_of(measure_again(moved, "h", machine(33)), "h").offset is None
    assert marked_hit(SESSION, "m", 1.1, 33, boxes).offset == hit.offset


@given(
    st.floats(-30, 30),
    st.floats(-30, 30),
    st.floats(10, 60),
    st.floats(10, 60),
    st.none() | st.floats(0.01, 1.0),
)
def test_the_score_follows_the_ellipse(
    dx: float, dy: float, width: float, height: float, sigma: float | None
) -> None:
    head = (
        320 + dx - width / 2,
        130 + dy - height / 2,
        320 + dx + width / 2,
        130 + dy + height / 2,
    )
    start = edits.replace_hit(WITH_HIT, replace(HIT, r_sigma=sigma))
    hit = edits.hit_of(set_racket_head(start, "h", head), "h")
    r = math.hypot(2 * dx / width, 2 * dy / height)
    assume(abs(r - 1.5) > 1e-6)
    if r > 1.5:
        assert hit.offset is None
        return
    assert hit.offset == pytest.approx((-2 * dx / width, -2 * dy / height))
    assert hit.status is HitStatus.CONFIRMED
    assert hit.head_by_coach
    assert hit.r_sigma is not None
    assert 0 < hit.r_sigma <= 1.0


def test_a_hoop_drawn_by_hand_is_surer_and_drawing_again_adds_nothing() -> None:
    once = set_racket_head(WITH_HIT, "h", (301.0, 100.0, 341.0, 160.0))
    there = edits.hit_of(once, "h").r_sigma
    assert there is not None
    assert there < 0.25
    back = edits.hit_of(set_racket_head(once, "h", HEAD), "h")
    again = edits.hit_of(
        set_racket_head(set_racket_head(once, "h", HEAD), "h", (301.0, 100.0, 341.0, 160.0)), "h"
    )
    assert back.r_sigma == pytest.approx(there)
    assert again.r_sigma == pytest.approx(there)


def test_the_ball_at_a_hit_can_be_dragged() -> None:
    hit = edits.hit_of(set_ball(WITH_HIT, "h", (330.0, 130.0)), "h")
    assert hit.offset == pytest.approx((0.5, 0.0))
    assert hit.r_sigma == HIT.r_sigma
    bare = edits.replace_hit(WITH_HIT, replace(HIT, ball_xy=None, offset=None, r_sigma=None))
    first = edits.hit_of(set_ball(bare, "h", (330.0, 130.0)), "h")
    assert first.offset == pytest.approx((0.5, 0.0))
    assert first.r_sigma is not None


def test_what_is_where_it_was_changes_nothing() -> None:
    assert set_racket_head(WITH_HIT, "h", HEAD) is WITH_HIT
    assert set_ball(WITH_HIT, "h", (320.0, 130.0)) is WITH_HIT
    with pytest.raises(SessionError):
        set_racket_head(WITH_HIT, "nobody", HEAD)

"""Filling between two corrected frames: what is proposed, where it stops, what it never touches."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from fix_values import AT, SESSION, machine
from hypothesis import given
from hypothesis import strategies as st

from core.box import Box, box_around, middle_of, overlap_of
from core.dataset.annotation import Author, Origin
from core.detections.detections import Detections, ObjectClass
from core.errors import Cancelled, SessionError
from core.hits.hit import Hit
from core.progress import Progress
from core.sessions import edits
from core.sessions.filling import (
    Proposal,
    accept_proposal,
    fill_between,
    fill_ends,
    without_frames,
)
from core.sessions.fix_edits import accept_frame, add_box, move_box
from core.sessions.session import Session

BALL, PLAYER, RACKET = ObjectClass.BALL, ObjectClass.PLAYER, ObjectClass.RACKET
NONE = Detections.empty()
Flight = Callable[[float], tuple[float, float]]


def ball_box(xy: tuple[float, float]) -> Box:
    return box_around(xy, (8.0, 8.0))


def with_boxes(kind: ObjectClass, *boxes: tuple[int, Box]) -> Session:
    session = SESSION
    for frame, xyxy in boxes:
        session = add_box(session, frame, kind, xyxy, at=AT)
    return session


def throw(frame: float) -> tuple[float, float]:
    """A ball thrown up: 6 px a frame across, gravity of 9.8 m/s² for a ball of 8 px."""
    t = (frame - 10) / 30
    return 50 + 180 * t, 200 - 500 * t + 0.5 * 1170 * t * t


def seen(flight: Flight, frames: range) -> Detections:
    return Detections.merge([machine(f, (BALL, ball_box(flight(f)))) for f in frames])


def worst(proposal: Proposal, flight: Flight) -> float:
    return max(math.dist(middle_of(box.xyxy), flight(box.frame)) for box in proposal.boxes)


def frames_of(proposal: Proposal) -> list[int]:
    return [box.frame for box in proposal.boxes]


boxes = st.tuples(st.floats(30, 600), st.floats(30, 330), st.floats(20, 60), st.floats(20, 60)).map(
    lambda v: box_around(v[:2], v[2:])
)


@given(boxes, boxes, st.integers(2, 30))
def test_without_anything_to_see_a_player_moves_evenly(a: Box, b: Box, span: int) -> None:
    session = with_boxes(PLAYER, (10, a), (10 + span, b))
    ends = fill_ends(session, 10, PLAYER)
    assert ends is not None
    proposal = fill_between(session, *ends, NONE)
    assert frames_of(proposal) == list(range(11, 10 + span))
    (ax, ay), (bx, by) = (middle_of(session.fixes[f].annotations[0].xyxy) for f in (10, 10 + span))
    for box in proposal.boxes:
        share = (box.frame - 10) / span
        assert box.origin is Origin.INTERPOLATED
        assert 0 < box.confidence < 1
        # Clamped to the picture it may be smaller, never elsewhere by more than its half.
        assert math.dist(middle_of(box.xyxy), (ax + share * (bx - ax), ay + share * (by - ay))) < 31


def test_a_thrown_ball_flies_a_parabola_where_both_ends_show_its_speed() -> None:
    flight = seen(throw, range(8, 10))
    session = with_boxes(BALL, (10, ball_box(throw(10))), (22, ball_box(throw(22))))
    later = Detections.merge([flight, seen(throw, range(23, 25))])
    proposal = fill_between(session, (10, "1"), (22, "1"), later)
    assert frames_of(proposal) == list(range(11, 22))
    assert worst(proposal, throw) < 3.0
    assert proposal.stops == ()


def test_what_the_machine_sees_near_the_way_is_taken() -> None:
    session = with_boxes(BALL, (10, ball_box(throw(10))), (22, ball_box(throw(22))))
    found = Detections.merge([seen(throw, range(8, 25)), machine(15, (BALL, (600, 9, 606, 15)))])
    proposal = fill_between(session, (10, "1"), (22, "1"), found)
    assert worst(proposal, throw) < 0.01
    assert {box.origin for box in proposal.boxes} == {Origin.TRACKED}
    assert all(box.confidence > 0.9 for box in proposal.boxes)


def swing(frame: float) -> Box:
    angle = (frame - 30) / 12
    return box_around((300 + 90 * math.sin(angle), 180 - 60 * math.cos(angle)), (40, 36))


def test_a_swinging_racket_is_followed_from_box_to_box_and_over_gaps() -> None:
    session = with_boxes(RACKET, (30, swing(30)), (60, swing(60)))
    shown = [f for f in range(31, 60) if f % 5 != 0]
    found = Detections.merge([machine(f, (RACKET, swing(f))) for f in shown])
    proposal = fill_between(session, (30, "1"), (60, "1"), found)
    assert frames_of(proposal) == list(range(31, 60))
    for box in proposal.boxes:
        assert (box.origin is Origin.TRACKED) == (box.frame in shown)
        assert overlap_of(box.xyxy, swing(box.frame)) > (0.85 if box.frame in shown else 0.5)


def bouncing(frame: float) -> tuple[float, float]:
    t = (frame - 20) / 30
    return 100 + 300 * t, 300 + (400 if t < 0 else -330) * t + 0.5 * 1170 * t * t


def test_a_bounce_is_found_where_both_ways_meet_and_said() -> None:
    session = with_boxes(BALL, (14, ball_box(bouncing(14))), (27, ball_box(bouncing(27))))
    around = Detections.merge([seen(bouncing, range(11, 14)), seen(bouncing, range(28, 31))])
    proposal = fill_between(session, (14, "1"), (27, "1"), around)
    assert worst(proposal, bouncing) < 4.0
    (frame, words), *rest = proposal.stops
    assert not rest
    assert abs(frame - 20) <= 1
    assert "turns" in words


def struck(frame: float) -> tuple[float, float]:
    return (100 + 8.0 * frame, 150.0) if frame <= 40 else (420 - 25.0 * (frame - 40), 150.0)


def test_it_stops_at_a_hit_and_goes_on_after_it() -> None:
    session = with_boxes(BALL, (35, ball_box(struck(35))), (46, ball_box(struck(46))))
    around = Detections.merge([seen(struck, range(32, 35)), seen(struck, range(47, 50))])
    known = edits.add_hit(session, Hit("h", 40 / 30, 40, 1.0, ball_xy=struck(40)))
    proposal = fill_between(known, (35, "1"), (46, "1"), around)
    assert worst(proposal, struck) < 4.0
    assert frames_of(proposal) == list(range(36, 46))
    assert proposal.stops[0] == (40, "The ball is hit here.")
    unknown = edits.add_hit(session, Hit("h", 40 / 30, 40, 1.0))
    blind = fill_between(unknown, (35, "1"), (46, "1"), around)
    assert worst(blind, struck) < 8.0
    assert 40 not in frames_of(blind)
    assert blind.stops[0][0] == 40


def test_ends_that_do_not_meet_are_not_joined() -> None:
    def left(frame: float) -> tuple[float, float]:
        return 100 - 2.0 * (frame - 20), 100.0

    def right(frame: float) -> tuple[float, float]:
        return 500 + 2.0 * (frame - 40), 300.0

    session = with_boxes(BALL, (20, ball_box(left(20))), (40, ball_box(right(40))))
    around = Detections.merge([seen(left, range(17, 20)), seen(right, range(41, 44))])
    proposal = fill_between(session, (20, "1"), (40, "1"), around)
    assert 30 not in frames_of(proposal)
    assert any("cannot be told" in words for _, words in proposal.stops)


def test_human_boxes_in_between_stay_and_lead_the_way() -> None:
    session = with_boxes(
        RACKET, (10, box_around((100, 100), (40, 40))), (30, box_around((300, 100), (40, 40)))
    )
    by_hand = box_around((200, 180), (44, 44))
    session = add_box(session, 20, RACKET, by_hand, at=AT)
    proposal = fill_between(session, (10, "1"), (30, "1"), NONE)
    assert 20 not in frames_of(proposal)
    near = {box.frame: middle_of(box.xyxy)[1] for box in proposal.boxes}
    assert near[19] == pytest.approx(172, abs=2)
    assert near[21] == pytest.approx(172, abs=2)
    after = accept_proposal(session, proposal, at=AT)
    assert after.fixes[20] == session.fixes[20]


def test_accepted_frames_are_left_alone_also_those_accepted_meanwhile() -> None:
    session = with_boxes(
        RACKET, (10, box_around((100, 100), (40, 40))), (20, box_around((150, 100), (40, 40)))
    )
    session = accept_frame(session, 13, NONE, at=AT)
    proposal = fill_between(session, (10, "1"), (20, "1"), NONE)
    assert 13 not in frames_of(proposal)
    meanwhile = accept_frame(session, 16, NONE, at=AT)
    meanwhile = add_box(meanwhile, 17, RACKET, box_around((136, 101), (40, 40)), at=AT)
    after = accept_proposal(meanwhile, proposal, at=AT)
    for frame in (13, 16, 17):
        assert after.fixes.get(frame) == meanwhile.fixes.get(frame)
    assert after.fixes[15].annotations[0].author is Author.COACH
    assert after.fixes[15].annotations[0].origin is Origin.INTERPOLATED
    assert accept_proposal(after, proposal, at=AT) == after


def test_a_ball_that_lies_about_is_not_on_the_way() -> None:
    session = with_boxes(BALL, (10, ball_box(throw(10))), (22, ball_box(throw(22))))
    lying = machine(16, (BALL, ball_box((400.0, 300.0))))
    session = accept_frame(session, 16, lying, at=AT)
    around = Detections.merge([seen(throw, range(8, 10)), seen(throw, range(23, 25)), lying])
    proposal = fill_between(session, (10, "1"), (22, "1"), around)
    assert worst(proposal, throw) < 3.0
    assert 16 not in frames_of(proposal)
    assert len(proposal.boxes) == 10


def test_a_ball_in_slow_motion_nobody_told_of_is_followed_past_others() -> None:
    def floats(frame: float) -> tuple[float, float]:
        return 80 + 9.0 * frame, 300 - 11.0 * frame + 0.1 * frame * frame

    session = with_boxes(BALL, (2, ball_box(floats(2))), (20, ball_box(floats(20))))
    lying = [
        machine(f, (BALL, box_around((140, 230), (3, 3))), (BALL, ball_box((200.0, 150.0))))
        for f in range(24)
    ]
    around = Detections.merge([seen(floats, range(3, 9)), seen(floats, range(11, 24)), *lying])
    proposal = fill_between(session, (2, "1"), (20, "1"), around)
    assert frames_of(proposal) == list(range(3, 20))
    assert worst(proposal, floats) < 3.0
    unseen = {box.frame for box in proposal.boxes if box.origin is Origin.INTERPOLATED}
    assert unseen == {9, 10}


def test_frames_can_be_left_out_of_a_proposal() -> None:
    session = with_boxes(
        RACKET, (10, box_around((100, 100), (40, 40))), (20, box_around((150, 100), (40, 40)))
    )
    proposal = without_frames(fill_between(session, (10, "1"), (20, "1"), NONE), [11, 12])
    assert frames_of(proposal) == list(range(13, 20))


def chequered(frame: int) -> np.ndarray:  # type: ignore[type-arg]
    rng = np.random.default_rng(3)
    picture = rng.integers(90, 110, (360, 640, 3), np.uint8)
    x, y = (round(v) for v in middle_of(swing(frame)))
    rows, columns = np.mgrid[0:36, 0:40]
    picture[y - 18 : y + 18, x - 20 : x + 20] = (((rows // 9 + columns // 8) % 2) * 200)[..., None]
    return picture


def test_without_a_detector_the_picture_is_followed() -> None:
    session = with_boxes(RACKET, (30, swing(30)), (48, swing(48)))
    proposal = fill_between(session, (30, "1"), (48, "1"), NONE, chequered)
    assert [box.frame for box in proposal.boxes] == list(range(31, 48))
    assert {box.origin for box in proposal.boxes} == {Origin.TRACKED}
    assert min(overlap_of(box.xyxy, swing(box.frame)) for box in proposal.boxes) > 0.75
    reckoned = fill_between(session, (30, "1"), (48, "1"), NONE)
    assert min(overlap_of(box.xyxy, swing(box.frame)) for box in reckoned.boxes) < 0.5


def test_following_can_be_stopped() -> None:
    class Stop(Progress):
        def step(self, done: int, total: int, note: str = "") -> None:
            raise Cancelled

    session = with_boxes(RACKET, (30, swing(30)), (48, swing(48)))
    with pytest.raises(Cancelled):
        fill_between(session, (30, "1"), (48, "1"), NONE, chequered, Stop())


def test_the_ends_are_the_corrected_frames_around() -> None:
    session = with_boxes(
        RACKET,
        (10, box_around((100, 100), (40, 40))),
        (20, box_around((400, 100), (40, 40))),
        (20, box_around((150, 100), (40, 40))),
        (21, box_around((150, 100), (40, 40))),
    )
    assert fill_ends(session, 10, RACKET) == ((10, "1"), (20, "2"))
    assert fill_ends(session, 15, RACKET) == ((10, "1"), (20, "2"))
    assert fill_ends(session, 20, RACKET) is None
    assert fill_ends(session, 15, BALL) is None
    assert fill_ends(with_boxes(RACKET, (3, swing(3)), (9, swing(9))), 9, RACKET) is not None


def test_ends_that_do_not_belong_together_are_refused() -> None:
    session = with_boxes(RACKET, (10, swing(10)), (11, swing(11)))
    session = add_box(session, 20, BALL, ball_box((50, 50)), at=AT)
    for ends in (((10, "1"), (11, "1")), ((10, "1"), (20, "1")), ((10, "9"), (20, "1"))):
        with pytest.raises(SessionError):
            fill_between(session, *ends, NONE)


@given(st.integers(2, 40), st.data())
def test_nothing_that_was_said_changes_by_a_proposal(span: int, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(ObjectClass))
    session = with_boxes(kind, (10, swing(30)), (10 + span, swing(36)))
    for frame in data.draw(st.lists(st.integers(5, 55), max_size=4, unique=True)):
        session = add_box(session, frame, data.draw(st.sampled_from(ObjectClass)), swing(33), at=AT)
    session = replace(session, hits=())
    session = move_box(session, 10, "1", swing(31), at=AT)
    proposal = fill_between(session, (10, "1"), (10 + span, "1"), NONE)
    after = accept_proposal(session, proposal, at=AT)
    for frame, fix in session.fixes.items():
        assert after.fixes[frame].annotations[: len(fix.annotations)] == fix.annotations
    assert {box.frame for box in proposal.boxes} <= set(range(11, 10 + span))

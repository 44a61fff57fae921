"""What a coach does to boxes: single edits, and a thousand sequences of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pytest
from fix_gestures import SPREADING, Coach, machine_boxes
from fix_values import AT, HEIGHT, SESSION, WIDTH, boxes, kinds, machine
from hypothesis import given, settings
from hypothesis import strategies as st

from core.box import Box
from core.dataset.annotation import Author, DeniedBox, Origin
from core.dataset.shown_boxes import boxes_of_frame
from core.detections.detections import Detections, ObjectClass
from core.errors import SessionError
from core.sessions import session_file
from core.sessions.fix_edits import (
    SMALLEST_PX,
    accept_frame,
    add_box,
    adopt_box,
    allow_box,
    change_class,
    clamped,
    delete_box,
    deny_box,
    duplicate_to_frame,
    free_box_id,
    move_box,
    unaccept_frame,
)
from core.sessions.fix_json import from_raw, to_raw
from core.sessions.fix_log import FixLog
from core.sessions.fixes import NO_FIXES, Fixes, difference
from core.sessions.session import Session

BALL, RACKET = ObjectClass.BALL, ObjectClass.RACKET
HERE: Box = (10.0, 10.0, 50.0, 50.0)
THERE: Box = (100.0, 100.0, 150.0, 150.0)
FOUND = machine(7, (RACKET, HERE), (BALL, (200.0, 200.0, 206.0, 206.0)))


def shown(session: Session, frame: int = 7, found: Detections = FOUND) -> list[tuple[bool, Box]]:
    return [
        (box.is_human, box.xyxy)
        for box in boxes_of_frame(found.at(frame), session.fixes.get(frame))
        if box.kind is RACKET
    ]


@given(boxes)
def test_a_box_is_kept_inside_the_picture_and_large_enough_to_grasp(box: Box) -> None:
    x0, y0, x1, y1 = clamped(box, WIDTH, HEIGHT)
    assert 0 <= x0 < x1 <= WIDTH
    assert 0 <= y0 < y1 <= HEIGHT
    assert x1 - x0 >= SMALLEST_PX - 1e-9
    assert y1 - y0 >= SMALLEST_PX - 1e-9
    assert clamped((x0, y0, x1, y1), WIDTH, HEIGHT) == pytest.approx((x0, y0, x1, y1))
    assert clamped((box[2], box[3], box[0], box[1]), WIDTH, HEIGHT) == (x0, y0, x1, y1)


@given(kinds, boxes)
def test_a_drawn_box_and_its_deletion_leave_nothing(kind: ObjectClass, box: Box) -> None:
    box_id = free_box_id(SESSION, 3)
    drawn = add_box(SESSION, 3, kind, box, at=AT)
    assert drawn.fixes[3].annotations[0].id == box_id
    assert delete_box(drawn, 3, box_id) == SESSION


def test_a_machine_box_that_is_moved_becomes_the_coachs_and_its_old_place_stays_empty() -> None:
    moved = adopt_box(SESSION, 7, RACKET, HERE, THERE, at=AT)
    (box,) = moved.fixes[7].annotations
    assert (box.author, box.origin, box.xyxy) == (Author.COACH, Origin.MOVED, THERE)
    assert shown(moved) == [(True, THERE)]
    gone = delete_box(moved, 7, box.id, FOUND)
    assert shown(gone) == []


def test_a_machine_box_taken_as_it_is_is_accepted_and_moving_it_makes_it_the_coachs() -> None:
    taken = adopt_box(SESSION, 7, RACKET, HERE, HERE, at=AT)
    (box,) = taken.fixes[7].annotations
    assert (box.author, box.origin) == (Author.MACHINE_ACCEPTED, Origin.MACHINE)
    moved = move_box(taken, 7, box.id, THERE, at="later")
    (box,) = moved.fixes[7].annotations
    assert (box.author, box.origin, box.made_at) == (Author.COACH, Origin.MOVED, "later")
    same = move_box(taken, 7, box.id, HERE, at="later")
    assert same is taken


def test_a_machine_box_can_be_given_another_class() -> None:
    other = adopt_box(SESSION, 7, RACKET, HERE, HERE, at=AT, as_kind=ObjectClass.RACKET_HEAD)
    (box,) = other.fixes[7].annotations
    assert (box.kind, box.author) == (ObjectClass.RACKET_HEAD, Author.COACH)
    assert shown(other) == []
    back = change_class(other, 7, box.id, RACKET, at=AT)
    assert shown(back) == [(True, HERE)]


def test_deleting_a_box_drawn_over_the_machines_leaves_no_box_there() -> None:
    drawn = add_box(SESSION, 7, RACKET, (11, 11, 52, 50), at=AT)
    assert shown(drawn) == [(True, (11.0, 11.0, 52.0, 50.0))]
    gone = delete_box(drawn, 7, "1", FOUND)
    assert shown(gone) == []
    assert gone.fixes[7].denied == (DeniedBox(RACKET, HERE),)


def test_a_denial_can_be_taken_back() -> None:
    denied = deny_box(SESSION, 7, RACKET, HERE)
    assert shown(denied) == []
    assert deny_box(denied, 7, RACKET, HERE) is denied
    assert allow_box(denied, 7, denied.fixes[7].denied[0]) == SESSION


def test_accepting_adopts_what_is_on_screen_and_taking_it_back_loses_no_box() -> None:
    drawn = add_box(SESSION, 7, BALL, (300, 300, 308, 308), at=AT)
    accepted = accept_frame(drawn, 7, FOUND, at=AT)
    before = {(box.kind, box.xyxy) for box in boxes_of_frame(FOUND, drawn.fixes.get(7))}
    after = {(box.kind, box.xyxy) for box in boxes_of_frame(FOUND, accepted.fixes.get(7))}
    assert before == after
    assert accepted.fixes[7].accepted
    # Whatever a new detector finds there, an accepted frame shows what was accepted.
    other = machine(7, (RACKET, THERE))
    assert {(b.kind, b.xyxy) for b in boxes_of_frame(other, accepted.fixes.get(7))} == after
    again = unaccept_frame(accepted, 7)
    assert again.fixes[7].annotations == accepted.fixes[7].annotations
    assert accept_frame(accepted, 7, other, at=AT) == accepted


def test_accepting_an_empty_frame_makes_a_negative() -> None:
    accepted = accept_frame(SESSION, 9, FOUND.at(9), at=AT)
    assert accepted.fixes[9].is_negative
    assert unaccept_frame(accepted, 9) == SESSION


def test_copies_do_not_stand_on_what_the_coach_has_there() -> None:
    drawn = add_box(SESSION, 8, RACKET, (12, 12, 52, 52), at=AT)
    source = boxes_of_frame(FOUND, None)
    copied = duplicate_to_frame(drawn, source, 8, at=AT)
    kept, new = copied.fixes[8].annotations
    assert kept == drawn.fixes[8].annotations[0]
    assert (new.kind, new.origin, new.author) == (BALL, Origin.COPIED, Author.COACH)
    assert duplicate_to_frame(copied, source, 8, at=AT) is copied


@pytest.mark.parametrize("frame", [-1, SESSION.video.n_frames])
def test_there_are_no_boxes_beside_the_video(frame: int) -> None:
    with pytest.raises(SessionError):
        add_box(SESSION, frame, BALL, HERE, at=AT)


def test_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(SessionError, match="no box “4”"):
        move_box(SESSION, 7, "4", HERE, at=AT)
    with pytest.raises(SessionError, match="four numbers"):
        add_box(SESSION, 7, BALL, (0.0, 0.0, float("nan"), 1.0), at=AT)


def check(session: Session) -> None:
    """Assert that a session is one that any program may have to deal with."""
    for frame, fix in session.fixes.items():
        assert fix.frame == frame
        assert 0 <= frame < session.video.n_frames
        assert not fix.says_nothing
        assert len({box.id for box in fix.annotations}) == len(fix.annotations)
        for box in fix.annotations:
            assert clamped(box.xyxy, WIDTH, HEIGHT) == box.xyxy
    again = Fixes(session.fixes.values())
    assert again == session.fixes
    assert (again.key, again.n_boxes) == (session.fixes.key, session.fixes.n_boxes)
    assert [hit.time_s for hit in session.hits] == sorted(hit.time_s for hit in session.hits)


def play(rng: Random, length: int) -> Iterator[Session]:
    """Yield the sessions of one sequence of gestures, undo and redo, checked at each step."""
    found = machine_boxes(rng)
    before = found.xyxy.copy()
    history, at = [SESSION], 0
    coach = Coach(rng, found)
    for _ in range(length):
        if at and rng.random() < 0.25:
            at -= 1
        elif at + 1 < len(history) and rng.random() < 0.5:
            at += 1
        else:
            name, after = next(coach.gestures(history[at]))
            changed = difference(history[at].fixes, after.fixes)
            assert name in SPREADING or len(changed) <= 1
            history[at + 1 :] = [after]
            at += 1
        check(history[at])
        yield history[at]
    assert np.array_equal(found.xyxy, before)
    for each, following in zip(reversed(history[:-1]), reversed(history[1:]), strict=True):
        back = following.fixes.with_fixes(difference(following.fixes, each.fixes))
        assert back == each.fixes
    assert history[0] == SESSION
    assert history[0].fixes == NO_FIXES


def saved_and_read(session: Session) -> Session:
    """Return the session as its files would bring it back."""
    raw = [to_raw(fix) for fix in session.fixes.values()]
    plain = session_file.from_bytes(session_file.to_bytes(session))
    return replace(plain, fixes=Fixes(from_raw(each) for each in raw))


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(1, 25))
def test_any_sequence_of_gestures_leaves_a_valid_session(rng: Random, length: int) -> None:
    *_, last = play(rng, length)
    assert saved_and_read(last) == last


def test_a_thousand_sequences_undone_to_the_start_and_saved_and_read() -> None:
    for seed in range(1000):
        *_, last = play(Random(seed), 12)
        assert saved_and_read(last) == last


def test_long_sequences_through_the_files_themselves(tmp_path: Path) -> None:
    for seed in range(6):
        log, before = FixLog(tmp_path / str(seed)), NO_FIXES
        for session in islice(play(Random(seed), 25), 25):
            log.write(before, session.fixes)
            before = session.fixes
            if seed % 2:
                log.compact()
        assert FixLog(tmp_path / str(seed)).read() == before

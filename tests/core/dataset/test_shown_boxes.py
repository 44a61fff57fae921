"""What a frame shows: machine boxes and human boxes, kept apart and put together."""

from __future__ import annotations

from fix_values import AT, annotations, boxes, fixes, kinds, machine
from hypothesis import given
from hypothesis import strategies as st

from core.box import Box, overlap_of
from core.dataset.annotation import Annotation, Author, DeniedBox, FrameFix, Origin
from core.dataset.shown_boxes import boxes_of_frame, is_same_object
from core.detections.detections import Detections, ObjectClass

BALL, RACKET = ObjectClass.BALL, ObjectClass.RACKET


def human(kind: ObjectClass, xyxy: Box) -> Annotation:
    return Annotation("1", kind, xyxy, Author.COACH, AT, Origin.DRAWN)


machine_frames = st.lists(st.tuples(kinds, boxes), max_size=5).map(lambda b: machine(3, *b))


@given(machine_frames, st.none() | fixes)
def test_every_human_box_is_shown_as_it_is_and_nothing_is_made_up(
    found: Detections, fix: FrameFix | None
) -> None:
    shown = boxes_of_frame(found, fix)
    own = [box.annotation for box in shown if box.annotation is not None]
    assert tuple(own) == (fix.annotations if fix else ())
    rest = [(box.kind, box.xyxy) for box in shown if not box.is_human]
    known = list(
        zip(map(ObjectClass, found.class_id), map(tuple, found.xyxy.tolist()), strict=True)
    )
    assert all(box in known for box in rest)
    if fix is None:
        assert len(rest) == len(known)
    elif fix.accepted:
        assert not rest


@given(kinds, boxes, boxes)
def test_sameness_is_mutual(kind: ObjectClass, a: Box, b: Box) -> None:
    assert overlap_of(a, b) == overlap_of(b, a)
    assert is_same_object(kind, a, b) == is_same_object(kind, b, a)


def test_a_machine_box_gives_way_to_the_human_one_of_its_class_only() -> None:
    found = machine(3, (RACKET, (10, 10, 50, 50)), (BALL, (12, 12, 48, 48)))
    fix = FrameFix(3, (human(RACKET, (12.0, 12.0, 52.0, 52.0)),))
    assert [(box.kind, box.is_human) for box in boxes_of_frame(found, fix)] == [
        (RACKET, True),
        (BALL, False),
    ]


def test_a_ball_a_few_pixels_off_is_the_same_ball_and_two_rackets_side_by_side_are_two() -> None:
    assert is_same_object(BALL, (10, 10, 16, 16), (12, 12, 20, 20))
    assert not is_same_object(BALL, (10, 10, 16, 16), (17, 10, 23, 16))
    assert not is_same_object(RACKET, (10, 10, 50, 50), (40, 10, 80, 50))


def test_a_denied_box_stays_away_also_when_another_detector_draws_it_a_little_elsewhere() -> None:
    fix = FrameFix(3, denied=(DeniedBox(RACKET, (10, 10, 50, 50)),))
    for xyxy in ((10, 10, 50, 50), (12, 9, 53, 50)):
        assert boxes_of_frame(machine(3, (RACKET, xyxy)), fix) == ()
    assert len(boxes_of_frame(machine(3, (RACKET, (100, 10, 150, 50))), fix)) == 1


def test_an_accepted_frame_without_boxes_is_a_negative() -> None:
    found = machine(3, (RACKET, (10, 10, 50, 50)))
    assert boxes_of_frame(found, FrameFix(3, accepted=True)) == ()
    assert FrameFix(3, accepted=True).is_negative
    assert not FrameFix(3).is_negative


@given(fixes, annotations)
def test_an_annotation_put_in_and_taken_out_leaves_the_rest(fix: FrameFix, box: Annotation) -> None:
    assert fix.annotation(fix.free_id()) is None
    with_it = fix.with_annotation(box)
    assert with_it.annotation(box.id) == box
    rest = tuple(old for old in fix.annotations if old.id != box.id)
    assert with_it.without(box.id).annotations == rest

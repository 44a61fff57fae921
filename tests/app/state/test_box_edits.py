"""What the coach does to boxes: whose they become, what is undone, what is selected."""

from __future__ import annotations

from pathlib import Path

import pytest
from correct_bench import BALL, FRAME, PLAYER, RACKET, CorrectBench
from practice_values import hit
from pytestqt.qtbot import QtBot

from app import commands
from core.box import Box
from core.dataset.annotation import Author, Origin
from core.detections.detections import ObjectClass
from core.hits.hit import HitStatus, Stroke

PLAYER_KIND, RACKET_KIND, BALL_KIND = ObjectClass.PLAYER, ObjectClass.RACKET, ObjectClass.BALL
HEAD_KIND = ObjectClass.RACKET_HEAD


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> CorrectBench:
    return CorrectBench(qtbot, tmp_path)


def place(bench: CorrectBench, kind: ObjectClass, xyxy: Box, run: str = "") -> None:
    bench.edits.place({bench.key_of(kind): xyxy}, run=run)


def test_nothing_is_shown_outside_the_mode(bench: CorrectBench) -> None:
    bench.correction.select([bench.key_of(BALL_KIND)])
    bench.correction.set_on(False)
    assert bench.correction.items == ()
    bench.correction.set_on(True)
    assert len(bench.correction.items) == 3
    assert bench.selected_kinds() == []


def test_every_edit_is_on_the_disk(bench: CorrectBench) -> None:
    place(bench, BALL_KIND, (10, 10, 16, 16))
    bench.edits.add(HEAD_KIND, (20, 20, 40, 50))
    bench.edits.accept()
    assert bench.store.load("practice") == bench.session


def test_a_run_of_nudges_is_one_step(bench: CorrectBench) -> None:
    for step in range(1, 6):
        place(bench, BALL_KIND, (240.0 + step, 80, 246.0 + step, 86), run="nudge")
    assert bench.opened.undo_stack.count() == 1
    assert bench.box_of(BALL_KIND)[0] == 245
    bench.opened.undo_stack.undo()
    assert bench.box_of(BALL_KIND) == BALL
    bench.opened.undo_stack.redo()
    assert bench.box_of(BALL_KIND)[0] == 245


def test_nudges_of_two_things_or_far_apart_are_two_steps(
    bench: CorrectBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(bench, BALL_KIND, (241, 80, 247, 86), run="nudge")
    place(bench, RACKET_KIND, (131, 60, 211, 100), run="nudge")
    assert bench.opened.undo_stack.count() == 2
    place(bench, RACKET_KIND, (132, 60, 212, 100), run="resize")
    assert bench.opened.undo_stack.count() == 3
    monkeypatch.setattr(commands, "RUN_S", -1.0)
    place(bench, RACKET_KIND, (133, 60, 213, 100), run="resize")
    assert bench.opened.undo_stack.count() == 4


def test_a_machine_box_is_denied_and_a_human_one_is_gone(bench: CorrectBench) -> None:
    bench.correction.select([bench.key_of(RACKET_KIND)])
    bench.edits.delete()
    fix = bench.session.fixes[FRAME]
    assert [box.kind for box in fix.denied] == [RACKET_KIND]
    assert RACKET_KIND not in [item.kind for item in bench.correction.items]
    bench.edits.add(HEAD_KIND, (20, 20, 40, 50))
    bench.edits.delete()
    assert bench.session.fixes[FRAME].annotations == ()
    assert bench.opened.undo_stack.count() == 3
    for _ in range(3):
        bench.opened.undo_stack.undo()
    assert len(bench.session.fixes) == 0


def test_all_but_the_selected_and_the_human_are_denied_at_once(bench: CorrectBench) -> None:
    bench.edits.add(HEAD_KIND, (20, 20, 40, 50))
    bench.correction.select([bench.key_of(BALL_KIND)])
    bench.edits.delete_others()
    left = sorted(item.kind for item in bench.correction.items)
    assert left == [BALL_KIND, HEAD_KIND]
    assert {box.kind for box in bench.session.fixes[FRAME].denied} == {PLAYER_KIND, RACKET_KIND}
    assert bench.opened.undo_stack.count() == 2
    bench.edits.delete_others()
    assert bench.opened.undo_stack.count() == 2, "there is nothing else"


def test_a_class_is_changed_for_all_that_are_selected(bench: CorrectBench) -> None:
    bench.edits.add(BALL_KIND, (20, 20, 40, 50))
    added = bench.correction.selected[0].key
    bench.correction.select([added, bench.key_of(RACKET_KIND)])
    bench.edits.change_class(HEAD_KIND)
    assert bench.selected_kinds() == [HEAD_KIND, HEAD_KIND]
    assert {box.kind for box in bench.session.fixes[FRAME].annotations} == {HEAD_KIND}
    assert bench.opened.undo_stack.count() == 2
    bench.edits.change_class(HEAD_KIND)
    assert bench.opened.undo_stack.count() == 2, "nothing to change is no step"


def test_a_copy_goes_to_the_next_frame_once(bench: CorrectBench) -> None:
    bench.correction.select([bench.key_of(BALL_KIND), bench.key_of(RACKET_KIND)])
    assert bench.edits.copy_on()
    copied = bench.session.fixes[FRAME + 1].annotations
    assert sorted(box.xyxy for box in copied) == sorted([BALL, RACKET])
    assert {box.origin for box in copied} == {Origin.COPIED}
    assert FRAME not in bench.session.fixes
    assert bench.edits.copy_on()
    assert bench.session.fixes[FRAME + 1].annotations == copied, "a human box is never doubled"


def test_the_last_frame_has_no_next(bench: CorrectBench) -> None:
    bench.go_to(bench.session.video.n_frames - 1)
    bench.edits.add(BALL_KIND, BALL)
    assert not bench.edits.copy_on()


def test_what_the_frame_before_shows_is_copied_here(bench: CorrectBench) -> None:
    bench.go_to(20)  # The machine saw nothing from here on.
    assert bench.correction.items == ()
    bench.edits.copy_here()
    assert bench.selected_kinds() == [PLAYER_KIND, RACKET_KIND, BALL_KIND]
    assert all(item.human for item in bench.correction.items)


def test_an_accepted_frame_shows_what_was_on_screen_and_stands(bench: CorrectBench) -> None:
    place(bench, BALL_KIND, (10, 10, 16, 16))
    bench.edits.accept()
    fix = bench.session.fixes[FRAME]
    assert bench.correction.accepted
    assert {box.kind: box.author for box in fix.annotations} == {
        PLAYER_KIND: Author.MACHINE_ACCEPTED,
        RACKET_KIND: Author.MACHINE_ACCEPTED,
        BALL_KIND: Author.COACH,
    }
    assert bench.box_of(PLAYER_KIND) == PLAYER
    bench.edits.unaccept()
    assert not bench.correction.accepted


def test_boxes_are_walked_from_left_to_right_and_round(bench: CorrectBench) -> None:
    seen = []
    for _ in range(4):
        bench.correction.select_next(1)
        seen.append(bench.selected_kinds()[0])
    assert seen == [PLAYER_KIND, RACKET_KIND, BALL_KIND, PLAYER_KIND]
    bench.correction.select_next(-1)
    assert bench.selected_kinds() == [BALL_KIND]


def test_the_selection_ends_with_the_frame(bench: CorrectBench) -> None:
    bench.correction.select([bench.key_of(BALL_KIND)])
    bench.go_to(FRAME + 1)
    assert bench.selected_kinds() == []


def test_adding_the_same_class_again_stops_it(bench: CorrectBench) -> None:
    bench.correction.add_next(BALL_KIND)
    bench.correction.add_next(BALL_KIND)
    assert bench.correction.adding is None


def test_the_ball_and_the_head_of_a_hit_take_it_along(qtbot: QtBot, tmp_path: Path) -> None:
    at = FRAME / 30
    bench = CorrectBench(qtbot, tmp_path, hit("a", at, (0.0, 0.0)))
    bench.edits.add(HEAD_KIND, (140.0, 60.0, 180.0, 120.0))
    bench.edits.add(BALL_KIND, (157.0, 87.0, 163.0, 93.0))
    bench.correction.set_hit(bench.session.hits[0])
    joined = {item.kind: item for item in bench.correction.items if item.hit_id}
    assert set(joined) == {HEAD_KIND, BALL_KIND}
    bench.edits.place({joined[BALL_KIND].key: (167.0, 87.0, 173.0, 93.0)})
    assert bench.session.hits[0].offset == pytest.approx((0.5, 0.0))
    assert bench.session.hits[0].status is HitStatus.CONFIRMED
    assert bench.session.hits[0].stroke is Stroke.UNKNOWN

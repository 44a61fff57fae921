"""Correct mode with the mouse: every gesture is one undoable edit, or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from correct_bench import BALL, FRAME, PLAYER, RACKET, CorrectBench
from practice_values import hit
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from core.box import Box, middle_of
from core.dataset.annotation import Author, Origin
from core.detections.detections import ObjectClass

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
RIGHT = Qt.MouseButton.RightButton
PLAYER_KIND, RACKET_KIND, BALL_KIND = ObjectClass.PLAYER, ObjectClass.RACKET, ObjectClass.BALL
HEAD_KIND = ObjectClass.RACKET_HEAD


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> CorrectBench:
    return CorrectBench(qtbot, tmp_path)


def close_to(box: Box, wanted: Box) -> bool:
    """Whether two boxes are the same but for the rounding to screen pixels."""
    return all(abs(a - b) <= 1.0 for a, b in zip(box, wanted, strict=True))


def test_a_click_selects_the_smallest_box_under_it(bench: CorrectBench) -> None:
    bench.click((140, 80))
    assert bench.selected_kinds() == [RACKET_KIND], "the racket lies over the player"
    bench.click((100, 120))
    assert bench.selected_kinds() == [PLAYER_KIND]
    bench.click((300, 170))
    assert bench.selected_kinds() == []
    assert bench.opened.undo_stack.count() == 0
    assert len(bench.session.fixes) == 0


@pytest.mark.parametrize("modifier", [CTRL, SHIFT])
def test_several_are_selected_one_by_one_or_by_a_rubber_band(
    bench: CorrectBench, modifier: Qt.KeyboardModifier
) -> None:
    bench.click(middle_of(BALL))
    bench.click((180, 90), modifier)
    assert bench.selected_kinds() == [RACKET_KIND, BALL_KIND]
    bench.click(middle_of(BALL), modifier)
    assert bench.selected_kinds() == [RACKET_KIND]
    bench.drag((310, 10), (155, 175))
    assert bench.selected_kinds() == [RACKET_KIND, BALL_KIND]
    assert bench.opened.undo_stack.count() == 0


def test_a_dragged_machine_box_becomes_human_in_one_step(bench: CorrectBench) -> None:
    bench.drag(middle_of(RACKET), (190, 100))
    assert close_to(bench.box_of(RACKET_KIND), (150, 80, 230, 120))
    (fixed,) = bench.session.fixes[FRAME].annotations
    assert (fixed.author, fixed.origin) == (Author.COACH, Origin.MOVED)
    assert bench.opened.undo_stack.count() == 1
    assert bench.selected_kinds() == [RACKET_KIND]
    bench.opened.undo_stack.undo()
    assert bench.box_of(RACKET_KIND) == RACKET
    bench.opened.undo_stack.redo()
    assert bench.session.fixes[FRAME].annotations == (fixed,)


@pytest.mark.parametrize(
    ("start", "by", "wanted"),
    [
        ((130, 80), (-20, 5), (110, 60, 210, 100)),
        ((210, 80), (20, 5), (130, 60, 230, 100)),
        ((170, 60), (5, -20), (130, 40, 210, 100)),
        ((170, 100), (5, 20), (130, 60, 210, 120)),
        ((210, 100), (15, 12), (130, 60, 225, 112)),
        ((130, 60), (500, 500), (209, 99, 210, 100)),
    ],
)
def test_handles_and_edges_resize(
    bench: CorrectBench, start: tuple[float, float], by: tuple[float, float], wanted: Box
) -> None:
    bench.click(middle_of(RACKET))
    bench.drag(start, (min(start[0] + by[0], 319), min(start[1] + by[1], 179)))
    assert close_to(bench.box_of(RACKET_KIND), wanted)
    assert bench.opened.undo_stack.count() == 1


def test_a_ball_of_a_few_pixels_can_be_moved_and_resized(bench: CorrectBench) -> None:
    x, y = middle_of(BALL)
    bench.drag((x, y), (x + 20, y - 10))
    assert close_to(bench.box_of(BALL_KIND), (260, 70, 266, 76))
    x, y = middle_of(bench.box_of(BALL_KIND))
    # The handles of a tiny box sit on a frame of 32 screen pixels around it.
    bench.drag((x + 8, y), (x + 12, y))
    assert close_to(bench.box_of(BALL_KIND), (260, 70, 270, 76))
    assert bench.opened.undo_stack.count() == 2


def test_a_drag_across_an_unselected_player_moves_nothing(bench: CorrectBench) -> None:
    bench.drag((80, 120), (120, 150))
    assert bench.box_of(PLAYER_KIND) == PLAYER
    assert bench.opened.undo_stack.count() == 0
    bench.click((80, 120))
    bench.drag((80, 120), (90, 120))
    assert close_to(bench.box_of(PLAYER_KIND), (70, 30, 160, 170))


def test_several_move_together_and_none_leaves_the_picture(bench: CorrectBench) -> None:
    bench.correction.select([bench.key_of(RACKET_KIND), bench.key_of(BALL_KIND)])
    bench.drag(middle_of(RACKET), (319, 80))
    racket, ball = bench.box_of(RACKET_KIND), bench.box_of(BALL_KIND)
    assert ball[2] == 320
    assert ball[0] - racket[0] == pytest.approx(BALL[0] - RACKET[0], abs=1.0)
    assert bench.opened.undo_stack.count() == 1
    assert bench.selected_kinds() == [RACKET_KIND, BALL_KIND]


def test_a_tiny_movement_is_a_click(bench: CorrectBench) -> None:
    bench.press(middle_of(RACKET))
    bench.hover((170.9, 80))
    bench.release((170.9, 80))
    assert len(bench.session.fixes) == 0
    assert bench.selected_kinds() == [RACKET_KIND]


def test_escape_in_a_drag_changes_nothing(bench: CorrectBench) -> None:
    bench.press(middle_of(RACKET))
    bench.hover((250, 150))
    assert bench.tool.draft.busy
    assert bench.tool.cancel()
    bench.hover((260, 160))
    bench.release((260, 160))
    assert bench.box_of(RACKET_KIND) == RACKET
    assert bench.opened.undo_stack.count() == 0
    assert not bench.tool.cancel(), "nothing is under way any more"


def test_a_box_that_goes_away_ends_its_drag(bench: CorrectBench) -> None:
    bench.press(middle_of(RACKET))
    bench.hover((250, 150))
    bench.playback.seek_frame(100)
    bench.release((250, 150))
    assert len(bench.session.fixes) == 0


def test_a_class_is_drawn_by_a_drag_and_then_selected(bench: CorrectBench) -> None:
    bench.correction.add_next(HEAD_KIND)
    bench.click((250, 150))
    assert bench.correction.adding is HEAD_KIND, "a click draws no head: it waits for a drag"
    bench.drag((250, 110), (290, 160))
    assert close_to(bench.box_of(HEAD_KIND), (250, 110, 290, 160))
    assert bench.selected_kinds() == [HEAD_KIND]
    assert bench.correction.adding is None
    (fixed,) = bench.session.fixes[FRAME].annotations
    assert fixed.origin is Origin.DRAWN


def test_a_click_adds_a_ball_of_the_last_size(bench: CorrectBench) -> None:
    x, y = middle_of(BALL)
    bench.drag((x, y), (x, y + 20))
    bench.go_to(100)
    bench.correction.add_next(BALL_KIND)
    bench.click((50, 50))
    box = bench.box_of(BALL_KIND)
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((6, 6))
    assert middle_of(box) == pytest.approx((50, 50), abs=1)


def test_nothing_is_changed_while_another_frame_is_on_screen(bench: CorrectBench) -> None:
    bench.playback.seek_frame(FRAME + 1)
    bench.drag(middle_of(RACKET), (250, 150))
    assert len(bench.session.fixes) == 0


def test_the_right_button_pans_and_a_click_of_it_asks_for_the_menu(bench: CorrectBench) -> None:
    asked: list[object] = []
    bench.tool.menu_wanted.connect(asked.append)
    bench.view.zoom_at(3.0, None)
    before = bench.view.viewportTransform()
    bench.press((160, 90), button=RIGHT)
    bench.hover((140, 80))
    bench.release((140, 80), button=RIGHT)
    assert bench.view.viewportTransform() != before
    assert asked == []
    bench.press(middle_of(BALL), button=RIGHT)
    bench.release(middle_of(BALL), button=RIGHT)
    assert len(asked) == 1
    assert bench.selected_kinds() == [BALL_KIND]


@pytest.mark.parametrize("zoom", [1.0, 2.5, 8.0])
def test_gestures_hold_at_any_zoom(bench: CorrectBench, zoom: float) -> None:
    spot = bench.view.viewportTransform().map(QPointF(*middle_of(RACKET)))
    bench.view.zoom_at(zoom, spot)
    bench.drag(middle_of(RACKET), (175, 84))
    assert close_to(bench.box_of(RACKET_KIND), (135, 64, 215, 104))


def test_cursor_shapes_tell_what_a_press_would_do(bench: CorrectBench) -> None:
    def shape_at(at: tuple[float, float]) -> Qt.CursorShape:
        bench.hover(at)
        return bench.view.viewport().cursor().shape()

    assert shape_at((300, 170)) is Qt.CursorShape.ArrowCursor
    assert shape_at((170, 80)) is Qt.CursorShape.SizeAllCursor
    assert shape_at((210, 100)) is Qt.CursorShape.SizeFDiagCursor
    assert shape_at((210, 60)) is Qt.CursorShape.SizeBDiagCursor
    assert shape_at((170, 60)) is Qt.CursorShape.SizeVerCursor
    assert shape_at((210, 80)) is Qt.CursorShape.SizeHorCursor
    bench.correction.add_next(BALL_KIND)
    assert shape_at((170, 80)) is Qt.CursorShape.CrossCursor


def test_the_strings_at_a_hit_are_dragged_and_its_score_follows(
    qtbot: QtBot, tmp_path: Path
) -> None:
    bench = CorrectBench(qtbot, tmp_path, hit("a", FRAME / 30, (0.5, 0.0), sigma=0.1))
    bench.correction.set_hit(bench.session.hits[0])
    (strings,) = [item for item in bench.correction.items if item.hit_id]
    assert strings.shown is None, "no box of this frame is the head"
    x, y = middle_of(strings.xyxy)
    bench.correction.select([strings.key])
    bench.press((x, y))
    bench.hover((x + 10, y))
    draft = bench.edits.drafted_hit(bench.tool.draft.boxes)
    assert draft is not None
    assert draft.offset == pytest.approx((0.0, 0.0), abs=0.05)
    assert bench.session.hits[0].offset == (0.5, 0.0), "a draft changes nothing"
    bench.release((x + 10, y))
    assert bench.session.hits[0].offset == pytest.approx((0.0, 0.0), abs=0.05)
    assert bench.opened.undo_stack.count() == 1
    bench.opened.undo_stack.undo()
    assert bench.session.hits[0].offset == (0.5, 0.0)

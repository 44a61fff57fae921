"""A coach puts boxes and hits right through the real window."""

from __future__ import annotations

import random

import pytest
from coach import Coach
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox

from app.panels.cheat_sheet import CheatSheet
from app.state.correction import Item
from core.box import middle_of
from core.dataset.annotation import Author, Origin
from core.detections.detections import ObjectClass
from core.hits.hit import HitStatus, Stroke
from core.sessions.session import Session

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BALL, RACKET, HEAD = ObjectClass.BALL, ObjectClass.RACKET, ObjectClass.RACKET_HEAD


@pytest.fixture
def fixer(coach: Coach) -> Coach:
    """Return the coach in correct mode on the small clip."""
    coach.open_clip()
    coach.press(KEY.Key_C)
    assert coach.review.correct.correction.on
    coach.wait(lambda: coach.review.doubts.list.ready)
    return coach


def item_of(coach: Coach, kind: ObjectClass) -> Item:
    """Return the first thing of a class in the frame on screen."""
    return next(item for item in coach.review.correct.correction.items if item.kind is kind)


def undo_all(coach: Coach) -> int:
    """Undo everything by the key; return how many steps there were."""
    steps = 0
    while coach.review.opened.undo_stack.canUndo():
        coach.press(KEY.Key_Z, CTRL)
        steps += 1
    return steps


def without_analysis(session: Session) -> tuple[object, ...]:
    """Return what the coach can change of a session."""
    return session.hits, session.fixes, session.dismissed_doubts


def test_ten_frames_are_fixed_by_mouse_undone_redone_and_found_again(fixer: Coach) -> None:
    coach, first = fixer, fixer.session
    frames = range(5, 25, 2)
    for number, frame in enumerate(frames):
        coach.go_to(frame)
        x, y = middle_of(item_of(coach, BALL).xyxy)
        coach.drag((x, y), (x - 12, y + 8))
        if number % 3 == 0:
            coach.press(KEY.Key_H)
            coach.drag((20, 20), (45, 60))
        if number == 4:
            coach.click(middle_of(item_of(coach, RACKET).xyxy))
            coach.press(KEY.Key_Delete)
    last = coach.session
    assert sorted(last.fixes) == list(frames)
    assert all(fix.annotations for fix in last.fixes.values())
    coach.keep_picture("correct-1-fixed")

    assert undo_all(coach) == 10 + 4 + 1
    assert without_analysis(coach.session) == without_analysis(first)
    while coach.review.opened.undo_stack.canRedo():
        coach.press(KEY.Key_Z, CTRL | SHIFT)
    assert without_analysis(coach.session) == without_analysis(last)

    coach.wait(lambda: not coach.review.opened.unsaved)
    coach.wait(lambda: not coach.context.runner.alive())
    last = coach.session
    coach.review.close_session()
    coach.context.navigation.session_wanted.emit(last.id)
    coach.wait(lambda: coach.review.opened.session is not None)
    assert without_analysis(coach.session) == without_analysis(last)
    coach.picture_shown()


def test_keys_nudge_resize_copy_rename_and_leave(fixer: Coach) -> None:
    coach = fixer
    coach.go_to(6)
    x0, y0, x1, y1 = item_of(coach, BALL).xyxy
    coach.click(middle_of((x0, y0, x1, y1)))
    coach.press(KEY.Key_Right)
    coach.press(KEY.Key_Down, SHIFT)
    coach.press(KEY.Key_Right, CTRL)
    assert coach.review.playback.frame == 6, "with a selection the arrows move it"
    assert item_of(coach, BALL).xyxy == pytest.approx((x0 + 1, y0 + 10, x1 + 2, y1 + 10))
    coach.press(KEY.Key_D)
    coach.picture_shown()
    assert coach.review.playback.frame == 7
    (copied,) = coach.session.fixes[7].annotations
    assert copied.origin is Origin.COPIED
    assert [item.kind for item in coach.review.correct.correction.selected] == [BALL]
    coach.press(KEY.Key_H, SHIFT)
    assert coach.session.fixes[7].annotations[0].kind is HEAD
    coach.press(KEY.Key_Escape)
    assert not coach.review.correct.correction.selected
    coach.press(KEY.Key_Left)
    assert coach.review.playback.frame == 6, "without one they step"
    coach.press(KEY.Key_Escape)
    assert not coach.review.correct.correction.on
    coach.wait(lambda: not coach.review.opened.unsaved)


def test_enter_accepts_and_goes_through_all_doubts(fixer: Coach) -> None:
    coach = fixer
    doubts = coach.review.doubts.list
    if not doubts.open:  # The clip is drawn well: make a doubtful frame.
        pytest.skip("no doubts in this clip")
    n_all = doubts.n_all
    coach.press(KEY.Key_PageDown)
    for _ in range(3 * n_all):
        if not doubts.open:
            break
        coach.picture_shown()
        frame = coach.review.playback.frame
        coach.press(KEY.Key_Return)
        assert coach.session.fixes[frame].accepted
    assert doubts.open == ()
    assert doubts.n_done == doubts.n_all
    coach.keep_picture("correct-2-no-doubts")
    undo_all(coach)
    assert len(doubts.open) == n_all
    coach.wait(lambda: not coach.context.runner.alive())


def test_two_fixed_frames_are_filled_between(fixer: Coach) -> None:
    coach, fill = fixer, fixer.review.fill
    for frame in (30, 36):
        coach.go_to(frame)
        x, y = middle_of(item_of(coach, BALL).xyxy)
        coach.drag((x, y), (x + 5, y + 5))
    coach.go_to(33)
    coach.press(KEY.Key_F)
    coach.wait(lambda: bool(fill.proposals))
    assert fill.bar.isVisible()
    assert coach.review.correct.overlay.ghosts
    coach.keep_picture("correct-3-proposal")
    before = coach.session
    coach.press(KEY.Key_Escape)
    assert not fill.bar.isVisible()
    assert coach.session == before
    coach.press(KEY.Key_F)
    coach.wait(lambda: bool(fill.proposals))
    steps = coach.review.opened.undo_stack.count()
    coach.press(KEY.Key_Return)
    assert coach.review.opened.undo_stack.count() == steps + 1
    filled = [coach.session.fixes[frame].annotations[0] for frame in range(31, 36)]
    assert {box.kind for box in filled} == {BALL}
    assert {box.origin for box in filled} <= {Origin.TRACKED, Origin.INTERPOLATED}
    assert not coach.review.correct.correction.accepted, "Enter took the proposal, not the frame"
    coach.press(KEY.Key_Z, CTRL)
    assert coach.session.fixes == before.fixes
    coach.wait(lambda: not coach.context.runner.alive())


def test_hits_are_marked_moved_named_and_judged_by_keys(fixer: Coach) -> None:
    coach = fixer
    coach.go_to(100)
    n_hits = len(coach.session.hits)
    coach.press(KEY.Key_I)
    assert len(coach.session.hits) == n_hits + 1
    marked = coach.review.walk.current
    assert marked is not None
    coach.press(KEY.Key_Period)
    coach.press(KEY.Key_I, SHIFT)
    coach.press(KEY.Key_7)
    coach.press(KEY.Key_4)
    hit = coach.review.opened.hit(marked)
    assert hit is not None
    assert (hit.frame, hit.stroke, hit.score_override) == (101, Stroke.BACKHAND, 4)
    coach.press(KEY.Key_N)
    hit = coach.review.opened.hit(marked)
    assert hit is not None
    assert hit.status is HitStatus.REJECTED
    coach.press(KEY.Key_Y)
    hit = coach.review.opened.hit(marked)
    assert hit is not None
    assert hit.status is HitStatus.CONFIRMED
    coach.wait(lambda: not coach.context.runner.alive())


def test_a_hand_drawn_box_outlives_a_new_analysis(fixer: Coach) -> None:
    coach = fixer
    coach.go_to(10)
    coach.press(KEY.Key_B)
    coach.drag((20, 20), (30, 30))
    drawn = coach.session.fixes
    coach.do("analyse")
    coach.wait(coach.complete)
    coach.wait(lambda: not coach.context.runner.alive())
    assert coach.session.fixes == drawn
    assert drawn[10].annotations[0].author is Author.COACH


def test_remapped_keys_work_and_are_told(fixer: Coach) -> None:
    coach = fixer
    coach.context.actions.set_keys({"add_ball": ("G",), "accept": ("Space",)})
    coach.go_to(12)
    coach.press(KEY.Key_B)
    assert coach.review.correct.correction.adding is None
    coach.press(KEY.Key_G)
    assert coach.review.correct.correction.adding is BALL
    coach.press(KEY.Key_Escape)
    coach.press(KEY.Key_Space)
    assert coach.session.fixes[12].accepted
    assert not coach.review.playback.playing, "Space is not the transport's here"
    coach.do("cheat_sheet")
    sheet = coach.window.findChild(CheatSheet)
    assert sheet is not None
    told = {line.words: line.keys for line in sheet.lines}
    assert told["Add the ball"] == ("G",)
    assert "Play or pause" not in told
    assert told["Give it a score"] == ("1", "2", "3", "4", "5")
    sheet.search.setText("g ball")
    assert [line.words for line in sheet.lines] == ["Add the ball"]
    coach.keep_picture("correct-4-keys")
    coach.press_in(sheet.search, KEY.Key_Escape)
    assert not sheet.isVisible()
    assert coach.review.correct.correction.on, "Escape closed the sheet only"
    coach.wait(lambda: not coach.context.runner.alive())


def test_every_control_of_the_mode_has_a_name_and_can_be_reached(fixer: Coach) -> None:
    layout = fixer.review.layout_
    for panel in (layout.correct, layout.side, fixer.review.fill.bar):
        for kind in (QAbstractButton, QComboBox):
            for control in panel.findChildren(kind):
                if control.objectName().startswith("qt_") or not control.isVisible():
                    continue
                assert control.accessibleName() or control.text(), control
                assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
    fixer.press(KEY.Key_Q)
    assert fixer.review.doubts.panel.view.hasFocus()
    fixer.press(KEY.Key_Q)
    assert layout.area.view.hasFocus()


@pytest.mark.parametrize("seed", range(12))
def test_random_gestures_undo_to_the_first_and_redo_to_the_last(fixer: Coach, seed: int) -> None:
    coach, dice = fixer, random.Random(seed)
    coach.wait(lambda: not coach.context.runner.alive())
    first = coach.session
    frames = [8, 9, 40, 41]

    def spot() -> tuple[float, float]:
        items = coach.review.correct.correction.items
        if items and dice.random() < 0.7:
            x0, y0, x1, y1 = dice.choice(items).xyxy
            return dice.choice([x0, (x0 + x1) / 2, x1]), dice.choice([y0, (y0 + y1) / 2, y1])
        return dice.uniform(0, 319), dice.uniform(0, 179)

    keys = [
        *[(KEY.Key_Left, CTRL), (KEY.Key_Up, SHIFT), (KEY.Key_Tab, None), (KEY.Key_D, None)],
        *[(KEY.Key_B, None), (KEY.Key_H, None), (KEY.Key_R, SHIFT), (KEY.Key_Delete, None)],
        *[(KEY.Key_Escape, None), (KEY.Key_D, SHIFT), (KEY.Key_I, None), (KEY.Key_3, None)],
        *[(KEY.Key_Z, CTRL), (KEY.Key_Y, CTRL), (KEY.Key_Down, None), (KEY.Key_A, CTRL)],
        *[(KEY.Key_Return, None), (KEY.Key_F, None)],
    ]
    for _ in range(40):
        if not coach.review.correct.correction.on:
            coach.press(KEY.Key_C)
        act = dice.random()
        if act < 0.15:
            coach.go_to(dice.choice(frames))
        elif act < 0.5:
            coach.drag(spot(), spot())
        elif act < 0.6:
            coach.click(spot(), dice.choice([CTRL, Qt.KeyboardModifier.NoModifier]))
        else:
            key, modifier = dice.choice(keys)
            coach.press(key, modifier or Qt.KeyboardModifier.NoModifier)
        coach.picture_shown()
        QApplication.processEvents()
        for fix in coach.session.fixes.values():
            for box in fix.annotations:
                x0, y0, x1, y1 = box.xyxy
                assert 0 <= x0 < x1 <= 320
                assert 0 <= y0 < y1 <= 180
    coach.wait(lambda: not coach.context.runner.alive())
    last, stack = coach.session, coach.review.opened.undo_stack
    at = stack.index()
    while stack.canUndo():
        stack.undo()
    coach.wait(lambda: not coach.context.runner.alive())
    assert without_analysis(coach.session) == without_analysis(first)
    while stack.index() < at:
        stack.redo()
    coach.wait(lambda: not coach.context.runner.alive())
    assert without_analysis(coach.session) == without_analysis(last)
    store = coach.review.opened.store
    assert store is not None
    assert without_analysis(store.load(last.id)) == without_analysis(last)

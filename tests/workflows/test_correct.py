"""A coach puts boxes and hits right through the real window."""

from __future__ import annotations

import random

import pytest
from coach import Coach
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox

from app.panels.cheat_sheet import CheatSheet
from app.places.review_refind import is_behind
from app.state.correction import Item
from core.box import middle_of
from core.dataset.annotation import Author, Origin
from core.detections.detections import ObjectClass
from core.hits.hit import HitStatus, Stroke
from core.sessions.doubt import Doubt, DoubtKind
from core.sessions.session import Session

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
BALL, RACKET, HEAD = ObjectClass.BALL, ObjectClass.RACKET, ObjectClass.RACKET_HEAD


@pytest.fixture
def fixer(coach: Coach) -> Coach:
    """Return the coach in correct mode on the small clip."""
    coach.open_clip()
    coach.press(KEY.Key_C)
    assert coach.review.correct.mode.correction.on
    coach.wait(lambda: coach.review.correct.doubts.list.ready)
    return coach


def item_of(coach: Coach, kind: ObjectClass) -> Item:
    """Return the first thing of a class in the frame on screen."""
    return next(item for item in coach.review.correct.mode.correction.items if item.kind is kind)


def undo_all(coach: Coach) -> int:
    """Undo everything by the key; return how many steps there were."""
    steps = 0
    while coach.review.opened.undo_stack.canUndo():
        coach.press(KEY.Key_Z, CTRL)
        steps += 1
    return steps


def said(session: Session) -> tuple[object, ...]:
    """Return what the coach can say of a session."""
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
    assert said(coach.session) == said(first)
    while coach.review.opened.undo_stack.canRedo():
        coach.press(KEY.Key_Z, CTRL | SHIFT)
    assert said(coach.session) == said(last)

    coach.wait(lambda: not coach.review.opened.unsaved)
    coach.wait(lambda: not coach.context.runner.alive())
    last = coach.session
    coach.review.close_session()
    coach.context.navigation.session_wanted.emit(last.id)
    coach.wait(lambda: coach.review.opened.session is not None)
    assert said(coach.session) == said(last)
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
    assert [item.kind for item in coach.review.correct.mode.correction.selected] == [BALL]
    coach.press(KEY.Key_H, SHIFT)
    assert coach.session.fixes[7].annotations[0].kind is HEAD
    coach.press(KEY.Key_Escape)
    assert not coach.review.correct.mode.correction.selected
    coach.press(KEY.Key_Left)
    assert coach.review.playback.frame == 6, "without one they step"
    coach.press(KEY.Key_Escape)
    assert not coach.review.correct.mode.correction.on
    coach.wait(lambda: not coach.review.opened.unsaved)


def test_enter_accepts_and_goes_through_all_doubts(fixer: Coach) -> None:
    coach = fixer
    doubts = coach.review.correct.doubts.list
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
    coach, fill = fixer, fixer.review.correct.fill
    for frame in (30, 36):
        coach.go_to(frame)
        x, y = middle_of(item_of(coach, BALL).xyxy)
        coach.drag((x, y), (x + 5, y + 5))
    coach.go_to(33)
    coach.press(KEY.Key_F)
    coach.wait(lambda: bool(fill.proposals))
    assert fill.bar.isVisible()
    assert coach.review.correct.mode.overlay.ghosts
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
    assert not coach.review.correct.mode.correction.accepted, (
        "Enter took the proposal, not the frame"
    )
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
    assert coach.review.correct.mode.correction.adding is None
    coach.press(KEY.Key_G)
    assert coach.review.correct.mode.correction.adding is BALL
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
    assert coach.review.correct.mode.correction.on, "Escape closed the sheet only"
    coach.wait(lambda: not coach.context.runner.alive())


def test_every_control_of_the_mode_has_a_name_and_can_be_reached(fixer: Coach) -> None:
    layout = fixer.review.layout_
    for panel in (layout.correct, layout.side, fixer.review.correct.fill.bar):
        for kind in (QAbstractButton, QComboBox):
            for control in panel.findChildren(kind):
                if control.objectName().startswith("qt_") or not control.isVisible():
                    continue
                assert control.accessibleName() or control.text(), control
                assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
    fixer.press(KEY.Key_Q)
    assert fixer.review.correct.doubts.panel.view.hasFocus()
    fixer.press(KEY.Key_Q)
    assert layout.area.view.hasFocus()
    if fixer.review.correct.doubts.list.open:
        fixer.press(KEY.Key_Q)
        fixer.press_in(fixer.review.correct.doubts.panel.view, KEY.Key_Home)
        fixer.press_in(fixer.review.correct.doubts.panel.view, KEY.Key_Return)
        assert fixer.review.correct.doubts.current == fixer.review.correct.doubts.list.open[0]
        assert layout.area.view.hasFocus(), "the next Enter means the frame"


KEYS = [
    *[(KEY.Key_Left, CTRL), (KEY.Key_Up, SHIFT), (KEY.Key_Tab, PLAIN), (KEY.Key_D, PLAIN)],
    *[(KEY.Key_B, PLAIN), (KEY.Key_H, PLAIN), (KEY.Key_R, SHIFT), (KEY.Key_Delete, PLAIN)],
    *[(KEY.Key_Escape, PLAIN), (KEY.Key_D, SHIFT), (KEY.Key_I, PLAIN), (KEY.Key_3, PLAIN)],
    *[(KEY.Key_Z, CTRL), (KEY.Key_Y, CTRL), (KEY.Key_Down, PLAIN), (KEY.Key_A, CTRL)],
    *[(KEY.Key_Return, PLAIN), (KEY.Key_F, PLAIN)],
]


def random_spot(coach: Coach, dice: random.Random) -> tuple[float, float]:
    """Return a place that matters: the middle, an edge or a corner of a box; or any."""
    items = coach.review.correct.mode.correction.items
    if items and dice.random() < 0.7:
        x0, y0, x1, y1 = dice.choice(items).xyxy
        return dice.choice([x0, (x0 + x1) / 2, x1]), dice.choice([y0, (y0 + y1) / 2, y1])
    return dice.uniform(0, 319), dice.uniform(0, 179)


def act_at_random(coach: Coach, dice: random.Random) -> None:
    """Do one thing a coach could do."""
    if not coach.review.correct.mode.correction.on:
        coach.press(KEY.Key_C)
    act = dice.random()
    if act < 0.15:
        coach.go_to(dice.choice([8, 9, 40, 41]))
    elif act < 0.5:
        coach.drag(random_spot(coach, dice), random_spot(coach, dice))
    elif act < 0.6:
        coach.click(random_spot(coach, dice), dice.choice([CTRL, PLAIN]))
    else:
        coach.press(*dice.choice(KEYS))
    coach.picture_shown()


def test_random_gestures_undo_to_the_first_and_redo_to_the_last(fixer: Coach) -> None:
    coach, stack = fixer, fixer.review.opened.undo_stack
    # Hits that are found anew from the corrected boxes are the machine's, and not undone.
    coach.review.opened.saved.disconnect(coach.review.correct.refind._calm_down)
    coach.wait(lambda: not coach.context.runner.alive())
    first = coach.session
    for seed in range(30):
        dice = random.Random(seed)
        for _ in range(16):
            act_at_random(coach, dice)
            for fix in coach.session.fixes.values():
                for x0, y0, x1, y1 in (box.xyxy for box in fix.annotations):
                    assert 0 <= x0 < x1 <= 320
                    assert 0 <= y0 < y1 <= 180
        coach.do("correct_back")
        coach.wait(lambda: not coach.context.runner.alive())
        last, end = coach.session, stack.index()
        stack.setIndex(0)
        assert said(coach.session) == said(first), f"seed {seed}"
        stack.setIndex(end)
        assert said(coach.session) == said(last), f"seed {seed}"
        stack.setIndex(0)
    coach.wait(lambda: not coach.context.runner.alive())
    store = coach.review.opened.store
    assert store is not None
    assert said(store.load(coach.session.id)) == said(coach.session)


def test_hits_are_found_again_from_corrected_boxes_but_not_what_the_coach_has_said(
    fixer: Coach,
) -> None:
    coach = fixer
    judged, measured = coach.session.hits[0], coach.session.hits[1]
    coach.review.walk.jump(judged.id)
    coach.press(KEY.Key_2)
    judged = coach.session.hits[0]
    for frame in range(measured.frame - 4, measured.frame + 5):
        coach.go_to(frame)
        x, y = middle_of(item_of(coach, BALL).xyxy)
        coach.drag((x, y), (x, y + 9))
    coach.wait(lambda: not is_behind(coach.session))
    coach.wait(lambda: not coach.context.runner.alive())
    again = coach.session.hits
    assert again[0] == judged
    assert again[1].id == measured.id
    assert again[1].offset is not None
    assert measured.offset is not None
    assert again[1].offset[1] > measured.offset[1] + 0.2, "the ball is lower on the strings"
    fixes = coach.session.fixes
    undo_all(coach)
    assert len(coach.session.fixes) == 0
    coach.wait(lambda: not is_behind(coach.session))
    coach.wait(lambda: not coach.context.runner.alive())
    assert coach.session.hits[1].offset == pytest.approx(measured.offset, abs=0.05)
    assert len(fixes) == 9


def test_where_the_ball_is_lost_a_click_adds_it_and_enter_goes_on(fixer: Coach) -> None:
    coach, doubts = fixer, fixer.review.correct.doubts
    lost = Doubt(DoubtKind.BALL_LOST, 50, 48, 52, "The ball is lost.", 0.9, BALL, (60, 20, 90, 50))
    doubts.go_to(lost)
    coach.picture_shown()
    assert coach.review.playback.frame == 50
    assert not coach.review.layout_.area.view.fitted, "the place in doubt is shown near"
    assert "The ball is lost." in coach.review.layout_.correct.words
    coach.click((75, 35))
    added = coach.session.fixes[50].annotations[0]
    assert added.kind is BALL
    assert middle_of(added.xyxy) == pytest.approx((75, 35), abs=1)
    coach.press(KEY.Key_Return)
    assert coach.session.fixes[50].accepted
    coach.press(KEY.Key_Escape)
    coach.press(KEY.Key_Z, CTRL)
    coach.picture_shown()
    assert coach.review.playback.frame == 50, "undo goes where it changes"
    assert not coach.session.fixes[50].accepted
    coach.wait(lambda: not coach.context.runner.alive())

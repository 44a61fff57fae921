"""A coach reviews the sample practice through the real window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from coach import Coach
from fake_detector import FakeDetector
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget

from app.viewer.overlays import Layer
from core.errors import FileError
from core.hits.hit import HitStatus
from core.sessions.store import SessionStore


def test_a_practice_is_reviewed_closed_and_found_again(coach: Coach) -> None:
    coach.open_sample()
    review = coach.review
    session = review.opened.session
    assert session is not None
    assert len(session.hits) >= 4
    assert review.layout_.hits.shown.rowCount() == len(session.hits)
    coach.keep_picture("1-found")

    coach.press(Qt.Key.Key_Down)
    coach.press(Qt.Key.Key_Down)
    second = review.walk.current_hit
    assert second is not None
    assert second.number == 2
    coach.picture_shown()
    coach.keep_picture("2-second-hit")

    coach.press(Qt.Key.Key_O)
    assert review.playback.loop is not None
    assert review.playback.playing
    start, end = review.playback.loop
    assert start < second.hit.time_s < end
    coach.press(Qt.Key.Key_Space)
    assert not review.playback.playing

    coach.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert Layer.PLAYER not in review.layout_.area.view.layers
    coach.press(Qt.Key.Key_M)
    assert review.layout_.area.magnifier.isVisible()

    review.walk.jump(second.hit.id)
    coach.press(Qt.Key.Key_1)
    review.walk.jump(review.layout_.hits.shown.index(2, 0).data(0x101).hit.id)
    coach.press(Qt.Key.Key_Delete)
    coach.wait(lambda: not review.opened.unsaved)
    coach.keep_picture("3-corrected")
    edited = review.opened.session
    assert edited is not None
    assert edited.hits[1].score_override == 1
    assert edited.hits[2].status is HitStatus.REJECTED

    session_id = edited.id
    review.close_session()
    coach.window.show_place("library")
    coach.context.navigation.session_wanted.emit(session_id)
    coach.wait(lambda: review.opened.session is not None)
    assert review.opened.session == edited
    assert not coach.context.analyses.running(), "nothing is computed twice"
    coach.picture_shown()
    assert Layer.PLAYER not in review.layout_.area.view.layers
    coach.keep_picture("4-reopened")


def test_edits_are_undone_to_the_very_first_session(coach: Coach) -> None:
    coach.open_clip()
    first = coach.review.opened.session
    assert first is not None
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    coach.press(Qt.Key.Key_Down)
    for key in (Qt.Key.Key_4, Qt.Key.Key_Return, Qt.Key.Key_Delete):
        coach.press(key)
    coach.review.playback.seek(4.8)
    coach.press(Qt.Key.Key_I)
    last = coach.review.opened.session
    assert last is not None
    assert len(last.hits) == len(first.hits) + 1
    for _ in range(4):
        coach.press(Qt.Key.Key_Z, ctrl)
    assert coach.review.opened.session == first
    for _ in range(4):
        coach.press(Qt.Key.Key_Z, ctrl | shift)
    assert coach.review.opened.session == last
    coach.wait(lambda: not coach.review.opened.unsaved)


def test_results_arrive_while_the_analysis_runs_and_it_can_be_stopped(coach: Coach) -> None:
    coach.use(FakeDetector(delay_s=0.05))
    coach.context.navigation.videos_wanted.emit([coach.clip])
    coach.wait(lambda: coach.window.current_place == "review")
    review = coach.review
    coach.wait(lambda: review.opened.session is not None and len(review.opened.session.hits) >= 1)
    session = review.opened.session
    assert session is not None
    assert session.analysis is None or not session.analysis.complete
    assert review.layout_.strip.isVisible()
    assert review.layout_.timeline._analysed_s is not None
    assert len(review.opened.tracks) > 0
    coach.keep_picture("5-running")
    coach.press(Qt.Key.Key_Down)
    coach.press(Qt.Key.Key_5)
    coach.do("cancel_analysis")
    coach.wait(lambda: not coach.context.analyses.running())
    assert "Stopped" in review.layout_.strip._words.text()
    coach.keep_picture("6-stopped")
    coach.do("analyse")
    coach.wait(coach.complete)
    final = review.opened.session
    assert final is not None
    assert final.hits[0].score_override == 5
    coach.wait(lambda: not coach.context.runner.alive())


def test_slow_motion_runs_only_the_hits_again(coach: Coach) -> None:
    detector = FakeDetector()
    coach.use(detector)
    coach.open_clip()
    asked = len(detector.asked)
    box = coach.review.layout_.header.findChildren(QComboBox)[0]
    box.setCurrentIndex(2)
    box.activated.emit(2)
    coach.wait(lambda: not coach.review.opened.unsaved)
    coach.wait(lambda: not coach.context.runner.alive())
    session = coach.review.opened.session
    assert session is not None
    assert session.analysis is not None
    assert session.analysis.settings.capture_fps == 120.0
    assert session.analysis.complete
    assert len(detector.asked) == asked
    assert coach.review.layout_.transport._speed.text() == "1/4 real"


def test_a_moved_video_is_found_again(coach: Coach, tmp_path: Path) -> None:
    first, second = tmp_path / "a.mp4", tmp_path / "elsewhere" / "b.mp4"
    shutil.copy(coach.clip, first)
    coach.open_clip(first)
    session = coach.review.opened.session
    assert session is not None
    coach.review.close_session()
    second.parent.mkdir()
    first.rename(second)
    coach.review.open_session(session.id)
    area = coach.review.layout_.area
    coach.wait(area._card.isVisible)
    assert "not where it was" in area._words.text()
    assert coach.review.layout_.hits.shown.rowCount() == len(session.hits)
    coach.keep_picture("7-video-missing")
    coach.context.library.relocate(session.id, second)
    coach.wait(lambda: coach.review.screen_.shown_frame >= 0)
    assert not area._card.isVisible()
    coach.wait(lambda: not coach.context.runner.alive())


def test_a_save_that_fails_is_said_and_the_edit_is_kept(
    coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach.open_clip()

    def full(*_: object) -> object:
        raise FileError("The disk is full.", "Free some space.")

    coach.press(Qt.Key.Key_Down)
    with monkeypatch.context() as broken:
        broken.setattr(SessionStore, "update", full)
        coach.press(Qt.Key.Key_1)
        coach.wait(lambda: not coach.context.runner.alive())
        coach.wait(coach.window.banner.isVisible)
        coach.keep_picture("8-not-saved")
    session = coach.review.opened.session
    assert session is not None
    assert session.hits[0].score_override == 1
    assert coach.review.opened.unsaved
    coach.window.close()
    store = coach.context.store
    assert store.load(session.id).hits[0].score_override == 1, "closing saves it after all"


def test_everything_can_be_reached_by_keyboard_and_has_a_name(coach: Coach) -> None:
    coach.open_clip()
    kinds = (QAbstractButton, QComboBox)
    controls = [
        each
        for kind in kinds
        for each in coach.review.layout_.findChildren(kind)
        if each.isVisible()
    ]
    assert len(controls) > 15
    for control in controls:
        assert control.accessibleName() or control.text(), control.objectName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.accessibleName()
    coach.window.activateWindow()
    reached: set[QWidget] = set()
    for _ in range(60):
        QTest.keyClick(coach.window, Qt.Key.Key_Tab)
        focused = coach.window.focusWidget()
        if focused is not None:
            reached.add(focused)
    missed = [each for each in controls if each not in reached and each.isEnabled()]
    assert not missed, [each.accessibleName() for each in missed]


def test_space_presses_a_focused_button_and_else_plays(coach: Coach) -> None:
    coach.open_clip()
    button = next(
        each
        for each in coach.review.layout_.findChildren(QAbstractButton)
        if each.accessibleName() == "Only score 5"
    )
    button.setFocus(Qt.FocusReason.TabFocusReason)
    coach.qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.isChecked()
    assert not coach.review.playback.playing
    coach.review.layout_.area.view.setFocus()
    QTest.keyClick(coach.review.layout_.area.view, Qt.Key.Key_Space)
    assert coach.review.playback.playing
    coach.press(Qt.Key.Key_K)


def test_clicks_on_list_map_and_timeline_agree(coach: Coach) -> None:
    coach.open_clip()
    review, layout = coach.review, coach.review.layout_
    third = review.layout_.hits.shown.index(2, 0)
    coach.qtbot.mouseClick(
        layout.hits.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=layout.hits.view.visualRect(third).center(),
    )
    current = review.walk.current_hit
    assert current is not None
    assert current.number == 3
    assert review.playback.frame == current.hit.frame
    x = layout.timeline.scale.x_of(review._hits[0].hit.time_s)
    coach.qtbot.mouseClick(layout.timeline, Qt.MouseButton.LeftButton, pos=QPoint(round(x) + 4, 50))
    assert review.walk.current == review._hits[0].hit.id

"""The window: places, dropping files, opening videos, banner, closing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fake_detector import FakeDetector, make_clip
from immediate_runner import ImmediateRunner
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot
from shell_fixtures import show_window

from app.context import AppContext
from app.jobs.job import JobState
from app.jobs.runner import JobRunner
from app.main_window import PLACES, MainWindow
from app.notices import Notice, Tone
from app.state.detector_provider import DetectorProvider
from core.sessions.cards import SessionCard

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tiny video with hits."""
    return make_clip(tmp_path_factory.mktemp("video") / "forehands.mp4", n_frames=90)


@pytest.fixture(autouse=True)
def fake_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DetectorProvider, "get", lambda _self: FakeDetector())


def notices_of(context: AppContext) -> list[Notice]:
    heard: list[Notice] = []
    context.notices.posted.connect(heard.append)
    return heard


def drop(window: MainWindow, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = LEFT, Qt.KeyboardModifier.NoModifier
    point = window.rect().center()
    enter = QDragEnterEvent(point, Qt.DropAction.CopyAction, data, buttons, keys)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert window._cover.isVisible()
    event = QDropEvent(QPointF(point), Qt.DropAction.CopyAction, data, buttons, keys)
    window.dropEvent(event)
    assert not window._cover.isVisible()


def test_places_are_made_when_first_shown(window: MainWindow) -> None:
    assert window.current_place == "library"
    assert window.place("review") is None
    for spec in PLACES:
        window.show_place(spec.id)
        assert window.current_place == spec.id
    assert window.place("review") is not None


def test_every_action_does_something_once_all_places_were_seen(window: MainWindow) -> None:
    from app.actions import ACTIONS

    for spec in PLACES:
        window.show_place(spec.id)
    actions = window._context.actions
    assert [spec.id for spec in ACTIONS if not actions.is_bound(spec.id)] == []


def test_dropped_videos_are_opened_analysed_and_the_first_is_shown(
    live_window: MainWindow, qtbot: QtBot, practice: Path, tmp_path: Path
) -> None:
    context = live_window._context
    finished: list[str] = []
    context.analyses.finished.connect(lambda session_id, _session: finished.append(session_id))
    bad = tmp_path / "notes.mp4"
    bad.write_bytes(b"this is no video")
    heard = notices_of(context)
    drop(live_window, [practice, bad])
    qtbot.waitUntil(lambda: len(finished) == 1 and len(heard) == 1, timeout=60_000)
    assert live_window.current_place == "review"
    assert heard[0].tone is Tone.PROBLEM
    assert "notes.mp4" in heard[0].message
    assert heard[0].hint
    assert len(context.store.load(finished[0]).hits) > 0
    # The same content under another name opens the session it has, and computes nothing.
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(practice.read_bytes())
    opened: list[str] = []
    context.opener.opened.connect(lambda session, _first: opened.append(session.id))
    drop(live_window, [copy])
    qtbot.waitUntil(lambda: len(opened) == 1, timeout=30_000)
    assert opened == finished
    assert context.analyses.running() == ()
    live_window.close()


def test_closing_stops_an_analysis_and_opening_goes_on(
    live_window: MainWindow,
    qtbot: QtBot,
    practice: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = FakeDetector(delay_s=0.05)
    monkeypatch.setattr(DetectorProvider, "get", lambda _self: slow)
    context = live_window._context
    context.navigation.videos_wanted.emit([practice])
    qtbot.waitUntil(lambda: len(slow.asked) > 5, timeout=60_000)
    job = context.analyses.job_of(context.analyses.running()[0])
    live_window.close()
    assert job is not None
    assert job.state is JobState.CANCELLED
    assert context.runner.alive() == []


def test_open_by_dialog_remembers_the_folder(
    window: MainWindow, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: object, _title: str, folder: str, _filter: str) -> tuple[list[str], str]:
        asked.append(folder)
        return [str(practice)], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer)
    wanted: list[object] = []
    navigation = window._context.navigation
    navigation.videos_wanted.disconnect()
    navigation.videos_wanted.connect(wanted.append)
    window._context.actions["open_video"].trigger()
    window._context.actions["open_video"].trigger()
    assert wanted == [[practice], [practice]]
    assert asked[1] == str(practice.parent)


def test_the_banner_shows_the_newest_and_its_button_works(window: MainWindow, qtbot: QtBot) -> None:
    pressed: list[str] = []
    notices = window._context.notices
    notices.say("First.")
    notices.say("Second.", "Do this.", Tone.PROBLEM, "Undo", lambda: pressed.append("undo"))
    assert window.banner.isVisible()
    assert window.banner.message.text() == "Second."
    qtbot.mouseClick(window.banner.button, LEFT)
    assert pressed == ["undo"]
    assert not window.banner.isVisible()


@pytest.mark.parametrize("action", ["preferences", "help", "about"])
def test_dialogs_open_once(window: MainWindow, action: str, qtbot: QtBot) -> None:
    def shown() -> list[QDialog]:
        return [each for each in window.findChildren(QDialog) if each.isVisible()]

    window._context.actions[action].trigger()
    window._context.actions[action].trigger()
    assert len(shown()) == 1
    qtbot.keyClick(shown()[0], Qt.Key.Key_Escape)
    assert shown() == []


def test_an_unexpected_error_is_told_once_at_a_time(window: MainWindow) -> None:
    window.show_problem(ValueError("odd"))
    window.show_problem(ValueError("odd again"))
    dialogs = [each for each in window.findChildren(QDialog) if each.isVisible()]
    assert len(dialogs) == 1
    dialogs[0].close()


def test_geometry_is_remembered(
    context: AppContext, qtbot: QtBot, tmp_path: Path, make_window: Callable[[], MainWindow]
) -> None:
    first = make_window()
    first.resize(960, 640)  # The offscreen screen is small.
    first.close()
    assert make_window().size() == first.size()


@pytest.fixture
def make_window(context: AppContext, qtbot: QtBot) -> Callable[[], MainWindow]:
    def make() -> MainWindow:
        window = MainWindow(context)
        qtbot.addWidget(window)
        window.show()
        return window

    return make


def test_full_screen_and_back_with_escape(window: MainWindow, qtbot: QtBot) -> None:
    action = window._context.actions["fullscreen"]
    action.trigger()
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert not action.isChecked()


def test_the_sample_has_a_name_and_the_preferences_count_for_new_videos(
    window: MainWindow, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = window._context
    monkeypatch.setattr("app.window_actions.sample_video", lambda: practice)
    context.preferences.change(replace(context.preferences.value, sound=False, capture_fps=120.0))
    context.actions["try_sample"].trigger()
    context.actions["try_sample"].trigger()
    cards = context.store.list()
    assert [card.title for card in cards if isinstance(card, SessionCard)] == ["Sample practice"]
    session = context.store.load(cards[0].id)
    assert (session.settings.use_sound, session.settings.capture_fps) == (False, 120.0)
    window.close()


def test_a_practice_is_deleted_while_it_is_analysed(
    live_window: MainWindow, qtbot: QtBot, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = FakeDetector(delay_s=0.05)
    monkeypatch.setattr(DetectorProvider, "get", lambda _self: slow)
    context = live_window._context
    context.navigation.videos_wanted.emit([practice])
    qtbot.waitUntil(lambda: len(slow.asked) > 2, timeout=60_000)
    (session_id,) = context.analyses.running()
    context.library.delete(session_id, "forehands")
    qtbot.waitUntil(lambda: context.library.can_restore, timeout=60_000)
    assert context.store.list() == []
    context.library.restore()
    qtbot.waitUntil(lambda: len(context.store.list()) == 1, timeout=60_000)
    assert context.store.load(session_id).title == "forehands"
    assert live_window.banner.message.text() == "“forehands” is in the trash."
    live_window.close()


def test_a_library_on_a_disk_that_is_gone_is_said(
    make_shell: Callable[[JobRunner], AppContext], own_folders: Path, qtbot: QtBot
) -> None:
    config = own_folders / "config"
    config.mkdir()
    gone = own_folders / "gone"
    (config / "preferences.json").write_text(json.dumps({"library_folder": str(gone)}))
    context = make_shell(ImmediateRunner())
    heard = notices_of(context)
    window = show_window(context, qtbot, own_folders)
    assert str(gone) in heard[0].message
    assert window.banner.isVisible()
    window.close()

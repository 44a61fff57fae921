"""A coach watches a lesson through the real window: a source, hits called, recording, Review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_detector import FakeDetector
from live_servers import MjpegPlan, mjpeg_camera
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.dialogs.leaving_lesson import LeaveLessonDialog
from app.main_window import MainWindow
from app.places.live import LivePlace
from app.places.review import ReviewPlace
from app.state.detector_provider import DetectorProvider
from app.state.live_phase import Cause, LivePhase
from app.state.live_picture import Showing
from core.capture.source_spec import SourceKind

LONG_MS = 60_000
KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class LiveCoach:
    """A coach at the Live place of one window."""

    def __init__(self, window: MainWindow, context: AppContext, qtbot: QtBot) -> None:
        self.window, self.context, self.qtbot = window, context, qtbot
        with qtbot.waitActive(window, timeout=LONG_MS):
            window.activateWindow()
        QTest.keyClick(window, KEY.Key_3, CTRL)
        self.wait(lambda: window.current_place == "live")
        place = window.place("live")
        assert isinstance(place, LivePlace)
        self.place, self.desk, self.layout = place, place.desk, place.layout_
        self.wait(lambda: self.desk.sources.was_read)

    def wait(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(done, timeout=LONG_MS)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self.window, key, modifier)

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def phase(self) -> LivePhase:
        return self.desk.state.phase

    def choose_file(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            QFileDialog, "getOpenFileName", lambda *_args, **_kwargs: (str(path), "")
        )
        self.press(KEY.Key_O)

    def watch(self) -> None:
        """Press the big button and wait for a picture."""
        self.click(self.layout.setup.go)
        self.wait(lambda: self.phase() is LivePhase.WATCHING)

    def ended(self) -> None:
        self.wait(lambda: not self.phase().under_way)


@pytest.fixture
def detector(monkeypatch: pytest.MonkeyPatch) -> FakeDetector:
    """Let a detector that knows the truth look at everything."""
    made = FakeDetector()
    monkeypatch.setattr(DetectorProvider, "own", lambda _self: made)
    monkeypatch.setattr(DetectorProvider, "get", lambda _self: made)
    monkeypatch.setattr(DetectorProvider, "model_hash", lambda _self: made.model_hash)
    return made


@pytest.fixture
def coach(
    detector: FakeDetector, live_window: MainWindow, live_context: AppContext, qtbot: QtBot
) -> Iterator[LiveCoach]:
    live_window.resize(1280, 720)
    made = LiveCoach(live_window, live_context, qtbot)
    yield made
    made.desk.stop()
    made.ended()
    qtbot.waitUntil(lambda: not live_context.runner.alive(), timeout=LONG_MS)
    live_window.close()


def test_without_a_camera_it_says_what_to_do(coach: LiveCoach) -> None:
    setup = coach.layout.setup
    assert "No camera is plugged in" in setup.sources.note.text()
    assert not setup.go.isEnabled()
    coach.press(KEY.Key_A)
    assert setup.sources.address.hasFocus()
    QTest.keyClicks(setup.sources.address, "gopher://club")
    assert "not video" in setup.sources.address_note.text()


def test_a_lesson_from_the_first_click_to_review(
    coach: LiveCoach, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach.choose_file(clip, monkeypatch)
    setup = coach.layout.setup
    assert setup.go.text() == "Watch and record"
    coach.watch()
    assert coach.layout.page is coach.layout.lesson
    coach.wait(lambda: coach.desk.state.recording)
    coach.wait(lambda: any(sign.dot for sign in coach.layout.view.signs))

    # Hits are called while the lesson goes on, and counted at the side.
    coach.wait(lambda: len(coach.desk.hits.scored) >= 1)
    assert coach.layout.view.score is not None
    assert coach.layout.side.count.text() == str(coach.desk.hits.summary.n_hits)

    # The clip ends by itself; the lesson is saved and can be opened.
    coach.wait(lambda: coach.phase() is LivePhase.ENDED)
    assert coach.layout.page is coach.layout.result
    assert coach.layout.result.review.isVisible()
    (session,) = coach.desk.saving.sessions
    assert session.hits
    coach.click(coach.layout.result.review)
    coach.wait(lambda: coach.window.current_place == "review")
    review = coach.window.place("review")
    assert isinstance(review, ReviewPlace)
    coach.wait(lambda: review.opened.session is not None)
    assert review.opened.session is not None
    assert [hit.id for hit in review.opened.session.shown_hits]
    assert coach.phase() is LivePhase.CHOOSING


def test_mirror_replay_and_the_bare_picture(
    coach: LiveCoach, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach.choose_file(clip, monkeypatch)
    coach.press(KEY.Key_L, CTRL)
    assert coach.layout.setup.go.text() == "Watch"
    coach.watch()
    shown: list[tuple[Showing, float]] = []
    coach.desk.picture_came.connect(lambda one: shown.append((one.showing, one.time_s)))
    coach.wait(lambda: len(coach.desk.hits.standing) >= 1)

    coach.press(KEY.Key_R)
    coach.wait(lambda: coach.place.showing is Showing.REPLAY)
    hit_s = coach.desk.hits.standing[-1].hit.time_s
    again = [at for showing, at in shown if showing is Showing.REPLAY]
    assert all(abs(at - hit_s) < 1.5 for at in again)
    coach.press(KEY.Key_Escape)
    coach.wait(lambda: coach.place.showing is Showing.NOW)

    for _ in range(7):
        coach.press(KEY.Key_BracketLeft)
    assert coach.desk.choices.mirror_s == 1.0
    coach.wait(lambda: coach.place.showing is Showing.MIRROR)
    assert coach.context.actions["live_mirror"].isChecked()
    assert any("1 s late" in sign.words for sign in coach.layout.view.signs)
    coach.press(KEY.Key_M)
    coach.wait(lambda: coach.place.showing is Showing.NOW)

    coach.press(KEY.Key_B)
    assert coach.window.rail.isHidden()
    assert coach.layout.side.isHidden()
    coach.press(KEY.Key_Escape)
    assert not coach.window.rail.isHidden()
    coach.press(KEY.Key_E, CTRL)
    coach.ended()
    assert coach.desk.saving.sessions == ()
    assert "Nothing was recorded" in coach.layout.result.about.text()


def test_without_any_camera_there_is_the_sample(coach: LiveCoach) -> None:
    sources = coach.layout.setup.sources
    sources.choose_kind(SourceKind.FILE)
    assert not coach.layout.setup.go.isEnabled()
    coach.click(sources.sample)
    assert sources.file.text() == "Sample practice"
    coach.watch()
    coach.wait(lambda: len(coach.desk.hits.scored) >= 1)
    # A click on a hit of the list shows it again.
    coach.layout.side.view.clicked.emit(coach.layout.side.view.model().index(0, 0))
    coach.wait(lambda: coach.place.showing is Showing.REPLAY)
    coach.click(coach.layout.bar.stop)
    coach.ended()


def test_a_camera_that_goes_away_comes_back_and_the_recording_goes_on(coach: LiveCoach) -> None:
    plan = MjpegPlan(n=40, fps=30.0)
    causes: list[Cause] = []
    state = coach.desk.state_changed
    state.connect(lambda: causes.extend(each.cause for each in coach.desk.state.troubles))
    with mjpeg_camera(plan) as server:
        coach.press(KEY.Key_A)
        QTest.keyClicks(coach.layout.setup.sources.address, f"http://{server.place}/video")
        coach.watch()
        coach.wait(lambda: coach.desk.state.recording)
        coach.wait(lambda: Cause.SOURCE in causes)
        coach.wait(lambda: len(plan.sent) > 60 and coach.desk.state.trouble is None)
        assert coach.desk.state.recording
        coach.click(coach.layout.bar.stop)
        coach.ended()
    (session,) = coach.desk.saving.sessions
    assert session.video.n_frames > 10
    assert coach.context.store.load(session.id).video == session.video


def test_an_address_where_nobody_answers_can_be_left(coach: LiveCoach) -> None:
    with mjpeg_camera(MjpegPlan(n=1)) as server:
        gone = server.place
    coach.press(KEY.Key_A)
    QTest.keyClicks(coach.layout.setup.sources.address, gone)
    coach.click(coach.layout.setup.go)
    coach.wait(lambda: coach.desk.state.trouble is not None)
    assert coach.layout.trouble.isVisible()
    assert "Nothing listens" in coach.layout.trouble.message.text()
    coach.click(coach.layout.trouble.button)
    coach.wait(lambda: coach.phase() is LivePhase.CHOOSING)
    assert coach.layout.page is coach.layout.setup


def test_closing_the_window_saves_the_lesson_first(
    coach: LiveCoach, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach.choose_file(clip, monkeypatch)
    coach.watch()
    coach.wait(lambda: coach.desk.state.recording)
    coach.window.close()
    question = coach.window.findChild(LeaveLessonDialog)
    assert question is not None
    assert coach.window.isVisible()
    coach.click(question.stay)
    coach.wait(lambda: coach.desk.hits.newest is not None)
    assert coach.desk.state.recording

    coach.window.close()
    asked = [each for each in coach.window.findChildren(LeaveLessonDialog) if each.isVisible()]
    coach.click(asked[0].finish)
    coach.wait(lambda: not coach.window.isVisible())
    (session,) = coach.desk.saving.sessions
    assert coach.context.store.load(session.id).video.n_frames > 0


def test_recording_can_be_switched_while_the_lesson_goes_on(
    coach: LiveCoach, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach.choose_file(clip, monkeypatch)
    coach.watch()
    coach.wait(lambda: coach.desk.state.recording)
    coach.wait(lambda: len(coach.desk.hits.standing) >= 1)
    coach.press(KEY.Key_L, CTRL)
    coach.wait(lambda: len(coach.desk.saving.sessions) == 1)
    coach.wait(lambda: not coach.desk.holds_recording)
    assert not coach.context.actions["live_record"].isChecked()
    coach.desk.stop()
    coach.ended()
    assert "in your library" in coach.layout.result.title.text()

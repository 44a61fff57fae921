"""A coach at the real window: acts as a person would, and waits as a person would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_detector import FakeDetector, make_clip
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sample_detector import SampleDetector

from app.context import AppContext
from app.main_window import MainWindow
from app.places.review import ReviewPlace
from core.detections.detector import Detector
from core.sessions.session import Session

LONG_MS = 200_000
NO_KEY = Qt.KeyboardModifier.NoModifier


class Coach:
    """One window on one library."""

    def __init__(
        self,
        window: MainWindow,
        context: AppContext,
        qtbot: QtBot,
        artifacts: Path,
        clip: Path,
    ) -> None:
        self.window, self.context, self.qtbot = window, context, qtbot
        self._artifacts, self.clip = artifacts, clip

    def use(self, detector: Detector) -> None:
        """Let this detector find the boxes."""
        provider = self.context.detector
        provider.get = lambda: detector  # type: ignore[method-assign]
        provider.model_hash = lambda: detector.model_hash  # type: ignore[method-assign]

    @property
    def review(self) -> ReviewPlace:
        place = self.window.place("review")
        assert isinstance(place, ReviewPlace)
        return place

    def do(self, action: str) -> None:
        self.context.actions[action].trigger()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.keyClick(self.window, key, modifier)

    def press_in(self, widget: QWidget, key: Qt.Key) -> None:
        """Press a key in a control."""
        QTest.keyClick(widget, key)

    def wait(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(done, timeout=LONG_MS)

    def picture_shown(self) -> None:
        self.wait(lambda: self.review.screen_.shown_frame == self.review.playback.frame)

    def keep_picture(self, name: str) -> None:
        self._artifacts.mkdir(parents=True, exist_ok=True)
        self.window.grab().save(str(self._artifacts / f"{name}.png"))

    def open_sample(self) -> None:
        self.use(SampleDetector())
        self.do("try_sample")
        self._wait_for_hits()

    def open_clip(self, path: Path | None = None) -> None:
        self.context.navigation.videos_wanted.emit([path or self.clip])
        self._wait_for_hits()

    def _wait_for_hits(self) -> None:
        self.wait(lambda: self.window.current_place == "review")
        self.wait(self.complete)
        self.wait(lambda: not self.context.runner.alive())
        self.picture_shown()

    def complete(self) -> bool:
        session = self.review.opened.session
        return session is not None and session.analysis is not None and session.analysis.complete

    @property
    def session(self) -> Session:
        """The session on screen."""
        session = self.review.opened.session
        assert session is not None
        return session

    def go_to(self, frame: int) -> None:
        """Go to a frame and wait for its picture."""
        self.review.playback.seek_frame(frame)
        self.picture_shown()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag on the video between two source points."""
        view = self.review.layout_.area.view
        first, last = (view.viewportTransform().map(QPointF(*at)) for at in (start, end))
        middle = (first + last) / 2
        left, port = Qt.MouseButton.LeftButton, view.viewport()
        QTest.mouseMove(port, first.toPoint())
        QTest.mousePress(port, left, NO_KEY, first.toPoint())
        QTest.mouseMove(port, middle.toPoint())
        QTest.mouseMove(port, last.toPoint())
        QTest.mouseRelease(port, left, NO_KEY, last.toPoint())

    def click(self, at: tuple[float, float], modifier: Qt.KeyboardModifier = NO_KEY) -> None:
        """Click on the video at a source point."""
        view = self.review.layout_.area.view
        spot = view.viewportTransform().map(QPointF(*at)).toPoint()
        QTest.mouseMove(view.viewport(), spot)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, spot)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small clip with three hits, made once."""
    return make_clip(tmp_path_factory.mktemp("clip") / "rally.mp4")


@pytest.fixture
def coach(
    live_window: MainWindow,
    live_context: AppContext,
    qtbot: QtBot,
    repository: Path,
    clip: Path,
) -> Iterator[Coach]:
    live_window.resize(1280, 720)
    made = Coach(live_window, live_context, qtbot, repository / "artifacts" / "review", clip)
    made.use(FakeDetector())
    yield made
    live_window.close()

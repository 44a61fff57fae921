"""Correct mode's parts on a small view, without a video: for tests of its mouse and its keys."""

from __future__ import annotations

from pathlib import Path

from immediate_runner import ImmediateRunner
from practice_values import hit, session, timebase, tracks
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.state.box_edits import BoxEdits
from app.state.correction import Correction
from app.state.open_session import OpenSession
from app.state.playback import Playback
from app.viewer.canvas import Moment
from app.viewer.correct_overlay import CorrectOverlay
from app.viewer.correct_tool import CorrectTool
from app.viewer.video_view import VideoView
from core.box import Box
from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks
from core.hits.hit import Hit
from core.sessions.session import Session
from core.sessions.session_file import FILE_NAME, write_session
from core.sessions.store import SessionStore

PLAYER: Box = (60.0, 30.0, 150.0, 170.0)
RACKET: Box = (130.0, 60.0, 210.0, 100.0)
BALL: Box = (240.0, 80.0, 246.0, 86.0)
FRAME = 9
NO_KEY = Qt.KeyboardModifier.NoModifier


def boxes_of_all_frames() -> Tracks:
    """Return the same three boxes in twenty frames."""
    kinds = ((ObjectClass.PLAYER, PLAYER), (ObjectClass.RACKET, RACKET), (ObjectClass.BALL, BALL))
    return tracks(*((frame, kind, xyxy) for frame in range(20) for kind, xyxy in kinds))


class CorrectBench:
    """A view of 640 by 360 screen pixels on a picture of 320 by 180: one to two."""

    def __init__(self, qtbot: QtBot, folder: Path, *hits: Hit) -> None:
        self.store = SessionStore(folder / "library")
        value = session(*(hits or (hit("a", 3.0),)))
        path = self.store.folder(value.id)
        path.mkdir(parents=True)
        write_session(path / FILE_NAME, value)
        self.opened = OpenSession(ImmediateRunner())
        self.playback = Playback()
        self.correction = Correction(self.opened, self.playback)
        self.edits = BoxEdits(self.opened, self.correction)
        self.tool = CorrectTool(self.correction, self.edits)
        self.view = VideoView()
        qtbot.addWidget(self.view)
        self.view.resize(640, 360)
        self.view.show()
        qtbot.waitExposed(self.view)
        image = QImage(320, 180, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.darkGreen)
        self.view.set_image(image)
        self.opened.show(self.store.load(value.id), boxes_of_all_frames(), self.store)
        self.playback.load(timebase())
        self.view.set_tool(self.tool)
        self.view.set_work(CorrectOverlay(self.correction, self.tool))
        self.go_to(FRAME)
        self.correction.set_on(True)

    @property
    def session(self) -> Session:
        assert self.opened.session is not None
        return self.opened.session

    def go_to(self, frame: int) -> None:
        """Show a frame, and its picture."""
        self.playback.seek_frame(frame)
        self.view.set_moment(Moment(frame, frame / 30.0))

    def key_of(self, kind: ObjectClass) -> str:
        """Return the key of the only item of a class."""
        (item,) = [each for each in self.correction.items if each.kind is kind]
        return item.key

    def box_of(self, kind: ObjectClass) -> Box:
        """Return the box of the only item of a class."""
        (item,) = [each for each in self.correction.items if each.kind is kind]
        return item.xyxy

    def selected_kinds(self) -> list[ObjectClass]:
        """Return the classes of what is selected."""
        return sorted(item.kind for item in self.correction.selected)

    # The mouse, in source pixels.

    def hover(self, at: tuple[float, float]) -> None:
        """Move the pointer."""
        QTest.mouseMove(self.view.viewport(), self._spot(at))

    def press(
        self,
        at: tuple[float, float],
        modifier: Qt.KeyboardModifier = NO_KEY,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        """Put the button down."""
        QTest.mousePress(self.view.viewport(), button, modifier, self._spot(at))

    def release(
        self,
        at: tuple[float, float],
        modifier: Qt.KeyboardModifier = NO_KEY,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        """Let the button go."""
        QTest.mouseRelease(self.view.viewport(), button, modifier, self._spot(at))

    def click(self, at: tuple[float, float], modifier: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press and let go at one place."""
        self.press(at, modifier)
        self.release(at, modifier)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press, move in two steps, let go."""
        self.press(start)
        self.hover(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
        self.hover(end)
        self.release(end)

    def _spot(self, at: tuple[float, float]) -> QPoint:
        return self.view.viewportTransform().map(QPointF(*at)).toPoint()

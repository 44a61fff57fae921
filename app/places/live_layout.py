"""How the Live place is laid out: the page before, the lesson, the page after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.context import AppContext
from app.panels.live_bar import LiveBar
from app.panels.live_result import LiveResult
from app.panels.live_setup import LiveSetup
from app.panels.live_side import LiveSide
from app.panels.live_status import LiveStatus
from app.panels.live_trouble import LiveTrouble
from app.state.live_desk import LiveDesk
from app.state.live_phase import Cause, LivePhase
from app.tokens import M
from app.viewer.live_view import LiveView


class LiveLayout(QWidget):
    """Shows one page at a time."""

    def __init__(
        self, context: AppContext, desk: LiveDesk, helps: Callable[[Cause], object]
    ) -> None:
        super().__init__()
        self.setup = LiveSetup(context, desk)
        self.view = LiveView()
        self.trouble = LiveTrouble(context, helps)
        self.side = LiveSide(context)
        self.bar = LiveBar(context, desk)
        self.status = LiveStatus(context)
        self.result = LiveResult(context, desk)
        self.lesson = self._lesson()
        self._pages = QStackedLayout(self)
        for page in (self.setup, self.lesson, self.result):
            self._pages.addWidget(page)

    @property
    def page(self) -> QWidget | None:
        """The page on screen."""
        return self._pages.currentWidget()

    def show_phase(self, phase: LivePhase) -> bool:
        """Show the page of a phase; return whether it is another one."""
        page: QWidget = self.setup
        if phase in (LivePhase.OPENING, LivePhase.WATCHING):
            page = self.lesson
        elif phase in (LivePhase.ENDING, LivePhase.ENDED):
            page = self.result
        changed = page is not self._pages.currentWidget()
        self._pages.setCurrentWidget(page)
        return changed

    def show_alone(self, on: bool) -> None:
        """Leave only the picture, or bring the rest back."""
        for widget in (self.side, self.bar, self.status):
            widget.setVisible(not on)
        self._column.setContentsMargins(*([0] * 4 if on else (M, M, 0, 0)))

    def _lesson(self) -> QWidget:
        lesson = QWidget()
        self._column = QVBoxLayout()
        self._column.setSpacing(M)
        self._column.addWidget(self.trouble)
        self._column.addWidget(self.view, 1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self._column, 1)
        left.addWidget(self.bar)
        left.addWidget(self.status)
        row = QHBoxLayout(lesson)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.side)
        self._column.setContentsMargins(M, M, 0, 0)
        return lesson

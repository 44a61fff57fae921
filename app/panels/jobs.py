"""The jobs panel: everything that runs, waits or has ended, over the window's corner."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.job_row import JobRow
from app.tokens import L, M, S

REFRESH_MS = 150
WIDTH = 400


class JobsPanel(QFrame):
    """A child of the window that floats beside the rail; Esc or a click elsewhere closes it."""

    closed = Signal()

    def __init__(self, context: AppContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._rows: dict[int, JobRow] = {}
        self.setProperty("role", "popover")
        self.setAccessibleName("Jobs")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(WIDTH)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(32)
        shadow.setOffset(0, 8)
        shadow.setColor(QColor(0, 0, 0, 110))
        self.setGraphicsEffect(shadow)
        self.clear = QPushButton("Clear the ended")
        self.clear.setProperty("role", "link")
        self.clear.clicked.connect(context.runner.forget_ended)
        self._empty = QLabel("Nothing is running. What Sweetspot works on shows up here.")
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "muted")
        self._empty.setContentsMargins(M, S, M, L)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._list.setContentsMargins(0, 0, 0, S)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        context.runner.jobs_changed.connect(self._jobs_changed)
        self.hide()

    def rows(self) -> list[JobRow]:
        """Return the rows on show, newest first."""
        return [self._rows[number] for number in sorted(self._rows, reverse=True)]

    def open_beside(self, corner: QPoint) -> None:
        """Show the panel with its lower left corner there (in the window's pixels)."""
        self._corner = corner
        self._jobs_changed()
        self.show()
        self.raise_()
        self.setFocus()

    def refresh(self) -> None:
        """Bring every row up to date."""
        for row in self._rows.values():
            row.refresh()
        self._place()

    def _lay_out(self) -> None:
        title = QLabel("Jobs")
        title.setProperty("role", "title")
        top = QHBoxLayout()
        top.setContentsMargins(M, M, S, S)
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self.clear)
        inside = QWidget()
        inside.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._empty)
        column.addWidget(self._scroll)

    def _jobs_changed(self) -> None:
        jobs = {job.number: job for job in self._context.runner.jobs}
        for number in [number for number in self._rows if number not in jobs]:
            row = self._rows.pop(number)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        for number, job in jobs.items():
            if number not in self._rows:
                self._rows[number] = JobRow(job, self._context.theme)
                self._list.insertWidget(0, self._rows[number])
        self._empty.setVisible(not jobs)
        self._scroll.setVisible(bool(jobs))
        self.clear.setVisible(any(job.state.over for job in jobs.values()))
        if self.isVisible():
            self.refresh()

    def _place(self) -> None:
        if not self.isVisible():
            return
        room = self._corner.y() - 80
        self._scroll.setFixedHeight(min(room, self._list.totalHeightForWidth(WIDTH - 4) + S))
        self.adjustSize()
        self.move(self._corner.x(), self._corner.y() - self.height())

    def showEvent(self, event: QShowEvent) -> None:
        """Keep up to date while on show."""
        super().showEvent(event)
        self._timer.start()
        _application().installEventFilter(self)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        super().hideEvent(event)
        self._timer.stop()
        _application().removeEventFilter(self)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close when the mouse goes down elsewhere in the window."""
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            inside = self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint()))
            on_button = isinstance(watched, QWidget) and watched.accessibleName().startswith("Jobs")
            if isinstance(watched, QWidget) and not inside and not on_button:
                self.hide()
        return False


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    if application is None:
        raise RuntimeError("there is no application")
    return application

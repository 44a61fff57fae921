"""What happens to a training when the window closes: it goes on, it pauses, or the window stays."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.state.card_words import eta_words
from app.theme import set_role
from app.tokens import XL, M, S
from core.training.events import Event, Progressed

_SAVING = "Saving what it has learned …"


class LeaveDialog(QDialog):
    """``may_close`` follows once the training has been let go, or has saved and ended."""

    may_close = Signal()

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._trainings = context.trainings
        self.setWindowTitle("Sweetspot")
        self.title = QLabel("A training is under way")
        set_role(self.title, "headline")
        self.words = QLabel(words_of(context))
        self.words.setWordWrap(True)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(_SAVING)
        self.go_on = QPushButton("Close, let it go on")
        self.pause = QPushButton("Pause it and close")
        self.stay = QPushButton("Keep the window open")
        set_role(self.go_on, "primary")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.leave)
        self.pause.clicked.connect(self.pause_and_close)
        self.stay.clicked.connect(self.reject)
        self._trainings.ended.connect(self._look)
        self.finished.connect(self.deleteLater)
        self._pausing = False
        self._lay_out()

    def leave(self) -> None:
        """Close; the training goes on by itself."""
        self._trainings.leave_running()
        self._end()

    def pause_and_close(self) -> None:
        """Let it save and end, and close then."""
        self._pausing = True
        self.title.setText("Pausing the training")
        self.words.setText(_SAVING)
        for button in (self.go_on, self.pause, self.stay):
            button.hide()
        self.busy.show()
        self.adjustSize()
        self._trainings.pause_all()
        self._look()

    def reject(self) -> None:
        """Keep the window open; too late once the training was asked to end."""
        if not self._pausing:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the question is no answer."""
        event.ignore()
        self.reject()

    def _look(self, _name: str = "") -> None:
        """Close at last when it has ended, by our wish or by itself."""
        if self._trainings.runs_here is None:
            if self._pausing:
                self._end()
            else:
                self.reject()

    def _end(self) -> None:
        self.accept()
        self.may_close.emit()

    def _lay_out(self) -> None:
        self.busy.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.stay)
        buttons.addStretch(1)
        buttons.addWidget(self.pause)
        buttons.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        for widget in (self.title, self.words, self.busy):
            column.addWidget(widget)
        column.addSpacing(S)
        column.addLayout(buttons)
        self.setFixedWidth(560)


def words_of(context: AppContext) -> str:
    """Return what a coach should know before choosing."""
    trainings = context.trainings
    name = trainings.runs_here or ""
    told = [
        f"It needs {_time_left(trainings.latest(name))}. It can go on without the window: open "
        "Sweetspot again to see how far it is. Paused, it goes on from here whenever you like. "
        "Nothing is lost either way."
    ]
    if trainings.waiting:
        told.append("What waits behind it stays in the list of trainings, to be begun later.")
    return " ".join(told)


def _time_left(event: Event | None) -> str:
    if isinstance(event, Progressed) and event.eta_s is not None:
        return f"{eta_words(event.eta_s).removesuffix(' left')} more"
    return "some more time"

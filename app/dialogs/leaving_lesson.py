"""What happens to a lesson under way when the window closes: it is saved first, or goes on."""

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

from app.state.live_desk import LiveDesk
from app.state.live_phase import LivePhase
from app.theme import set_role
from app.tokens import XL, M, S

_TITLE = "A lesson is being recorded"
_WORDS = (
    "Stopped now, it is saved with all its hits, and the window closes then. Nothing is lost "
    "either way."
)
_SAVING = "Saving the lesson …"


class LeaveLessonDialog(QDialog):
    """``may_close`` follows once the lesson has been saved."""

    may_close = Signal()

    def __init__(self, desk: LiveDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._stopping = desk, False
        self.setWindowTitle("Sweetspot")
        self.title, self.words = QLabel(_TITLE), QLabel(_WORDS)
        set_role(self.title, "headline")
        self.words.setWordWrap(True)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(_SAVING)
        self.finish, self.stay = QPushButton("Save it and close"), QPushButton("Keep watching")
        set_role(self.finish, "primary")
        self.finish.setDefault(True)
        self.finish.clicked.connect(self.save_and_close)
        self.stay.clicked.connect(self.reject)
        desk.state_changed.connect(self._look)
        self.finished.connect(self.deleteLater)
        self._lay_out()
        if desk.state.phase is LivePhase.ENDING:
            self.save_and_close()

    def save_and_close(self) -> None:
        """End the lesson, and close when it is in the library."""
        self._stopping = True
        self.title.setText(_SAVING)
        self.words.setText("The window closes as soon as the last seconds are written.")
        self.finish.hide()
        self.stay.hide()
        self.busy.show()
        self._desk.stop()
        self._look()

    def reject(self) -> None:
        """Keep the window open; too late once the lesson was stopped."""
        if not self._stopping:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the question is no answer."""
        event.ignore()
        self.reject()

    def _look(self) -> None:
        """Close at last when the lesson has ended, by our wish or by itself."""
        if not self._desk.state.phase.under_way:
            if self._stopping:
                self.accept()
                self.may_close.emit()
            else:
                self.reject()

    def _lay_out(self) -> None:
        self.busy.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.stay)
        buttons.addStretch(1)
        buttons.addWidget(self.finish)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        for widget in (self.title, self.words, self.busy):
            column.addWidget(widget)
        column.addSpacing(S)
        column.addLayout(buttons)
        self.setFixedWidth(520)

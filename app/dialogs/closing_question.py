"""A question before the window closes, and the wait until what was under way has ended."""

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

from app.theme import set_role
from app.tokens import XL, M, S


class ClosingQuestion(QDialog):
    """``may_close`` follows once nothing would be lost by it. Escape keeps the window open.

    The first of ``answers`` is the default and stands at the right end; ``saving`` is what is said
    to somebody who cannot see that it works.
    """

    may_close = Signal()

    def __init__(
        self,
        title: str,
        words: str,
        saving: str,
        stay: str,
        answers: tuple[QPushButton, ...],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sweetspot")
        self.title, self.words = QLabel(title), QLabel(words)
        set_role(self.title, "headline")
        self.words.setWordWrap(True)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(saving)
        self.stay = QPushButton(stay)
        self.stay.clicked.connect(self.reject)
        self.waits = False
        self._answers = answers
        set_role(answers[0], "primary")
        answers[0].setDefault(True)
        self.finished.connect(self.deleteLater)
        self._lay_out()

    def wait(self, title: str, words: str) -> None:
        """Say what is being saved; from now on there is no way back."""
        self.waits = True
        self.title.setText(title)
        self.words.setText(words)
        for button in (*self._answers, self.stay):
            button.hide()
        self.busy.show()
        self.adjustSize()

    def close_window(self) -> None:
        """Let the window close."""
        self.accept()
        self.may_close.emit()

    def reject(self) -> None:
        """Keep the window open; too late once the answer was to save and close."""
        if not self.waits:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the question is no answer."""
        event.ignore()
        self.reject()

    def _lay_out(self) -> None:
        self.busy.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.stay)
        buttons.addStretch(1)
        for answer in reversed(self._answers):
            buttons.addWidget(answer)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        for widget in (self.title, self.words, self.busy):
            column.addWidget(widget)
        column.addSpacing(S)
        column.addLayout(buttons)
        self.setFixedWidth(560)

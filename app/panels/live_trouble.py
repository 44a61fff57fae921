"""The banner over the live picture: what goes wrong, what to do, and the button that does it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.context import AppContext
from app.state.live_phase import Cause, Trouble
from app.theme import set_role
from app.tokens import M, S

BUTTONS = {
    Cause.SOURCE: "Choose another camera",
    Cause.RECORDING: "Record again",
    Cause.DISK: "Stop here",
    Cause.DETECTOR: "Stop here",
    Cause.SOUND: "Go on without sound",
}


class LiveTrouble(QFrame):
    """Hidden while all is well; ``helps`` is called with the cause when the button is pressed."""

    def __init__(self, context: AppContext, helps: Callable[[Cause], object]) -> None:
        super().__init__()
        self._context = context
        set_role(self, "banner-problem")
        self._trouble: Trouble | None = None
        self._sign, self.message, self.hint = QLabel(), QLabel(), QLabel()
        for label, role in ((self.message, "strong"), (self.hint, "muted")):
            label.setWordWrap(True)
            set_role(label, role)
        self.button = QPushButton()
        self.button.clicked.connect(
            lambda: None if self._trouble is None else helps(self._trouble.cause)
        )
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.message)
        words.addWidget(self.hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, S, S)
        row.setSpacing(M)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        context.theme.changed.connect(self._paint)
        self._paint()
        self.hide()

    def show_trouble(self, trouble: Trouble | None) -> None:
        """Say it; None hides the banner."""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        self.setVisible(trouble is not None)
        if trouble is None:
            return
        self.message.setText(trouble.message)
        self.hint.setText(trouble.hint)
        self.hint.setVisible(bool(trouble.hint))
        self.button.setText(BUTTONS[trouble.cause])
        self.setAccessibleName(f"{trouble.message} {trouble.hint}".strip())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _paint(self) -> None:
        icon = self._context.theme.icon("warning", "danger")
        self._sign.setPixmap(icon.pixmap(QSize(22, 22)))

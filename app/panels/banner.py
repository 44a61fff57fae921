"""The banner over a place: the newest notice, until it is closed or too old."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from app.context import AppContext
from app.notices import Notice, Tone
from app.theme import set_role
from app.tokens import L, M, S

_ICONS = {
    Tone.INFO: ("info", "accent"),
    Tone.GOOD: ("check", "good"),
    Tone.PROBLEM: ("warning", "danger"),
}
# Problems stay until they are closed.
_SHOWN_MS = {Tone.INFO: 8000, Tone.GOOD: 5000}


class Banner(QFrame):
    """One line of what happened, one of what to do, at most one button."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._notice: Notice | None = None
        self._inner = QFrame()
        self._icon = QLabel()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setProperty("role", "strong")
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        self.button = QPushButton()
        self._close = QToolButton()
        self._close.setAccessibleName("Close this message")
        self._close.setToolTip("Close")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._lay_out()
        self._timer.timeout.connect(self.hide)
        self._close.clicked.connect(self.hide)
        self.button.clicked.connect(self._press)
        context.notices.posted.connect(self.show_notice)
        context.theme.changed.connect(self._paint)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice in place of the one before."""
        self._notice = notice
        self.message.setText(notice.message)
        self.hint.setText(notice.hint)
        self.hint.setVisible(bool(notice.hint))
        self.button.setText(notice.button)
        self.button.setVisible(bool(notice.button))
        self.setAccessibleName(f"{notice.message} {notice.hint}".strip())
        self._paint()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._timer.stop()
        if notice.tone in _SHOWN_MS:
            self._timer.start(_SHOWN_MS[notice.tone])

    def _press(self) -> None:
        notice = self._notice
        self.hide()
        if notice is not None and notice.pressed is not None:
            notice.pressed()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.message)
        words.addWidget(self.hint)
        row = QHBoxLayout(self._inner)
        row.setContentsMargins(M, S, S, S)
        row.setSpacing(M)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        row.addWidget(self._close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(L, M, L, 0)
        outer.addWidget(self._inner)

    def _paint(self) -> None:
        tone = self._notice.tone if self._notice else Tone.INFO
        icon, colour = _ICONS[tone]
        theme = self._context.theme
        set_role(self._inner, f"banner-{tone.value}")
        self._icon.setPixmap(theme.icon(icon, colour).pixmap(QSize(20, 20)))
        self._close.setIcon(theme.icon("close", "text_muted"))

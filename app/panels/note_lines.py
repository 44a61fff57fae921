"""What a training has said that a person should know: the newest line, or all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from app.theme import Theme
from app.tokens import M, S


class NoteLines(QFrame):
    """Hidden without notes. ``action`` is the checkable one that shows them all."""

    def __init__(self, theme: Theme, action: QAction) -> None:
        super().__init__()
        self._theme, self._action = theme, action
        self._notes: tuple[str, ...] = ()
        self.setProperty("role", "card")
        self._icon, self._words = QLabel(), QLabel()
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = QToolButton()
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more.clicked.connect(action.toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, S, S)
        row.setSpacing(S)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        row.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._paint)
        action.toggled.connect(lambda _on: self._say())
        self._paint()
        self._say()

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes, oldest first."""
        return self._notes

    def show_notes(self, notes: Sequence[str]) -> None:
        """Show these, oldest first."""
        if tuple(notes) != self._notes:
            self._notes = tuple(notes)
            self._say()

    def _say(self) -> None:
        everything = self._action.isChecked()
        shown = self._notes if everything else self._notes[-1:]
        self._words.setText("\n".join(shown))
        more = len(self._notes) - 1
        self._more.setVisible(more > 0)
        self._more.setText("Only the newest" if everything else f"{more} more")
        self._more.setAccessibleName("Only the newest note" if everything else "All notes")
        self.setVisible(bool(self._notes))

    def _paint(self) -> None:
        self._icon.setPixmap(self._theme.icon("info", "accent").pixmap(QSize(18, 18)))

"""The slim strip of correct mode: what to add, what to do now with its keys, and the way on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout

from app.context import AppContext
from app.key_names import native
from app.theme import set_role
from app.tokens import XS, S

ADDS = ("add_player", "add_racket", "add_ball", "add_head")
ROOMY_PX, LEAST_PX = 700, 430
_SHORT = {
    "add_player": "Player",
    "add_racket": "Racket",
    "add_ball": "Ball",
    "add_head": "Head",
    "accept": "Frame is right",
    "fill": "Fill",
    "correct_mode": "Done",
}


class ElidedLabel(QLabel):
    """One line that is cut off with dots where there is no room; the whole is its tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(60)

    def say(self, words: str) -> None:
        """Show these words."""
        self._whole = words
        self.setToolTip(words)
        self.setAccessibleName(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        mode = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._whole, mode, max(self.width(), 10)))


class CorrectStrip(QFrame):
    """Buttons over the actions, each with its key, and one sentence in the middle."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._buttons: dict[str, QToolButton] = {}
        set_role(self, "strip")
        row = QHBoxLayout()
        row.setSpacing(XS)
        for action in ADDS:
            row.addWidget(self._button(action))
        row.addStretch(1)
        for action in ("fill", "accept", "correct_mode"):
            row.addWidget(self._button(action))
        self._words = ElidedLabel()
        self._progress = QLabel()
        for label in (self._words, self._progress):
            set_role(label, "caption")
        below = QHBoxLayout()
        below.setContentsMargins(S, 0, S, 0)
        below.addWidget(self._words, 1)
        below.addWidget(self._progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(S, XS, S, XS)
        column.setSpacing(0)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addLayout(row)
        column.addLayout(below)
        set_role(self._buttons["accept"], "accent")
        for action in ADDS:
            self._buttons[action].setCheckable(True)
        context.preferences.changed.connect(lambda _chosen: self._name())
        self._name()

    def minimumSizeHint(self) -> QSize:
        """Return the width that the signs alone need."""
        return QSize(LEAST_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the names away where there is no room for them; tool tips have them."""
        super().resizeEvent(event)
        roomy = self.width() >= ROOMY_PX
        style = Qt.ToolButtonStyle
        for action, button in self._buttons.items():
            words = roomy or action == "accept"
            button.setToolButtonStyle(
                style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly
            )

    def say(self, words: str) -> None:
        """Say what to do now."""
        self._words.say(words)

    @property
    def words(self) -> str:
        """What is said now."""
        return self._words.toolTip()

    def show_progress(self, words: str) -> None:
        """Say how far the doubts are done."""
        self._progress.setText(words)

    def mark_adding(self, action: str | None) -> None:
        """Show which class the next drag adds."""
        for name in ADDS:
            self._buttons[name].setChecked(name == action)

    def mark_accepted(self, accepted: bool) -> None:
        """Show whether the frame was said to be right."""
        words = "Frame was right" if accepted else _SHORT["accept"]
        self._dress("accept", words)

    def _button(self, action: str) -> QToolButton:
        button = QToolButton()
        living = self._context.actions[action]
        button.setIconSize(QSize(18, 18))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _on=False: living.trigger())
        living.changed.connect(lambda: self._follow(action))
        self._buttons[action] = button
        self._follow(action)
        return button

    def _follow(self, action: str) -> None:
        living, button = self._context.actions[action], self._buttons[action]
        button.setEnabled(living.isEnabled())
        # On the accent's ground the plain icon would be hard to see.
        on_accent = self._context.theme.icon("check", "on_accent")
        button.setIcon(on_accent if action == "accept" else living.icon())

    def _name(self) -> None:
        for action in self._buttons:
            self._dress(action, _SHORT[action])

    def _dress(self, action: str, words: str) -> None:
        keys: Sequence[str] = self._context.actions.keys(action)
        button = self._buttons[action]
        button.setText(f"{words}  {native(keys[0])}" if keys else words)
        button.setToolTip(self._context.actions[action].toolTip())
        button.setAccessibleName(self._context.actions[action].text())

"""One of several choices as a card: its name, a figure, a sentence."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.theme import set_role
from app.tokens import L, M, S


class ChoiceCard(QPushButton):
    """A button that stays down; put several into an exclusive ``QButtonGroup``."""

    def __init__(self, title: str, figure: str = "", about: str = "") -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("role", "choice-card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._title, self._figure, self._about = QLabel(title), QLabel(), QLabel()
        set_role(self._title, "strong")
        set_role(self._figure, "caption")
        set_role(self._about, "muted")
        self._about.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._figure)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(L, M, L, M)
        self._column.setSpacing(4)
        self._column.addLayout(top)
        self._column.addWidget(self._about)
        self._column.addStretch(1)
        for label in (self._title, self._figure, self._about):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.say(figure, about)

    def say(self, figure: str, about: str) -> None:
        """Show another figure and sentence."""
        self._figure.setText(figure)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        named = (self._title.text(), figure, about)
        self.setAccessibleName(". ".join(part for part in named if part))

    def hold(self, widget: QWidget) -> None:
        """Put a control of its own below the words."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def sizeHint(self) -> QSize:
        """As large as what is in it."""
        return self._column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The words may wrap, not be cut off."""
        width = max(self.width(), 120)
        return QSize(120, self._column.minimumHeightForWidth(width))

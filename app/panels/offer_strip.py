"""A strip that says one thing and offers what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from app.theme import Theme, set_role
from app.tokens import M, S


class OfferStrip(QFrame):
    """Hidden until something is offered; a pressed button hides it, too."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        set_role(self, "banner-info")
        self._sign, self.words = QLabel(), QLabel()
        self.words.setWordWrap(True)
        self.accept, self.decline = QPushButton(), QPushButton()
        set_role(self.accept, "primary")
        set_role(self.decline, "link")
        self._accepted: Callable[[], object] | None = None
        self._declined: Callable[[], object] | None = None
        self.accept.clicked.connect(lambda: self._press(self._accepted))
        self.decline.clicked.connect(lambda: self._press(self._declined))
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, S, S)
        row.setSpacing(M)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.decline)
        row.addWidget(self.accept)
        theme.changed.connect(self._paint)
        self._paint()
        self.hide()

    def offer(
        self,
        words: str,
        accept: tuple[str, Callable[[], object]],
        decline: tuple[str, Callable[[], object]],
    ) -> None:
        """Say it, with a button to accept and one to decline, each with what it does."""
        self.words.setText(words)
        self.setAccessibleName(words)
        self.accept.setText(accept[0])
        self.decline.setText(decline[0])
        self._accepted, self._declined = accept[1], decline[1]
        self.show()

    def _press(self, act: Callable[[], object] | None) -> None:
        self.hide()
        if act is not None:
            act()

    def _paint(self) -> None:
        self._sign.setPixmap(self._theme.icon("info", "accent").pixmap(QSize(20, 20)))

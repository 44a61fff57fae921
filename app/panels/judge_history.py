"""Which detector took whose place when, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.state.judge_words import history_line
from app.state.shelf import Shelf
from app.theme import set_role
from app.tokens import XL, M, S


class JudgeHistory(QScrollArea):
    """The journal of adoptions, the newest at the top."""

    back_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.now, self.back = QLabel(), QPushButton()
        set_role(self.now, "title")
        self.now.setWordWrap(True)
        self.back.clicked.connect(self.back_pressed)
        self._rows = QWidget()
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, S, S, S)
        self._column.setSpacing(M)
        self._column.addWidget(self.now)
        self._column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._rows)
        self._column.addStretch(1)
        inner = QWidget()
        inner.setLayout(self._column)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setAccessibleName("History of detectors")

    def show_shelf(self, shelf: Shelf) -> None:
        """Show what is in use now and what was before."""
        title = shelf.title
        self.now.setText(f"{title[0].upper()}{title[1:]} finds the hits now.")
        previous = shelf.previous
        self.back.setVisible(previous is not None)
        if previous is not None:
            self.back.setText(f"Roll back to {shelf.title_of(previous)}")
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(XL)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(1, 1)
        changes = shelf.history()
        for row, change in enumerate(reversed(changes)):
            titles = shelf.shelf.title_of(change.model), shelf.shelf.title_of(change.instead_of)
            at, words = (QLabel(text) for text in history_line(change, *titles))
            set_role(at, "muted")
            words.setWordWrap(True)
            grid.addWidget(at, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1)
        if not changes:
            nothing = QLabel("No other detector was ever adopted in this library.")
            set_role(nothing, "muted")
            grid.addWidget(nothing, 0, 0, 1, 2)
        self._column.replaceWidget(self._rows, rows)
        self._rows.setParent(None)
        self._rows.deleteLater()
        self._rows = rows

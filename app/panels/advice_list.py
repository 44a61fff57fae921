"""What to fix next, each line with a way to go there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.tokens import M, S
from core.dataset.advice import Advice

NOTHING = "More of the same helps little: film another court or another player."


class AdviceList(QScrollArea):
    """``chosen(session)`` when the button of a line is pressed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("What to fix next")

    def show_advice(self, advice: Sequence[Advice]) -> None:
        """Show other lines."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, S, 0)
        column.setSpacing(S)
        for each in advice or (Advice(NOTHING),):
            column.addWidget(self._line(each))
        column.addStretch(1)
        self.setWidget(inner)

    def _line(self, advice: Advice) -> QFrame:
        line = QFrame()
        line.setProperty("role", "card")
        row = QHBoxLayout(line)
        row.setContentsMargins(M, S, S, S)
        words = QLabel(advice.sentence)
        words.setWordWrap(True)
        row.addWidget(words, 1)
        if advice.session:
            button = QPushButton("Open")
            button.setAutoDefault(False)
            button.setAccessibleName(f"Open: {advice.sentence}")
            button.clicked.connect(partial(self._choose, advice.session))
            row.addWidget(button)
        return line

    def _choose(self, session: str, _checked: bool = False) -> None:
        self.chosen.emit(session)

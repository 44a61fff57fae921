"""How the Phone place is laid out: detectors, their way, the hand-over."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.context import AppContext
from app.panels.phone_detectors import PhoneDetectors
from app.panels.phone_hand_over import PhoneHandOverCard
from app.panels.phone_history import PhoneHistory
from app.panels.phone_story import PhoneStory
from app.theme import set_role
from app.tokens import L, M, S

_LEFT_PX, _RIGHT_PX = 264, 292


class PhoneLayout(QWidget):
    """Detectors at the left, the way of one in the middle, where it goes at the right."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.detectors = PhoneDetectors(context.theme)
        self.story = PhoneStory(context)
        self.card = PhoneHandOverCard(context)
        self.history = PhoneHistory(context.theme)
        left = QVBoxLayout()
        left.setContentsMargins(S, L, S, L)
        left.setSpacing(S)
        left.addWidget(_heading("Detectors", "title"))
        left.addWidget(self.detectors, 1)
        right = QVBoxLayout()
        right.setContentsMargins(0, L, L, L)
        right.setSpacing(M)
        right.addWidget(self.card)
        right.addWidget(_heading("Handed over", "strong"))
        right.addWidget(self.history, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(_column(left, _LEFT_PX))
        row.addWidget(_line())
        row.addWidget(self.story, 1)
        row.addWidget(_column(right, _RIGHT_PX))


def _heading(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setMargin(S // 2)
    set_role(label, role)
    return label


def _column(layout: QVBoxLayout, width_px: int) -> QWidget:
    column = QWidget()
    column.setFixedWidth(width_px)
    column.setLayout(layout)
    return column


def _line() -> QFrame:
    line = QFrame()
    line.setFixedWidth(1)
    set_role(line, "rule-upright")
    return line

"""The figures behind a verdict: a table and notes, folded away until someone asks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.context import AppContext
from app.state.phone_verdict import Verdict
from app.theme import set_role
from app.tokens import XS, L, S

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CheckFigures(QWidget):
    """Follows the action “Figures of the check”."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._action = context.actions["phone_details"]
        self.fold = QPushButton()
        set_role(self.fold, "link")
        self.fold.clicked.connect(self._action.toggle)
        self.report = QPushButton("Open the report")
        set_role(self.report, "link")
        self.report.clicked.connect(context.actions["phone_report"].trigger)
        self._inner = QWidget()
        top = QHBoxLayout()
        top.addWidget(self.fold)
        top.addStretch(1)
        top.addWidget(self.report)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S)
        self._column.addLayout(top)
        self._column.addWidget(self._inner)
        self._action.toggled.connect(self._unfold)
        self._unfold(self._action.isChecked())

    def show_verdict(self, verdict: Verdict) -> None:
        """Show the figures of another verdict."""
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(S, 0, S, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(XS)
        for y, row in enumerate(verdict.figures):
            for x, cell in enumerate(row):
                label = QLabel(cell)
                set_role(label, "caption" if y == 0 else "")
                grid.addWidget(label, y, x, Qt.AlignmentFlag.AlignLeft if x == 0 else _RIGHT)
        grid.setColumnStretch(0, 1)
        for number, note in enumerate(verdict.notes):
            label = QLabel(note)
            label.setWordWrap(True)
            set_role(label, "caption")
            columns = max((len(row) for row in verdict.figures), default=1)
            grid.addWidget(label, len(verdict.figures) + number, 0, 1, columns)
        self._column.replaceWidget(self._inner, inner)
        self._inner.deleteLater()
        self._inner = inner
        self.report.setVisible(verdict.report is not None)
        self._unfold(self._action.isChecked())

    def _unfold(self, on: bool) -> None:
        self._inner.setVisible(on)
        self.fold.setText("▾  Hide the figures" if on else "▸  Figures of the check")

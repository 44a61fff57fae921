"""A row of figures, each under its caption."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.state.run_facts import Fact
from app.theme import set_role
from app.tokens import XL


class _Figure(QWidget):
    """One figure."""

    def __init__(self) -> None:
        super().__init__()
        self._caption, self._value = QLabel(), QLabel()
        set_role(self._caption, "caption")
        set_role(self._value, "strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._caption)
        column.addWidget(self._value)

    def say(self, fact: Fact) -> None:
        """Show another figure."""
        if self._value.text() != fact.value:
            self._value.setText(fact.value)
        self._caption.setText(fact.caption)
        self.setToolTip(fact.about)
        self.setAccessibleName(f"{fact.caption}: {fact.value}")


class FactRow(QWidget):
    """Shows as many figures as it is given; they keep their places while their values change."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: list[_Figure] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(XL)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these."""
        while len(self._figures) < len(facts):
            figure = _Figure()
            self._figures.append(figure)
            self._row.addWidget(figure)
        for number, figure in enumerate(self._figures):
            figure.setVisible(number < len(facts))
            if number < len(facts):
                figure.say(facts[number])

"""The line in which a tinkerer names any option of the trainer, over the preset's."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from app.theme import set_role
from app.tokens import S

ABOUT = "Any option of the trainer, as name=value with spaces between: epochs=20 lr=0.0005"


class TinkerOptions(QWidget):
    """Folded away until wanted; ``changed`` after other options were given."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.open = QToolButton()
        self.open.setText("For tinkerers …")
        self.open.setCheckable(True)
        self.line = QLineEdit()
        self.line.setPlaceholderText(ABOUT)
        self.line.setAccessibleName("Options of the trainer")
        self.line.setAccessibleDescription(ABOUT)
        self.line.hide()
        self.problem = QLabel()
        set_role(self.problem, "problem")
        self.problem.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self.open)
        row.addWidget(self.line, 1)
        row.addWidget(self.problem)
        row.addStretch(0)
        self.setMaximumHeight(self.line.sizeHint().height())
        self.open.toggled.connect(self._unfold)
        self.line.editingFinished.connect(self._edited)

    def settings(self) -> dict[str, Any]:
        """Return the options; what is no ``name=value`` is left out, and said beside the line."""
        return dict(filter(None, map(option_of, self.line.text().split())))

    def _unfold(self, on: bool) -> None:
        self.line.setVisible(on)
        if on:
            self.line.setFocus()

    def _edited(self) -> None:
        wrong = [each for each in self.line.text().split() if option_of(each) is None]
        self.problem.setText(f"“{wrong[0]}” is no name=value." if wrong else "")
        self.problem.setVisible(bool(wrong))
        self.changed.emit()


def option_of(text: str) -> tuple[str, Any] | None:
    """Return name and value of ``name=value``, the value as JSON where it is some; else None."""
    name, equals, value = text.partition("=")
    if not (name.isidentifier() and equals and value):
        return None
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value

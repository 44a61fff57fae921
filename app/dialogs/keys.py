"""The cheat sheet: every action that has a key, by group, as keycaps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.action_spec import ActionSpec
from app.actions import ACTIONS, keys_of
from app.context import AppContext
from app.key_names import native
from app.tokens import XL, XS, L, M, S

COLUMNS = 3


def keycaps(keys: tuple[str, ...]) -> QWidget:
    """Return the keys drawn as caps in a row."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(XS)
    row.addStretch(1)
    for key in keys:
        cap = QLabel(native(key))
        cap.setProperty("role", "keycap")
        row.addWidget(cap)
    widget = QWidget()
    widget.setLayout(row)
    return widget


class KeysDialog(QDialog):
    """Shows the keys as they are set now."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys")
        self.resize(1040, 620)
        title = QLabel("Keys")
        title.setProperty("role", "headline")
        change = QPushButton("Change the keys…")
        change.clicked.connect(self._change)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(change)
        top.addWidget(close)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._sheet())
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addLayout(top)
        column.addWidget(scroll, 1)

    def _change(self) -> None:
        self.accept()
        self._context.navigation.preferences_wanted.emit()

    def _sheet(self) -> QWidget:
        changed = dict(self._context.preferences.value.keys)
        groups: dict[str, list[ActionSpec]] = {}
        for spec in ACTIONS:
            if keys_of(spec.id, changed):
                groups.setdefault(spec.group, []).append(spec)
        columns = [QVBoxLayout() for _ in range(COLUMNS)]
        heights = [0] * COLUMNS
        for group, specs in groups.items():
            shortest = heights.index(min(heights))
            columns[shortest].addWidget(self._card(group, specs, changed))
            heights[shortest] += len(specs) + 2
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, S, 0)
        row.setSpacing(M)
        for each in columns:
            each.setSpacing(M)
            each.addStretch(1)
            row.addLayout(each, 1)
        sheet = QWidget()
        sheet.setLayout(row)
        return sheet

    def _card(
        self, group: str, specs: list[ActionSpec], changed: dict[str, tuple[str, ...]]
    ) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(M, M, M, M)
        grid.setVerticalSpacing(6)
        name = QLabel(group)
        name.setProperty("role", "title")
        grid.addWidget(name, 0, 0, 1, 2)
        for line, spec in enumerate(specs, 1):
            keys = keys_of(spec.id, changed)
            words = QLabel(spec.text.rstrip("…"))
            words.setAccessibleName(f"{spec.text}: {' or '.join(keys)}")
            words.setWordWrap(True)
            grid.addWidget(words, line, 0)
            grid.addWidget(keycaps(keys), line, 1)
        grid.setColumnStretch(0, 1)
        return card

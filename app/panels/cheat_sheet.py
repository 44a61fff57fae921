"""The cheat sheet: every key that works here and now, over the window, with a search."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.action_set import Actions
from app.action_spec import Scope
from app.actions import ACTIONS
from app.context import AppContext
from app.correct_actions import ARROWS
from app.key_names import native
from app.tokens import XL, XS, L, M, S

COLUMN_PX = 330
MOST_COLUMNS = 4
_PORTABLE = QKeySequence.SequenceFormat.PortableText
FAMILIES = {
    "Move 1 pixel": tuple(f"nudge_{arrow}" for arrow in ARROWS),
    "Move 10 pixels": tuple(f"push_{arrow}" for arrow in ARROWS),
    "Narrower, wider, lower, taller": tuple(f"resize_{arrow}" for arrow in ARROWS),
    "Give it a score": tuple(f"score_{score}" for score in range(1, 6)),
}
"""Actions that are one idea, told in one line."""

_FIRST = ("Correct", "Boxes")
_FAMILY_OF = {action: words for words, actions in FAMILIES.items() for action in actions}


@dataclass(frozen=True)
class Line:
    """One line: what it does, and its keys in Qt's portable names."""

    group: str
    words: str
    keys: tuple[str, ...]

    def matches(self, wanted: str) -> bool:
        """Whether all words of a search are in its words or are one of its keys."""
        text = f"{self.group} {self.words}".casefold()
        keys = {key.casefold() for key in self.keys}
        return all(word in text or word in keys for word in wanted.casefold().split())


def lines_of(actions: Actions) -> list[Line]:
    """Return the keys that work where the coach is now, correct mode's first.

    Keys that correct mode has taken from others stand with their new owner only.
    """
    scopes = actions.scopes
    specs = [spec for spec in ACTIONS if spec.scope in scopes and actions.is_bound(spec.id)]
    # In correct mode its own groups come first.
    specs.sort(key=lambda spec: Scope.CORRECT in scopes and spec.group not in _FIRST)
    told: dict[tuple[str, str], tuple[str, ...]] = {}
    for spec in specs:
        words = _FAMILY_OF.get(spec.id, spec.text.rstrip("…"))
        living = actions[spec.id].shortcuts()
        keys = tuple(each.toString(_PORTABLE) for each in living)
        if spec.id in _FAMILY_OF:
            keys = keys[:1]
        if keys:
            told[spec.group, words] = (*told.get((spec.group, words), ()), *keys)
    return [Line(group, words, keys) for (group, words), keys in told.items()]


def caps_of(keys: tuple[str, ...]) -> list[str]:
    """Return what stands on the caps; three keys and more with one modifier share a cap."""
    parts = [key.rpartition("+") for key in keys]
    modifiers = {before for before, _plus, last in parts if last}
    if len(keys) < 3 or len(modifiers) != 1 or not all(last for *_, last in parts):
        return [native(key) for key in keys]
    lasts = [native(last) for *_, last in parts]
    before = native(keys[0]).removesuffix(lasts[0]).removesuffix("+")
    return [f"{before} {' '.join(lasts)}".strip()]


def keycaps(keys: tuple[str, ...]) -> QWidget:
    """Return the keys drawn as caps in a row."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(XS)
    row.addStretch(1)
    for words in caps_of(keys):
        cap = QLabel(words)
        cap.setProperty("role", "keycap")
        row.addWidget(cap)
    widget = QWidget()
    widget.setLayout(row)
    return widget


class CheatSheet(QWidget):
    """Covers the window until Escape, a click beside it, or Close."""

    def __init__(self, context: AppContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._before: QWidget | None = None
        self.setAccessibleName("Keys")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search what you want to do, or a key")
        self.search.setAccessibleName("Search the keys")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._fill())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.card = QFrame(self)
        self.card.setProperty("role", "popover")
        column = QVBoxLayout(self.card)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addLayout(self._top())
        column.addWidget(self._scroll, 1)
        window.installEventFilter(self)
        self.hide()

    @property
    def lines(self) -> list[Line]:
        """What is shown now."""
        return [line for line in lines_of(self._context.actions) if line.matches(self._wanted())]

    def open(self) -> None:
        """Show the keys of the place on screen."""
        self._before = QApplication.focusWidget()
        self.search.clear()
        self._place()
        self.raise_()
        self.show()
        self.search.setFocus()

    def close_sheet(self) -> None:
        """Go back to where the coach was."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def _wanted(self) -> str:
        return self.search.text()

    def _top(self) -> QHBoxLayout:
        title = QLabel("Keys")
        title.setProperty("role", "headline")
        change = QPushButton("Change the keys…")
        change.clicked.connect(self._change)
        close = QPushButton("Close  Esc")
        close.clicked.connect(self.close_sheet)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(title)
        row.addWidget(self.search, 1)
        row.addWidget(change)
        row.addWidget(close)
        return row

    def _change(self) -> None:
        self.close_sheet()
        self._context.navigation.preferences_wanted.emit()

    def _fill(self) -> None:
        """Lay the lines out in as many columns as there is room for."""
        groups: dict[str, list[Line]] = {}
        for line in self.lines:
            groups.setdefault(line.group, []).append(line)
        room = (self.card.width() - 2 * XL) // COLUMN_PX
        count = max(1, min(room, MOST_COLUMNS, max(len(groups), 1)))
        columns = [QVBoxLayout() for _ in range(count)]
        heights = [0] * count
        for group, lines in groups.items():
            shortest = heights.index(min(heights))
            columns[shortest].addWidget(_card(group, lines))
            heights[shortest] += len(lines) + 2
        sheet = QWidget()
        row = QHBoxLayout(sheet)
        row.setContentsMargins(0, 0, S, 0)
        row.setSpacing(M)
        for each in columns:
            each.setSpacing(M)
            each.addStretch(1)
            row.addLayout(each, 1)
        if not groups:
            nothing = QLabel(f"No key for “{self._wanted()}”.")
            nothing.setProperty("role", "muted")
            columns[0].insertWidget(0, nothing)
        self._scroll.setWidget(sheet)

    def _place(self) -> None:
        self.setGeometry(self._window.rect())
        width = min(self.width() - 2 * XL, MOST_COLUMNS * COLUMN_PX + 4 * XL)
        height = min(self.height() - 2 * XL, 900)
        self.card.setGeometry(
            (self.width() - width) // 2, (self.height() - height) // 2, width, height
        )
        self._fill()

    def event(self, event: QEvent) -> bool:
        """Keep every key to itself: none of the window's actions works below it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at: QPoint = event.position().toPoint()
        if not self.card.geometry().contains(at):
            self.close_sheet()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(8, 11, 14, 150))
        painter.end()


def _card(group: str, lines: list[Line]) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    grid = QGridLayout(card)
    grid.setContentsMargins(M, M, M, M)
    grid.setVerticalSpacing(6)
    name = QLabel(group)
    name.setProperty("role", "title")
    grid.addWidget(name, 0, 0, 1, 2)
    for number, line in enumerate(lines, 1):
        words = QLabel(line.words)
        words.setAccessibleName(f"{line.words}: {' or '.join(line.keys)}")
        words.setWordWrap(True)
        grid.addWidget(words, number, 0)
        grid.addWidget(keycaps(line.keys), number, 1, Qt.AlignmentFlag.AlignVCenter)
    grid.setColumnStretch(0, 1)
    return card

"""The doubts beside the video: what is worth a look and why, and how far it is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.doubt_delegate import DoubtDelegate
from app.state.doubt_list import DoubtList
from app.state.doubt_table import DOUBT_ROLE, DoubtTable
from app.theme import set_role
from app.tokens import XS, M, S
from core.sessions.doubt import Doubt

WAITING = "Looking for what is worth your time…"
NOTHING_LEFT = "Nothing doubtful is left.\nEvery frame can still be corrected."
_OWN_KEYS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Space,
)


class DoubtView(QListView):
    """The list; with the focus it walks and chooses by its own keys, not by the window's."""

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a list."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain and event.key() in _OWN_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class DoubtQueue(QWidget):
    """``doubt_chosen`` carries the ``Doubt`` that was clicked or activated."""

    doubt_chosen = Signal(object)

    def __init__(
        self, context: AppContext, doubts: DoubtList, time_of: Callable[[int], float]
    ) -> None:
        super().__init__()
        self._context, self._doubts = context, doubts
        self._table = DoubtTable(self)
        self.view = DoubtView()
        self.view.setModel(self._table)
        self.view.setItemDelegate(DoubtDelegate(context.theme.sign, time_of, self.view))
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName("Doubts")
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self._progress = QLabel()
        set_role(self._progress, "caption")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Doubts done")
        self._empty = QLabel(WAITING)
        self._empty.setMargin(20)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self._empty, "muted")
        self._lay_out()
        doubts.changed.connect(self._refresh)
        self._refresh()

    def set_current(self, doubt: Doubt | None) -> None:
        """Mark the doubt that is looked at."""
        row = None if doubt is None else self._table.row_of(doubt)
        if row is None:
            self.view.clearSelection()
            return
        index = self._table.index(row)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(M, S, M, XS)
        top.setSpacing(M)
        top.addWidget(self._bar, 1)
        top.addWidget(self._progress)
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        below = QHBoxLayout()
        below.setContentsMargins(S, XS, S, XS)
        below.addWidget(self._button("dismiss_doubt"))
        below.addStretch(1)
        below.addWidget(self._button("previous_doubt"))
        below.addWidget(self._button("next_doubt"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(body, 1)
        column.addLayout(below)

    def _button(self, action: str) -> QToolButton:
        button = QToolButton()
        living = self._context.actions[action]
        button.setDefaultAction(living)
        button.setAccessibleName(living.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if action == "dismiss_doubt":
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _refresh(self) -> None:
        doubts = self._doubts
        self._table.set_doubts(doubts.open)
        self._empty.setText(NOTHING_LEFT if doubts.ready else WAITING)
        self._stack.setCurrentIndex(0 if doubts.open else 1)
        self._progress.setText(doubts.progress_words)
        self._bar.setRange(0, max(doubts.n_all, 1))
        self._bar.setValue(doubts.n_done)
        self._bar.setVisible(doubts.n_all > 0)

    def _choose(self, index: QModelIndex) -> None:
        doubt = index.data(DOUBT_ROLE)
        if isinstance(doubt, Doubt):
            self.doubt_chosen.emit(doubt)

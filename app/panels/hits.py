"""The hit list beside the video, with its filter and its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.hit_bar import HitBar, badge_icon
from app.panels.hit_delegate import HitDelegate
from app.state.hit_table import HIT_ROLE, HitOrder, HitTable, ShownHits
from app.theme import set_role
from core.sessions.scored_hits import ScoredHit


class HitsPanel(QWidget):
    """All hits, newest results streaming in. ``hit_chosen`` names a clicked or activated one."""

    hit_chosen = Signal(str)

    def __init__(self, context: AppContext, picture_of: Callable[[str], QPixmap | None]) -> None:
        super().__init__()
        self._context = context
        self._table = HitTable(self)
        self.shown = ShownHits(self._table, self)
        self._syncing = False
        self.view = QListView()
        self.view.setModel(self.shown)
        self.view.setItemDelegate(HitDelegate(picture_of, self.view))
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName("Hits")
        self.view.clicked.connect(self._clicked)
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.bar = HitBar(context)
        self._count = QLabel("Hits")
        set_role(self._count, "title")
        self._nothing = ""
        self._empty = QLabel("")
        self._empty.setMargin(20)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self._empty, "muted")
        self._scores: dict[int, QToolButton] = {}
        self._lay_out()

    def set_hits(self, hits: Sequence[ScoredHit]) -> None:
        """Show these hits, sorted by time."""
        self._syncing = True
        self._table.set_hits(hits)
        self._syncing = False
        shown = sum(not each.rejected for each in hits)
        self._count.setText("1 hit" if shown == 1 else f"{shown} hits")
        self._refresh_empty()

    def set_empty_text(self, text: str) -> None:
        """Say what a list without hits means just now."""
        self._nothing = text
        self._refresh_empty()

    def set_current_hit(self, hit_id: str | None) -> None:
        """Select the row of a hit and scroll to it."""
        self._syncing = True
        row = None if hit_id is None else self._table.row_of(hit_id)
        index = (
            self.shown.mapFromSource(self._table.index(row)) if row is not None else QModelIndex()
        )
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
        else:
            self.view.clearSelection()
        self._syncing = False

    def repaint_pictures(self) -> None:
        """Draw again: pictures have come or gone."""
        self.view.viewport().update()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(10, 6, 6, 2)
        bar.setSpacing(2)
        bar.addWidget(self._count)
        bar.addStretch(1)
        for score in (5, 4, 3, 2, 1):
            bar.addWidget(self._score_button(score))
        bar.addWidget(self._order_button())
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(bar)
        whole.addWidget(body, 1)
        whole.addWidget(self.bar)

    def _score_button(self, score: int) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setIcon(badge_icon(score))
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(f"Show only hits with score {score} (several can be on)")
        button.setAccessibleName(f"Only score {score}")
        button.toggled.connect(self._filter)
        self._scores[score] = button
        return button

    def _order_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(self._context.theme.icon("sort"))
        self._context.theme.changed.connect(
            lambda: button.setIcon(self._context.theme.icon("sort"))
        )
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip("Sort the hits; show or hide rejected ones")
        button.setAccessibleName("Order of the hits")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        group = QActionGroup(menu)
        for order in HitOrder:
            action = QAction(order.value, group)
            action.setCheckable(True)
            action.setChecked(order is HitOrder.TIME)
            action.triggered.connect(lambda _on, chosen=order: self._sort(chosen))
            menu.addAction(action)
        menu.addSeparator()
        rejected = menu.addAction("Show rejected hits")
        rejected.setCheckable(True)
        rejected.setChecked(True)
        rejected.toggled.connect(self._show_rejected)
        button.setMenu(menu)
        return button

    def _sort(self, order: HitOrder) -> None:
        self.shown.set_order(order)

    def _show_rejected(self, on: bool) -> None:
        self.shown.set_rejected_shown(on)
        self._refresh_empty()

    def _filter(self) -> None:
        chosen = [score for score, button in self._scores.items() if button.isChecked()]
        self.shown.set_scores(chosen or None)
        self._refresh_empty()

    def _refresh_empty(self) -> None:
        empty = self.shown.rowCount() == 0
        self._stack.setCurrentIndex(1 if empty else 0)
        filtered = self._table.rowCount() > 0
        self._empty.setText("No hit with these scores." if filtered else self._nothing)

    def _show_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if index.isValid():
            self._clicked(index)
            self.bar.show_menu(self.view.viewport().mapToGlobal(at))

    def _clicked(self, index: QModelIndex) -> None:
        self.hit_chosen.emit(index.data(HIT_ROLE).hit.id)

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        if not self._syncing and index.isValid() and self.view.hasFocus():
            self.hit_chosen.emit(index.data(HIT_ROLE).hit.id)

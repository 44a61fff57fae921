"""The trainings of a library, newest first; one is shown, several are compared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from app.panels.run_delegate import RunDelegate
from app.state.run_table import RUN_ROLE, RunTable
from app.theme import Theme
from core.training.events import Event
from core.training.run_record import RunRecord

_OWN_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space)


class RunList(QListView):
    """``chosen`` follows the selection; ``menu_wanted`` carries the point of a context menu."""

    chosen = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.table = RunTable(self)
        self.setModel(self.table)
        self.setItemDelegate(RunDelegate(theme.icon, self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setProperty("role", "bare")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Trainings")
        self.customContextMenuRequested.connect(self._ask_menu)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        theme.changed.connect(self.viewport().update)

    def show_runs(self, runs: Sequence[RunRecord]) -> None:
        """Show these runs; the selection stays with those that remain."""
        self.table.set_runs(runs)

    def hear(self, name: str, event: Event) -> None:
        """Let a row follow what its run reports."""
        self.table.hear(name, event)

    @property
    def selected(self) -> list[RunRecord]:
        """The selected runs, from the top."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [index.data(RUN_ROLE) for index in rows]

    def select(self, name: str) -> bool:
        """Select one run; return whether it is listed."""
        row = self.table.row_of(name)
        if row is None:
            return False
        index = self.table.index(row)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        self.scrollTo(index)
        return True

    def add_to_selection(self, name: str) -> None:
        """Select one more run."""
        row = self.table.row_of(name)
        if row is not None:
            flag = QItemSelectionModel.SelectionFlag.Select
            self.selectionModel().select(self.table.index(row), flag)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a list."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def _ask_menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self.select(index.data(RUN_ROLE).name)
            self.menu_wanted.emit(self.viewport().mapToGlobal(point))

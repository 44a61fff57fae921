"""The trainings as a list model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.state.run_words import (
    STATE_WORDS,
    data_words,
    full_title,
    now_here,
    percent,
    share_done,
)
from core.training.events import Event
from core.training.run_record import RunRecord

Index = QModelIndex | QPersistentModelIndex
RUN_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""Role of a row's ``RunRecord``."""
SHARE_ROLE = RUN_ROLE + 1
"""Role of how much of it is over, 0 to 1, None while unknown or not under way."""

_ROOT = QModelIndex()


class RunTable(QAbstractListModel):
    """One row for each run, in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RunRecord, ...] = ()
        self._shares: dict[str, float | None] = {}

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Return the row's record, its share, or its words."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        run = self._rows[index.row()]
        if role == RUN_ROLE:
            return run
        if role == SHARE_ROLE:
            return self._shares.get(run.name, share_done(run.status)) if run.under_way else None
        now = now_here()
        if role == Qt.ItemDataRole.DisplayRole:
            return full_title(run, now)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return ". ".join(part for part in (full_title(run, now), *facts_of(run)) if part)
        return None

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """The runs shown."""
        return self._rows

    def set_runs(self, runs: Sequence[RunRecord]) -> None:
        """Show these; rows that stay keep their place on screen and their selection."""
        names = [run.name for run in runs]
        if names == [run.name for run in self._rows]:
            self._rows = tuple(runs)
            if runs:
                self.dataChanged.emit(self.index(0), self.index(len(runs) - 1))
            return
        wanted = set(names)
        for row in range(len(self._rows) - 1, -1, -1):
            if self._rows[row].name not in wanted:
                self.beginRemoveRows(_ROOT, row, row)
                self._rows = (*self._rows[:row], *self._rows[row + 1 :])
                self.endRemoveRows()
        for row, run in enumerate(runs):
            if row < len(self._rows) and self._rows[row].name == run.name:
                continue
            if run.name in {each.name for each in self._rows}:
                self._reorder(runs)
                return
            self.beginInsertRows(_ROOT, row, row)
            self._rows = (*self._rows[:row], run, *self._rows[row:])
            self.endInsertRows()
        self._rows = tuple(runs)
        if runs:
            self.dataChanged.emit(self.index(0), self.index(len(runs) - 1))

    def hear(self, name: str, event: Event) -> None:
        """Let a row's progress follow what its run reports."""
        row = self.row_of(name)
        if row is not None:
            share = share_done(self._rows[row].status, event)
            if share is not None and share != self._shares.get(name):
                self._shares[name] = share
                self.dataChanged.emit(self.index(row), self.index(row), [SHARE_ROLE])

    def row_of(self, name: str) -> int | None:
        """Return the row of a run, None if it is not listed."""
        names = [run.name for run in self._rows]
        return names.index(name) if name in names else None

    def _reorder(self, runs: Sequence[RunRecord]) -> None:
        """Take another order; selections follow their runs."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept: Mapping[str, int] = {run.name: row for row, run in enumerate(runs)}
        places = [kept.get(self._rows[index.row()].name, -1) for index in before]
        self._rows = tuple(runs)
        after = [self.index(row) if row >= 0 else QModelIndex() for row in places]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def facts_of(run: RunRecord) -> tuple[str, ...]:
    """Return a run's facts in words: state, data, epochs, how good, device."""
    status, best = run.status, run.best
    epochs = f"{status.epoch} of {status.epochs} epochs" if status.epochs else ""
    found = f"best {percent(best.mean_ap50)} AP" if best is not None else ""
    return (STATE_WORDS[status.state], data_words(run), epochs, found, status.device)

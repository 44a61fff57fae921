"""The doubts as a list model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.sessions.doubt import Doubt

Index = QModelIndex | QPersistentModelIndex
DOUBT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""Role of a row's ``Doubt``."""

_ROOT = QModelIndex()


class DoubtTable(QAbstractListModel):
    """One row for each open doubt."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Doubt, ...] = ()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Return the row for ``DOUBT_ROLE``, and its words."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == DOUBT_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.words} Frame {row.frame}."
        return None

    def set_doubts(self, doubts: Sequence[Doubt]) -> None:
        """Show these; rows that only left are taken out one by one, so that scrolling stays."""
        wanted = tuple(doubts)
        if wanted == self._rows:
            return
        keys = {doubt.key for doubt in wanted}
        if tuple(row for row in self._rows if row.key in keys) == wanted:
            for number in range(len(self._rows) - 1, -1, -1):
                if self._rows[number].key not in keys:
                    self.beginRemoveRows(_ROOT, number, number)
                    self._rows = (*self._rows[:number], *self._rows[number + 1 :])
                    self.endRemoveRows()
            return
        self.beginResetModel()
        self._rows = wanted
        self.endResetModel()

    def row_of(self, doubt: Doubt) -> int | None:
        """Return the row of a doubt, None if it is closed."""
        keys = [row.key for row in self._rows]
        return keys.index(doubt.key) if doubt.key in keys else None

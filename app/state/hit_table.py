"""The hits as a list model, and what of it is shown in which order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from app.state.speed_text import clock_text
from core.sessions.scored_hits import ScoredHit

Index = QModelIndex | QPersistentModelIndex
HIT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""Role of a row's ``ScoredHit``."""

_ROOT = QModelIndex()


class HitTable(QAbstractListModel):
    """All hits in time's order. New values are compared with the old ones row by row, so that a
    selection and the scrolling survive while results stream in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ScoredHit] = []

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Return the row for ``HIT_ROLE``, and words for eyes and screen readers."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == HIT_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.title}, {clock_text(row.hit.time_s)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.in_words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            sure = f"{row.hit.confidence:.0%} sure"
            return f"{row.title}, {clock_text(row.hit.time_s)}. {row.in_words}. {sure}"
        return None

    def set_hits(self, hits: Sequence[ScoredHit]) -> None:
        """Show these hits (sorted by time) in the place of the old ones."""
        wanted = {each.hit.id for each in hits}
        for row in range(len(self._rows) - 1, -1, -1):
            if self._rows[row].hit.id not in wanted:
                self.beginRemoveRows(_ROOT, row, row)
                del self._rows[row]
                self.endRemoveRows()
        kept = {each.hit.id for each in self._rows}
        if [each.hit.id for each in hits if each.hit.id in kept] != [
            each.hit.id for each in self._rows
        ]:
            self.beginResetModel()
            self._rows = list(hits)
            self.endResetModel()
            return
        for row, each in enumerate(hits):
            if each.hit.id not in kept:
                self.beginInsertRows(_ROOT, row, row)
                self._rows.insert(row, each)
                self.endInsertRows()
            elif self._rows[row] != each:
                self._rows[row] = each
                self.dataChanged.emit(self.index(row), self.index(row))

    def hit_at(self, row: int) -> ScoredHit:
        """Return one row."""
        return self._rows[row]

    def row_of(self, hit_id: str) -> int | None:
        """Return the row of a hit, None if it is not there."""
        return next((row for row, each in enumerate(self._rows) if each.hit.id == hit_id), None)


class HitOrder(StrEnum):
    """What the list is sorted by."""

    TIME = "Time"
    BEST = "Best first"
    WORST = "Worst first"
    UNSURE = "Least sure first"


class ShownHits(QSortFilterProxyModel):
    """The hits of chosen scores in a chosen order; rejected ones only when asked for."""

    def __init__(self, table: HitTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = HitOrder.TIME
        self._scores: frozenset[int | None] | None = None
        self._rejected = True
        self.setSourceModel(table)
        self.setDynamicSortFilter(True)
        self.sort(0)

    def set_order(self, order: HitOrder) -> None:
        """Sort by something else."""
        self._order = order
        self.invalidate()

    def set_scores(self, scores: Collection[int | None] | None) -> None:
        """Show only hits with these scores (None among them: unscored); None: all."""
        self.beginFilterChange()
        self._scores = None if scores is None else frozenset(scores)
        self.endFilterChange()

    def set_rejected_shown(self, shown: bool) -> None:
        """Show or hide what the coach took out."""
        self.beginFilterChange()
        self._rejected = shown
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        row: ScoredHit = self.sourceModel().index(source_row, 0).data(HIT_ROLE)
        if row.rejected:
            return self._rejected
        return self._scores is None or row.score.value in self._scores

    def lessThan(self, source_left: Index, source_right: Index) -> bool:
        left, right = source_left.data(HIT_ROLE), source_right.data(HIT_ROLE)
        return self._key(left) < self._key(right)

    def _key(self, row: ScoredHit) -> tuple[float, float, float]:
        value = row.score.value
        if self._order is HitOrder.BEST:
            measure = 9.0 if value is None else -value + (row.hit.r or 0.0) * 0.1
        elif self._order is HitOrder.WORST:
            measure = 9.0 if value is None else value - (row.hit.r or 0.0) * 0.1
        elif self._order is HitOrder.UNSURE:
            measure = row.hit.confidence + (0.0 if row.uncertain else 1.0)
        else:
            measure = 0.0
        return float(row.rejected and self._order is not HitOrder.TIME), measure, row.hit.time_s

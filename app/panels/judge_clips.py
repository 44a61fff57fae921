"""The pinned clips of a comparison, each with its verdict; one is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem, QWidget

from app.panels.row_delegate import RowDelegate
from app.state.judge_words import SIGNS, ClipRow, row_of
from app.theme import Theme
from app.viewer.ink import mixed, sized
from core.before_after.comparison import ClipComparison

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


class ClipTable(QAbstractListModel):
    """The comparisons as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.clips: list[ClipComparison] = []
        self._rows: list[ClipRow] = []

    def set_clips(self, clips: Sequence[ClipComparison]) -> None:
        """Show these; one more at the end leaves the others alone."""
        fresh = list(clips)
        if fresh[:-1] == self.clips and fresh:
            self.beginInsertRows(_NO_PARENT, len(self.clips), len(self.clips))
            self.clips, self._rows = fresh, [*self._rows, row_of(fresh[-1])]
            self.endInsertRows()
        elif fresh != self.clips:
            self.beginResetModel()
            self.clips, self._rows = fresh, [row_of(clip) for clip in fresh]
            self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """One row for each clip."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Return the row itself, or its words for a screen reader."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return f"{row.all_words}\n{row.known}."
        spoken = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
        return f"{row.title}. {row.all_words} {row.known}" if role in spoken else None


class ClipDelegate(RowDelegate):
    """Paints a clip's sign, its title, and what became of it."""

    row_px = 88

    def __init__(self, icon_of: Callable[[str, str], QIcon], parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_of = icon_of

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        told: ClipRow | None = index.data(ROW_ROLE)
        if told is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self.draw_ground(painter, option)
        sign = QRectF(row.left() + 10, row.top() + 10, 18, 18)
        self._icon_of(*SIGNS[told.outcome]).paint(painter, sign.toRect())
        palette: QPalette = option.palette
        text = palette.text().color()
        room = row.adjusted(36, 8, -10, -6)
        painter.setFont(sized(painter.font(), 13, bold=True))
        painter.setPen(text)
        title = painter.fontMetrics().elidedText(
            told.title, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, _WRAP, title)
        painter.setFont(sized(painter.font(), 11.5))
        painter.setPen(mixed(palette.base().color(), text, 0.72))
        lines = room.adjusted(0, 20, 0, 0)
        used = painter.boundingRect(lines, _WRAP, told.first)
        painter.drawText(lines, _WRAP, told.first)
        if used.bottom() + painter.fontMetrics().height() <= room.bottom() + 2:
            painter.drawText(lines.adjusted(0, used.height() + 2, 0, 0), _WRAP, told.second)
        painter.restore()


class JudgeClips(QListView):
    """``chosen`` carries the ``ClipComparison`` that is looked at."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.table = ClipTable(self)
        self.setModel(self.table)
        self.setItemDelegate(ClipDelegate(theme.icon, self))
        self.setMouseTracking(True)
        self.setProperty("role", "bare")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Pinned clips")
        self.selectionModel().currentChanged.connect(lambda now, _was: self._choose(now.row()))
        theme.changed.connect(self.viewport().update)

    def show_clips(self, clips: Sequence[ClipComparison]) -> None:
        """Show these clips; the first is looked at unless another one is."""
        row = self.currentIndex().row()
        self.table.set_clips(clips)
        if clips and self.currentIndex().row() < 0:
            self.setCurrentIndex(self.table.index(min(max(0, row), len(clips) - 1)))
        elif not clips:
            self.chosen.emit(None)

    def event(self, event: QEvent) -> bool:
        """Keep the arrows from being the window's while the list has the focus."""
        own = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in own:
            event.accept()
            return True
        return super().event(event)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.table.clips):
            self.chosen.emit(self.table.clips[row])

"""What the painted rows of Review's lists have in common: their size and their ground."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.viewer.ink import faded

_NARROWEST_PX = 220


def accent_of(palette: QPalette) -> QColor:
    """The theme's accent: the stylesheet makes the view's own highlight pale."""
    return palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Accent)


class RowDelegate(QStyledItemDelegate):
    """Rows of one height, with a ground that shows which is selected or under the mouse."""

    row_px: ClassVar[int]

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of every row."""
        return QSize(_NARROWEST_PX, self.row_px)

    def draw_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> QRectF:
        """Draw the row's ground and return its rectangle."""
        row = QRectF(option.rect).adjusted(4, 1, -4, -1)
        palette: QPalette = option.palette
        accent = accent_of(palette)
        path = QPainterPath()
        path.addRoundedRect(row, 8, 8)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillPath(path, faded(accent, 0.2))
            painter.setPen(QPen(accent, 1.8))
            painter.drawPath(path)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillPath(path, faded(palette.text().color(), 0.06))
        return row

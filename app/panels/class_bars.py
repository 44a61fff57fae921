"""A bar for each class of a dataset: how many boxes, and how large they are for the detector."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy

from app.panels.still_chart import StillChart
from app.tokens import S
from app.viewer.ink import mixed, sized
from core.dataset.statistics import SIZE_NAMES, ClassFigures

_ROW, _BAR, _LABEL, _COUNT = 34, 14, 96, 64
_LEGEND = 26
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClassBars(StillChart):
    """Bars in the order of the classes; the darker a part, the larger its boxes."""

    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[ClassFigures, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Boxes per class")

    def show_classes(self, classes: tuple[ClassFigures, ...]) -> None:
        """Show other figures."""
        self._classes = classes
        words = "; ".join(f"{_spoken(each.name)}: {each.boxes} boxes" for each in classes)
        self.setAccessibleDescription(words)
        self.setToolTip("")
        self.updateGeometry()
        self.content_changed()

    def sizeHint(self) -> QSize:
        """As high as its rows and the legend."""
        return QSize(320, _ROW * max(1, len(self._classes)) + _LEGEND)

    def minimumSizeHint(self) -> QSize:
        """The same, and not too narrow for the counts."""
        return QSize(260, self.sizeHint().height())

    def draw_still(self, painter: QPainter) -> None:
        ink, ground = self.palette().text().color(), self.palette().window().color()
        most = max((each.boxes for each in self._classes), default=0)
        room = self.width() - _LABEL - _COUNT
        for row, each in enumerate(self._classes):
            top = row * _ROW + (_ROW - _BAR) / 2
            painter.setFont(sized(self.font(), 12))
            painter.setPen(ink)
            painter.drawText(QRectF(0, row * _ROW, _LABEL - S, _ROW), _LEFT, _spoken(each.name))
            painter.drawText(
                QRectF(self.width() - _COUNT, row * _ROW, _COUNT, _ROW), _RIGHT, f"{each.boxes:,}"
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(ground, ink, 0.08))
            painter.drawRoundedRect(QRectF(_LABEL, top, room, _BAR), 3, 3)
            self._draw_parts(painter, each, QRectF(_LABEL, top, room, _BAR), most)
        self._draw_legend(painter, QRectF(_LABEL, len(self._classes) * _ROW, room, _LEGEND))

    def draw_marks(self, painter: QPainter) -> None:
        """Nothing here follows the mouse."""

    def _draw_parts(
        self, painter: QPainter, figures: ClassFigures, room: QRectF, most: int
    ) -> None:
        x = room.left()
        for part, count in enumerate(figures.sizes):
            width = room.width() * count / most if most else 0.0
            painter.setBrush(self._shade(part))
            painter.drawRect(QRectF(x, room.top(), width, room.height()))
            x += width

    def _draw_legend(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(sized(self.font(), 10.5))
        metrics = painter.fontMetrics()
        muted = mixed(self.palette().window().color(), self.palette().text().color(), 0.6)
        x, middle = room.left(), room.center().y()
        for part, name in enumerate(SIZE_NAMES):
            width = metrics.horizontalAdvance(name)
            if x + 12 + width > room.right() + _COUNT:
                return
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._shade(part))
            painter.drawRect(QRectF(x, middle - 4, 8, 8))
            painter.setPen(muted)
            painter.drawText(QRectF(x + 12, room.top(), width + 2, room.height()), _LEFT, name)
            x += width + 26

    def _shade(self, part: int) -> QColor:
        """From a warning for what cannot be found to the full accent for the largest."""
        if part == 0:
            return QColor("#d9822b")
        accent, ground = self.palette().highlight().color(), self.palette().window().color()
        return mixed(ground, accent, 0.3 + 0.7 * (part - 1) / (len(SIZE_NAMES) - 2))


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()

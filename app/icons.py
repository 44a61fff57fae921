"""Line icons drawn from SVG in any colour, sharp at every size."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.resources import icon_file


@lru_cache(maxsize=256)
def renderer(name: str, colour: str) -> QSvgRenderer:
    """Return what draws the icon of that name with ``currentColor`` replaced."""
    text = icon_file(name).read_text(encoding="utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(text.encode()))


class LineIconEngine(QIconEngine):
    """Draws an icon in one colour, and fainter where it is disabled."""

    def __init__(self, name: str, colour: QColor, disabled: QColor) -> None:
        super().__init__()
        self._name, self._colour, self._disabled = name, colour.name(), disabled.name()

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into ``rect``."""
        colour = self._disabled if mode is QIcon.Mode.Disabled else self._colour
        renderer(self._name, colour).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon as a picture of ``size`` real pixels."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        """Return an equal engine; Qt asks when an icon is changed."""
        return LineIconEngine(self._name, QColor(self._colour), QColor(self._disabled))


def line_icon(name: str, colour: QColor, disabled: QColor) -> QIcon:
    """Return the icon of that name in ``colour``."""
    return QIcon(LineIconEngine(name, colour, disabled))

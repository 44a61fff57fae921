"""One decoded picture on the video surface, drawn without a copy."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget


class PictureItem(QGraphicsItem):
    """The picture; crisp pixels from a zoom of four on."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._size = QRectF()

    @property
    def image(self) -> QImage:
        """The picture on screen; null when there is none."""
        return self._image

    def set_image(self, image: QImage) -> None:
        """Show another picture."""
        size = QRectF(0, 0, image.width(), image.height())
        if size != self._size:
            self.prepareGeometryChange()
            self._size = size
        self._image = image
        self.update()

    def boundingRect(self) -> QRectF:
        return self._size

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        # From four screen pixels for each pixel on, the pixels themselves are what one looks for.
        smooth = painter.worldTransform().m11() < 4.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(QPointF(0, 0), self._image)

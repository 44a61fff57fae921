"""Two pictures side by side that are zoomed and moved as one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.viewer.ink import ON_VIDEO, draw_label, sized
from core.box import Box
from core.video.frame import Picture

_GAP, _LABEL_PX = 4.0, 12.0
_STEP, _MOST = 1.25, 24.0


class PairView(QWidget):
    """Wheel or + and - zoom, dragging moves, 0 or a double click shows the whole picture.

    ``stepped`` carries -1 or +1 for Left and Right.
    """

    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._images = (QImage(), QImage())
        self._names = ("Before", "After")
        self._shown = QRectF()
        self._drag: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 110)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName("The same frame before and after")

    @property
    def region(self) -> QRectF:
        """The part of the picture on screen, in its pixels."""
        return QRectF(self._shown)

    def name_sides(self, before: str, after: str) -> None:
        """Say what stands on the pictures."""
        self._names = (before, after)
        self.update()

    def show_pair(self, before: Picture, after: Picture) -> None:
        """Show two pictures (H, W, 3 RGB) of one size, whole."""
        self._images = (_image(before), _image(after))
        self.show_whole()

    def clear(self) -> None:
        """Show nothing."""
        self._images = (QImage(), QImage())
        self._shown = QRectF()
        self.update()

    def show_region(self, region: Box) -> None:
        """Show a part (xyxy px); what is around it shows too where there is room."""
        if not self._images[0].isNull():
            self._shown = QRectF(QPointF(*region[:2]), QPointF(*region[2:]))
            self.update()

    def show_whole(self) -> None:
        """Show the whole picture."""
        self._shown = QRectF(self._images[0].rect())
        self.update()

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Magnify by ``factor`` about a point of the picture, its middle if not given."""
        whole = QRectF(self._images[0].rect())
        if whole.isEmpty():
            return
        about = about or self._shown.center()
        width = min(max(self._shown.width() / factor, whole.width() / _MOST), whole.width())
        scale = width / self._shown.width()
        size = self._shown.size() * scale
        corner = about + (self._shown.topLeft() - about) * scale
        self._move_to(QRectF(corner, size))

    def sizeHint(self) -> QSize:
        """Room for two pictures of sixteen to nine."""
        return QSize(880, 260)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for image, side, name in zip(self._images, self._sides(), self._names, strict=True):
            painter.fillRect(side, ON_VIDEO)
            if not image.isNull():
                self._draw(painter, image, side)
                painter.setFont(sized(self.font(), _LABEL_PX, bold=True))
                room = int(side.width() - 4 * _LABEL_PX)
                fits = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
                at = side.topLeft() + QPointF(8, 18)
                draw_label(painter, at, fits, QColor("#FFFFFF"), _LABEL_PX)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(QRectF(self.rect()).adjusted(0, 0, -1, -1))

    def _draw(self, painter: QPainter, image: QImage, side: QRectF) -> None:
        scale = self._scale(side)
        painter.save()
        painter.setClipRect(side)
        painter.translate(side.center())
        painter.scale(scale, scale)
        painter.translate(-self._shown.center())
        # From four screen pixels for each pixel on, the pixels themselves are looked for.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 4)
        painter.drawImage(QPointF(0, 0), image)
        painter.restore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(1.0015 ** event.angleDelta().y(), self._in_picture(event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None and not self._shown.isEmpty():
            way = (event.position() - self._drag) / self._scale(self._sides()[0])
            self._drag = event.position()
            self._move_to(self._shown.translated(-way))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_whole()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.show_whole()
        else:
            super().keyPressEvent(event)

    def _sides(self) -> tuple[QRectF, QRectF]:
        """Beside one another, or above where the pictures are then larger."""
        beside, above = QRectF(self.rect()), QRectF(self.rect())
        beside.setWidth((self.width() - _GAP) / 2)
        above.setHeight((self.height() - _GAP) / 2)
        if self._scale(above) > self._scale(beside):
            return above, above.translated(0, above.height() + _GAP)
        return beside, beside.translated(beside.width() + _GAP, 0)

    def _scale(self, side: QRectF) -> float:
        return min(
            side.width() / max(1.0, self._shown.width()),
            side.height() / max(1.0, self._shown.height()),
        )

    def _in_picture(self, at: QPointF) -> QPointF:
        left, right = self._sides()
        side = right if right.contains(at) else left
        return self._shown.center() + (at - side.center()) / self._scale(side)

    def _move_to(self, region: QRectF) -> None:
        """Show a part, pushed back into the picture."""
        whole = QRectF(self._images[0].rect())
        x = min(max(region.x(), 0.0), max(0.0, whole.width() - region.width()))
        y = min(max(region.y(), 0.0), max(0.0, whole.height() - region.height()))
        self._shown = QRectF(QPointF(x, y), region.size())
        self.update()


def _image(picture: Picture) -> QImage:
    height, width = picture.shape[:2]
    image = QImage(picture.data, width, height, picture.strides[0], QImage.Format.Format_RGB888)
    return image.copy()

"""A round glass over the video that follows the racket."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.viewer.canvas import Canvas, Moment
from app.viewer.overlays import Overlay, magnifier_overlays
from app.viewer.video_view import VideoView
from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks

POWERS = (2.0, 3.0, 4.0)
_MARGIN = 12
_REMEMBERED_FRAMES = 12
_ACROSS = {
    Qt.Corner.TopLeftCorner: Qt.Corner.TopRightCorner,
    Qt.Corner.TopRightCorner: Qt.Corner.TopLeftCorner,
    Qt.Corner.BottomLeftCorner: Qt.Corner.BottomRightCorner,
    Qt.Corner.BottomRightCorner: Qt.Corner.BottomLeftCorner,
}


class Magnifier(QWidget):
    """Shows the surroundings of the main racket, two to four times as large as the video does.

    It draws from the full-resolution picture. Drag it to another corner; the wheel changes its
    power. Where no racket is known it follows the pointer, else it stays where it was.
    """

    def __init__(self, view: VideoView) -> None:
        super().__init__(view)
        self._view = view
        self._overlays = magnifier_overlays()
        self._power = POWERS[1]
        self._corner = Qt.Corner.TopRightCorner
        self._focus: QPointF | None = None
        self._cursor: QPointF | None = None
        self._grip: QPoint | None = None
        self._held: QPointF | None = None
        self._shown_before = False
        self._work: Overlay | None = None
        self.setAccessibleName("Magnifier")
        self.setToolTip("Drag to another corner. Turn the wheel to magnify more or less.")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.hide()
        view.installEventFilter(self)
        view.cursor_moved.connect(self._pointer_moved)

    @property
    def power(self) -> float:
        """How much larger than on the video."""
        return self._power

    @property
    def focus_point(self) -> QPointF | None:
        """The source point in the middle of the glass."""
        return self._focus

    def set_power(self, power: float) -> None:
        """Magnify ``power`` times, 2 to 4."""
        self._power = min(max(power, POWERS[0]), POWERS[-1])
        self.update()

    def set_work(self, overlay: Overlay | None) -> None:
        """Draw what is being worked at, too."""
        self._work = overlay
        self.update()

    def hold(self, at: QPointF | None) -> None:
        """Show the surroundings of a source point, also when switched off; None: as before.

        It goes to the other side where it would hide the point.
        """
        if (at is None) != (self._held is None):
            if at is not None:
                self._shown_before = self.isVisible()
            self.setVisible(at is not None or self._shown_before)
            self.place()
        self._held = at
        if at is None:
            self.follow(self._view.moment)
            return
        self._focus = at
        spot = self._view.viewportTransform().map(at).toPoint()
        if self.geometry().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN).contains(spot):
            self._corner = _ACROSS[self._corner]
            self.place()
        self.update()

    def follow(self, moment: Moment) -> None:
        """Move to the racket of this moment."""
        if self._held is not None:
            return
        target = racket_centre(moment.tracks, moment.frame)
        if target is None and self._cursor is not None:
            target = self._cursor
        if target is not None:
            self._focus = target
        if self.isVisible():
            self.update()

    def place(self) -> None:
        """Go to the chosen corner, at a size that fits the video."""
        room = self._view.rect()
        side = int(min(max(min(room.width(), room.height()) * 0.42, 120), 340))
        self.resize(side, side)
        right = self._corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner)
        low = self._corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner)
        self.move(
            room.width() - side - _MARGIN if right else _MARGIN,
            room.height() - side - _MARGIN if low else _MARGIN,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rim = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        glass = QPainterPath()
        glass.addEllipse(rim)
        painter.fillPath(glass, QColor("#0b0d10"))
        image = self._view.image
        if not image.isNull() and self._focus is not None:
            painter.save()
            painter.setClipPath(glass)
            to_glass = self.transform_of(self._focus)
            painter.setTransform(to_glass)
            painter.drawImage(QPointF(0, 0), image)
            painter.resetTransform()
            canvas = Canvas(painter, to_glass, rim)
            layers = self._view.layers
            for overlay in self._overlays:
                if overlay.layer in layers:
                    overlay.paint(canvas, self._view.moment, layers)
            if self._work is not None:
                self._work.paint(canvas, self._view.moment, layers)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 5))
        painter.drawEllipse(rim)
        painter.setPen(QPen(QColor("#F5F7FA"), 2))
        painter.drawEllipse(rim)
        self._draw_power(painter, rim)

    def transform_of(self, focus: QPointF) -> QTransform:
        """Return the map from source pixels to the glass."""
        zoom = self._view.zoom * self._power
        middle = QRectF(self.rect()).center()
        return (
            QTransform()
            .translate(middle.x(), middle.y())
            .scale(zoom, zoom)
            .translate(-focus.x(), -focus.y())
        )

    def _draw_power(self, painter: QPainter, rim: QRectF) -> None:
        text = f"{self._power:g}×"
        pill = QRectF(rim.center().x() - 17, rim.bottom() - 24, 34, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 16, 20, 205))
        painter.drawRoundedRect(pill, 9, 9)
        painter.setPen(QColor("#F5F7FA"))
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.set_power(self._power + (0.5 if event.angleDelta().y() > 0 else -0.5))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip = event.position().toPoint()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self.move(self.mapToParent(event.position().toPoint() - self._grip))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        middle, room = self.geometry().center(), self._view.rect().center()
        if middle.y() < room.y():
            low_left, low_right = Qt.Corner.TopLeftCorner, Qt.Corner.TopRightCorner
        else:
            low_left, low_right = Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner
        self._corner = low_left if middle.x() < room.x() else low_right
        self.place()

    def _pointer_moved(self, at: QPointF) -> None:
        inside = at.x() >= 0 and at.y() >= 0
        self._cursor = at if inside else None
        moment = self._view.moment
        if self._held is not None:
            return
        if self.isVisible() and inside and racket_centre(moment.tracks, moment.frame) is None:
            self._focus = at
            self.update()


def racket_centre(tracks: Tracks, frame: int) -> QPointF | None:
    """Return the middle of the main racket's head (else of the racket) at a frame.

    A racket lost for some frames is looked for in the last ones. None where it is unknown.
    """
    recent = tracks.between(frame - _REMEMBERED_FRAMES, frame)
    for kind in (ObjectClass.RACKET_HEAD, ObjectClass.RACKET):
        rows = recent[(recent.class_id == kind) & recent.main]
        if len(rows):
            x0, y0, x1, y1 = (float(side) for side in rows.xyxy[-1])
            return QPointF((x0 + x1) / 2, (y0 + y1) / 2)
    return None

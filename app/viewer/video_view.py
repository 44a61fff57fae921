"""The video surface: the picture, zoom and pan, and the overlays on top."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsScene,
    QGraphicsView,
    QWidget,
)

from app.viewer.canvas import Canvas, Moment
from app.viewer.overlays import Layer, Overlay, video_overlays
from app.viewer.picture_item import PictureItem
from app.viewer.tools import PanTool, Tool

LARGEST_ZOOM = 16.0
"""Screen pixels per source pixel at most."""

_STEP = 1.25
_NEAREST_SHARE = 0.4
"""A part of the picture is shown with at least this share of it around."""


class VideoView(QGraphicsView):
    """Shows one picture and what is known about it.

    ``zoom_changed`` carries screen pixels per source pixel. Gestures are ``Tool`` objects; the
    default one pans. Overlays draw in screen pixels, so they stay crisp at any zoom.
    """

    zoom_changed = Signal(float)
    cursor_moved = Signal(QPointF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self._picture = PictureItem()
        self._scene.addItem(self._picture)
        self.setScene(self._scene)
        self._overlays: Sequence[Overlay] = video_overlays()
        self._layers: frozenset[Layer] = frozenset(Layer)
        self._moment = Moment(0, 0.0)
        self._fitted = True
        self._tool: Tool = PanTool()
        self._pan = PanTool()
        self._work: Overlay | None = None
        self._replaced: frozenset[Layer] = frozenset()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setBackgroundBrush(QColor("#0b0d10"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 135)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Video")

    # What is shown.

    def set_image(self, image: QImage) -> None:
        """Show a picture; another size is fitted to the window."""
        changed = image.size() != self._picture.image.size()
        self._picture.set_image(image)
        if changed:
            margin = float(max(image.width(), image.height()))
            # Room around the picture, so that its corner can be zoomed at and panned.
            self._scene.setSceneRect(
                QRectF(0, 0, image.width(), image.height()).adjusted(
                    -margin, -margin, margin, margin
                )
            )
            self.fit()

    @property
    def image(self) -> QImage:
        """The picture on screen."""
        return self._picture.image

    def set_moment(self, moment: Moment) -> None:
        """Say what is known about the picture on screen."""
        self._moment = moment
        self.viewport().update()

    @property
    def moment(self) -> Moment:
        """What is known about the picture on screen."""
        return self._moment

    def set_layers(self, layers: Collection[Layer]) -> None:
        """Show these layers and no others."""
        self._layers = frozenset(layers)
        self.viewport().update()

    @property
    def layers(self) -> frozenset[Layer]:
        """The layers that are drawn."""
        return self._layers - self._replaced

    def set_tool(self, tool: Tool) -> None:
        """Let another tool have the left button."""
        self._tool = tool
        self.viewport().setCursor(tool.cursor)
        self.viewport().update()

    def set_work(self, overlay: Overlay | None, instead_of: Collection[Layer] = ()) -> None:
        """Draw what is being worked at over everything, and not these layers."""
        self._work, self._replaced = overlay, frozenset(instead_of)
        self.viewport().update()

    # Zoom and pan.

    @property
    def zoom(self) -> float:
        """Screen pixels per source pixel."""
        return float(self.transform().m11())

    @property
    def fitted(self) -> bool:
        """Whether the picture keeps filling the window."""
        return self._fitted

    def fit(self) -> None:
        """Show the whole picture as large as possible, and keep doing so."""
        self._fitted = True
        size = self._picture.image.size()
        if size.isEmpty():
            return
        room = self.viewport().rect()
        zoom = min(room.width() / size.width(), room.height() / size.height())
        self._zoom_to(max(zoom, 1e-3))
        self.centerOn(size.width() / 2, size.height() / 2)

    def actual_size(self) -> None:
        """Show one source pixel on each screen pixel, around the middle of the view."""
        self.zoom_at(1.0 / (self.zoom * self.devicePixelRatioF()), None)

    def zoom_in(self) -> None:
        """Come nearer to the middle of the view."""
        self.zoom_at(_STEP, None)

    def zoom_out(self) -> None:
        """Go away from the middle of the view."""
        self.zoom_at(1 / _STEP, None)

    def zoom_at(self, factor: float, at: QPointF | None) -> None:
        """Zoom by a factor; what is under ``at`` (viewport pixels) stays where it is."""
        size = self._picture.image.size()
        if size.isEmpty():
            return
        room = self.viewport().rect()
        whole = min(room.width() / size.width(), room.height() / size.height())
        zoom = min(max(self.zoom * factor, whole), max(LARGEST_ZOOM, whole))
        if zoom <= whole * 1.001:
            self.fit()
            return
        spot = at if at is not None else QPointF(room.center())
        before = self.viewportTransform().inverted()[0].map(spot)
        self._fitted = False
        self._zoom_to(zoom)
        moved = self.viewportTransform().map(before) - spot
        self.pan(-moved.x(), -moved.y())

    def show_region(self, region: QRectF) -> None:
        """Come so near to a part of the picture that it fills a quarter of the view, or less."""
        size, room = self._picture.image.size(), self.viewport().rect()
        if size.isEmpty():
            return
        width = max(region.width() * 4, size.width() * _NEAREST_SHARE)
        height = max(region.height() * 4, size.height() * _NEAREST_SHARE)
        self.fit()
        self.zoom_at(min(room.width() / width, room.height() / height) / self.zoom, None)
        if not self._fitted:
            # As much of the picture as there is room for: no black beside it.
            half = QPointF(room.width() / 2 / self.zoom, room.height() / 2 / self.zoom)
            self.centerOn(
                QPointF(
                    _within(region.center().x(), half.x(), size.width()),
                    _within(region.center().y(), half.y(), size.height()),
                )
            )

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by screen pixels; some of it always stays in view."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(dx))
        down.setValue(down.value() - round(dy))
        if not self._fitted:
            self._keep_in_view()

    def _keep_in_view(self) -> None:
        size = self._picture.image.size()
        rect = self.viewportTransform().mapRect(QRectF(0, 0, size.width(), size.height()))
        room = QRectF(self.viewport().rect())
        dx = min(0.0, room.center().x() - rect.left()) + max(0.0, room.center().x() - rect.right())
        dy = min(0.0, room.center().y() - rect.top()) + max(0.0, room.center().y() - rect.bottom())
        if abs(dx) >= 1 or abs(dy) >= 1:
            across, down = self.horizontalScrollBar(), self.verticalScrollBar()
            across.setValue(across.value() - round(dx))
            down.setValue(down.value() - round(dy))

    def _zoom_to(self, zoom: float) -> None:
        self.resetTransform()
        self.scale(zoom, zoom)
        self.zoom_changed.emit(zoom)

    # Events.

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, moved = event.angleDelta().y(), event.pixelDelta()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not moved.isNull() and event.phase() != Qt.ScrollPhase.NoScrollPhase and not control:
            # Two fingers on a touchpad: they pull the picture, and pinch to zoom.
            if not self._fitted:
                self.pan(moved.x(), moved.y())
        elif turned:
            self.zoom_at(_STEP ** (turned / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._tool_for(event).press(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._pan.move(self, event):
            self._tool.move(self, event)
        self.cursor_moved.emit(self.source_point(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._tool_for(event).release(self, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._tool_for(event).double_click(self, event):
            return
        if self._fitted:
            self.zoom_at(2.5, event.position())
        else:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The arrow keys are the transport's, not the scroll bars'.
        event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.viewport().setCursor(self._tool.cursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.cursor_moved.emit(QPointF(-1, -1))
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_at(1.0 + event.value(), event.position())
            return True
        return super().viewportEvent(event)

    def source_point(self, at: QPointF) -> QPointF:
        """Return the source pixel under a point of the viewport."""
        return self.viewportTransform().inverted()[0].map(at)

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        if self._picture.image.isNull():
            return
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas = Canvas(painter, self.viewportTransform(), self._bounds())
        for overlay in self._overlays:
            if overlay.layer in self.layers:
                overlay.paint(canvas, self._moment, self.layers)
        if self._work is not None:
            self._work.paint(canvas, self._moment, self.layers)
        painter.restore()

    def _bounds(self) -> QRectF:
        """Return the part of the viewport that shows the picture."""
        size = self._picture.image.size()
        whole = self.viewportTransform().mapRect(QRectF(0, 0, size.width(), size.height()))
        return whole.intersected(QRectF(self.viewport().rect()))

    def _tool_for(self, event: QMouseEvent) -> Tool:
        return self._pan if event.button() == Qt.MouseButton.MiddleButton else self._tool


def _within(middle: float, half: float, length: float) -> float:
    """Return the middle of a window of ``2 * half`` that stays in 0..length, if it can."""
    return min(max(middle, half), length - half) if 2 * half <= length else length / 2

"""What correct mode draws over the video: every box with its badge, handles, what is dragged."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.state.box_edits import NAMES
from app.state.correction import Correction, Item
from app.viewer.box_grips import grip
from app.viewer.box_ink import BoxStyle, draw_person, stroke_box
from app.viewer.canvas import Canvas, Moment
from app.viewer.correct_tool import CorrectTool
from app.viewer.ink import INK, SHADOW, draw_label, faded, object_colour, pen
from app.viewer.overlays import Layer
from core.detections.detections import ObjectClass
from core.hits.hit import Box

HANDLE_PX = 4.0
"""Half a handle's side as it is drawn; it can be taken hold of from farther off."""

_WHITE = QColor("#FFFFFF")
_HUMAN = BoxStyle.of(main=True, human=True, observed=True)
_MACHINE = BoxStyle.of(main=True, human=False, observed=True)


class CorrectOverlay:
    """Draws the items of ``Correction`` as the gesture under way would leave them."""

    layer = Layer.OTHERS

    def __init__(self, correction: Correction, tool: CorrectTool) -> None:
        self._correction, self._tool = correction, tool
        self.ghosts: tuple[tuple[ObjectClass, Box], ...] = ()
        """Boxes that are proposed for this frame."""

    def paint(self, canvas: Canvas, moment: Moment, shown: Collection[Layer]) -> None:
        """Draw all of it, the selected things last; nothing over the picture of another frame."""
        if moment.frame != self._correction.frame:
            return
        draft, correction = self._tool.draft, self._correction
        for kind, xyxy in self.ghosts:
            self._ghost(canvas, kind, xyxy)
        items = sorted(correction.items, key=lambda item: correction.is_selected(item.key))
        for item in items:
            self._item(canvas, item, draft.boxes.get(item.key, item.xyxy))
        if draft.new is not None:
            kind, xyxy = draft.new
            rect = canvas.rect(xyxy)
            stroke_box(canvas.painter, rect, object_colour(kind), _HUMAN)
            if draft.busy:
                self._label(canvas, rect, NAMES[kind].capitalize(), kind)
        if draft.band is not None:
            canvas.painter.setPen(pen(_WHITE, 1.2, Qt.PenStyle.DashLine))
            canvas.painter.setBrush(faded(_WHITE, 0.12))
            canvas.painter.drawRect(canvas.rect(draft.band))
        if correction.adding is not None and draft.new is None:
            self._cross(canvas, correction.adding)

    def _item(self, canvas: Canvas, item: Item, xyxy: Box) -> None:
        selected = self._correction.is_selected(item.key)
        hovered = item.key == self._tool.hovered
        rect, colour = canvas.rect(xyxy), object_colour(item.kind)
        painter = canvas.painter
        # What is being moved is the coach's already.
        human = item.human or item.key in self._tool.draft.boxes
        if item.hit_id and item.kind is ObjectClass.RACKET_HEAD:
            self._strings(canvas, rect, selected or hovered)
        if item.shown is not None:
            if selected or hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(faded(colour, 0.16 if selected else 0.08))
                painter.drawRect(rect)
            stroke_box(painter, rect, colour, _HUMAN if human else _MACHINE)
        frame = canvas.rect(grip(xyxy, canvas.scale))
        if human:
            draw_person(painter, frame.topLeft(), colour)
        if selected:
            self._handles(painter, rect, frame)
        alone = selected and len(self._correction.selected) == 1
        if (alone or hovered) and not self._tool.draft.boxes:
            self._label(canvas, frame, words_of(item), item.kind)

    def _strings(self, canvas: Canvas, rect: QRectF, strong: bool) -> None:
        """Draw the strings of the hit at hand; its score is drawn by the hit's own layer."""
        painter = canvas.painter
        painter.setBrush(faded(_WHITE, 0.1) if strong else Qt.BrushStyle.NoBrush)
        painter.setPen(pen(SHADOW, 4.0))
        painter.drawEllipse(rect)
        painter.setPen(pen(_WHITE, 2.0 if strong else 1.4))
        painter.drawEllipse(rect)

    def _handles(self, painter: QPainter, rect: QRectF, frame: QRectF) -> None:
        """Draw the handles on their frame, and the frame where it is not the box itself."""
        if frame.width() > rect.width() + 1 or frame.height() > rect.height() + 1:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(faded(_WHITE, 0.6), 1.0, Qt.PenStyle.DotLine))
            painter.drawRect(frame)
        painter.setBrush(_WHITE)
        painter.setPen(pen(INK, 1.2))
        middle = frame.center()
        spots = [
            QPointF(x, y)
            for x in (frame.left(), middle.x(), frame.right())
            for y in (frame.top(), middle.y(), frame.bottom())
        ]
        roomy = min(frame.width(), frame.height()) >= 12 * HANDLE_PX
        for number, spot in enumerate(spots):
            if number == 4 or (not roomy and number % 2):
                continue
            painter.drawRect(
                QRectF(spot.x() - HANDLE_PX, spot.y() - HANDLE_PX, 2 * HANDLE_PX, 2 * HANDLE_PX)
            )

    def _ghost(self, canvas: Canvas, kind: ObjectClass, xyxy: Box) -> None:
        rect, painter = canvas.rect(xyxy), canvas.painter
        colour = object_colour(kind)
        painter.setBrush(faded(colour, 0.22))
        painter.setPen(pen(SHADOW, 3.6))
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(pen(colour, 2.0, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(rect, 4, 4)
        draw_label(painter, QPointF(rect.left(), rect.bottom() + 14), "proposed", _WHITE, 10.5)

    def _cross(self, canvas: Canvas, kind: ObjectClass) -> None:
        """Draw lines through the pointer, to place the first corner by, and what comes."""
        if self._tool.pointer is None:
            return
        at, painter = canvas.point(self._tool.pointer), canvas.painter
        bounds = canvas.bounds
        if not bounds.contains(at):
            return
        for colour, width in ((faded(INK, 0.5), 2.4), (faded(object_colour(kind), 0.85), 1.0)):
            painter.setPen(pen(colour, width))
            painter.drawLine(QPointF(bounds.left(), at.y()), QPointF(bounds.right(), at.y()))
            painter.drawLine(QPointF(at.x(), bounds.top()), QPointF(at.x(), bounds.bottom()))

    def _label(self, canvas: Canvas, rect: QRectF, words: str, kind: ObjectClass) -> None:
        _write(canvas.painter, rect, words, object_colour(kind), canvas.bounds)


def words_of(item: Item) -> str:
    """Return what a box is and whose: “Ball · yours”, “Racket · found, 72 %”."""
    if item.shown is None:
        return "Strings at the hit"
    name = NAMES[item.kind].capitalize()
    return f"{name} · yours" if item.human else f"{name} · found, {item.shown.score:.0%}"


def _write(painter: QPainter, rect: QRectF, words: str, colour: QColor, bounds: QRectF) -> None:
    """Write above a box, or below it at the top of the picture; always inside the picture."""
    y = rect.top() - 18 if rect.top() - 30 > bounds.top() else rect.bottom() + 18
    y = min(max(y, bounds.top() + 12), bounds.bottom() - 12)
    width = painter.fontMetrics().horizontalAdvance(words) + 24
    x = min(max(rect.left() + 8, bounds.left() + 4), max(bounds.right() - width, bounds.left()))
    draw_label(painter, QPointF(x, y), words, colour, 11.5)

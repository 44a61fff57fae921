"""The mouse in correct mode: finds what is under the pointer and starts the right gesture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPointingDevice

from app.state.box_edits import BoxEdits
from app.state.correction import Correction, Item
from app.viewer.box_grips import FINGER_REACH_PX, MOUSE_REACH_PX, Part, boxes_at, part_at
from app.viewer.gestures import (
    NOTHING,
    START_PX,
    BandGesture,
    Draft,
    DrawGesture,
    Gesture,
    PlaceGesture,
)
from core.detections.detections import ObjectClass
from core.hits.hit import Point

if TYPE_CHECKING:
    from app.viewer.video_view import VideoView

_SEVERAL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_DIRECT = (QPointingDevice.PointerType.Finger, QPointingDevice.PointerType.Pen)
_CURSORS = {
    Part.INSIDE: Qt.CursorShape.SizeAllCursor,
    Part.LEFT: Qt.CursorShape.SizeHorCursor,
    Part.RIGHT: Qt.CursorShape.SizeHorCursor,
    Part.TOP: Qt.CursorShape.SizeVerCursor,
    Part.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Part.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Part.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Part.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Part.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
}


class CorrectTool(QObject):
    """The left button works on boxes; the right one pans, or opens the menu.

    ``draft`` is what the gesture under way would make and ``hovered`` the key under the
    pointer; ``drafted`` follows both. ``began`` comes before a gesture looks at the boxes,
    ``menu_wanted`` carries a point of the screen.
    """

    drafted = Signal()
    began = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self, correction: Correction, edits: BoxEdits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._correction, self._edits = correction, edits
        self._gesture: Gesture | None = None
        self._pan_from: QPointF | None = None
        self._panned = False
        self.draft: Draft = NOTHING
        self.hovered = ""
        self.pointer: Point | None = None
        correction.changed.connect(self._look_again)

    @property
    def cursor(self) -> Qt.CursorShape:
        """A cross while something is to be drawn."""
        drawing = self._correction.adding is not None
        return Qt.CursorShape.CrossCursor if drawing else Qt.CursorShape.ArrowCursor

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    def cancel(self) -> bool:
        """Drop the gesture under way, as if it had never begun; return whether there was one."""
        there = self._gesture is not None
        self._gesture = None
        self._set_draft(NOTHING)
        return there

    # The mouse.

    def press(self, view: VideoView, event: QMouseEvent) -> bool:
        """Begin."""
        if event.button() == Qt.MouseButton.RightButton:
            self._pan_from, self._panned = event.position(), False
            return True
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self.began.emit()
        if view.moment.frame != self._correction.frame:
            return True  # The picture is still that of another frame.
        at = _point(view, event)
        self._gesture = self._begin(at, view.zoom, _reach(event), event.modifiers())
        self._follow(view, at)
        return True

    def move(self, view: VideoView, event: QMouseEvent) -> bool:
        """Go on with it, or show what a press here would take hold of."""
        self.pointer = at = _point(view, event)
        if self._pan_from is not None:
            self._pan(view, event)
        elif self._gesture is not None:
            self._follow(view, at)
        else:
            item, part = self._find(at, view.zoom, _reach(event))
            if self._correction.adding is not None:
                item = None  # The press will draw, whatever lies there.
                self.drafted.emit()
            self._hover(item)
            view.viewport().setCursor(self.cursor if item is None else _CURSORS[part])
        return True

    def release(self, view: VideoView, event: QMouseEvent) -> bool:
        """End it."""
        if event.button() == Qt.MouseButton.RightButton:
            wanted = self._pan_from is not None and not self._panned
            self._pan_from = None
            if wanted:
                self._pick_for_menu(view, event)
            return True
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            # The draft goes first: nobody may draw it beside the boxes it has become.
            self._set_draft(NOTHING)
            gesture.finish(_point(view, event), view.zoom)
        return True

    def double_click(self, view: VideoView, event: QMouseEvent) -> bool:
        """Take it as one more press: who clicks quickly does not want to zoom."""
        return self.press(view, event)

    # What a press means.

    def _begin(
        self, at: Point, scale: float, reach: float, modifiers: Qt.KeyboardModifier
    ) -> Gesture | None:
        correction = self._correction
        if correction.adding is not None:
            return DrawGesture(correction, self._edits, correction.adding, at)
        item, part = self._find(at, scale, reach)
        chosen = [each.key for each in correction.selected]
        if modifiers & _SEVERAL:
            if item is None:
                return BandGesture(correction, at, chosen, ())
            correction.toggle(item.key)
            return None
        if item is None:
            return BandGesture(correction, at)
        if part is Part.INSIDE and item.kind is ObjectClass.PLAYER and item.key not in chosen:
            # A player fills half the picture: a drag across him is no wish to move him.
            return BandGesture(correction, at, (), [item.key])
        if item.key not in chosen or part is not Part.INSIDE:
            correction.select([item.key])
        return PlaceGesture(correction, self._edits, correction.selected, part, at, [item.key])

    def _find(self, at: Point, scale: float, reach: float) -> tuple[Item | None, Part]:
        """Return what is under the pointer: handles of the selected before anything else."""
        for item in self._correction.selected:
            part = part_at(item.xyxy, at, scale, reach)
            if part is not None and part is not Part.INSIDE:
                return item, part
        items = self._correction.items
        for row in boxes_at([item.xyxy for item in items], at, scale, reach):
            return items[row], part_at(items[row].xyxy, at, scale, reach) or Part.INSIDE
        return None, Part.INSIDE

    def _follow(self, view: VideoView, at: Point) -> None:
        if self._gesture is not None:
            self._set_draft(self._gesture.drag(at, view.zoom))

    def _pan(self, view: VideoView, event: QMouseEvent) -> None:
        if self._pan_from is None:
            return
        by = event.position() - self._pan_from
        if self._panned or by.manhattanLength() >= START_PX:
            self._panned = True
            self._pan_from = event.position()
            view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            view.pan(by.x(), by.y())

    def _pick_for_menu(self, view: VideoView, event: QMouseEvent) -> None:
        item, _part = self._find(_point(view, event), view.zoom, _reach(event))
        if item is not None and not self._correction.is_selected(item.key):
            self._correction.select([item.key])
        self.menu_wanted.emit(event.globalPosition().toPoint())

    def _hover(self, item: Item | None) -> None:
        key = "" if item is None else item.key
        if key != self.hovered:
            self.hovered = key
            self.drafted.emit()

    def _set_draft(self, draft: Draft) -> None:
        if draft is not self.draft:
            self.draft = draft
            self.drafted.emit()

    def _look_again(self) -> None:
        """A box that is gone cannot be dragged any further."""
        known = {item.key for item in self._correction.items}
        if not known.issuperset(self.draft.boxes):
            self.cancel()
        if self.hovered not in known:
            self.hovered = ""


def _point(view: VideoView, event: QMouseEvent) -> Point:
    at = view.source_point(event.position())
    return at.x(), at.y()


def _reach(event: QMouseEvent) -> float:
    return FINGER_REACH_PX if event.pointerType() in _DIRECT else MOUSE_REACH_PX

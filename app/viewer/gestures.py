"""The gestures of correct mode: what a drag means while it goes on, and at its end; no Qt."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.state.box_edits import BoxEdits
from app.state.correction import Correction, Item
from app.viewer.box_grips import SNAP_PX, Part, around, between, boxes_within, drawn, moved, resized
from core.detections.detections import ObjectClass
from core.hits.hit import Box, Point

START_PX = 3.0
"""A press that moves less than so many screen pixels is a click."""


@dataclass(frozen=True)
class Draft:
    """What a gesture under way would make: moved items, a new box, a rubber band.

    ``busy`` says that the pointer has gone far enough to mean it.
    """

    boxes: Mapping[str, Box] = field(default_factory=dict)
    new: tuple[ObjectClass, Box] | None = None
    band: Box | None = None
    busy: bool = False


NOTHING = Draft()


class Gesture(Protocol):
    """One drag. ``scale`` is screen pixels per source pixel; points are source pixels."""

    def drag(self, to: Point, scale: float) -> Draft:
        """The pointer is here now."""
        ...

    def finish(self, to: Point, scale: float) -> None:
        """The button came up here: make the edit, once."""
        ...


def far(start: Point, to: Point, scale: float) -> bool:
    """Return whether two points are too far apart for a click."""
    return math.hypot(to[0] - start[0], to[1] - start[1]) * scale >= START_PX


class PlaceGesture:
    """Moves the selected items together, or the sides of one; ``on_click`` a click selects."""

    def __init__(
        self,
        correction: Correction,
        edits: BoxEdits,
        items: Sequence[Item],
        part: Part,
        start: Point,
        on_click: Sequence[str] | None = None,
    ) -> None:
        self._correction, self._edits = correction, edits
        self._items, self._part, self._start = items, part, start
        self._on_click = on_click
        self._busy = False

    def drag(self, to: Point, scale: float) -> Draft:
        """Move them along."""
        self._busy = self._busy or far(self._start, to, scale)
        if not self._busy:
            return NOTHING
        by = (to[0] - self._start[0], to[1] - self._start[1])
        size, snap = self._correction.size, SNAP_PX / scale
        if self._part is Part.INSIDE:
            boxes = moved([item.xyxy for item in self._items], by, size, snap)
        else:
            boxes = [resized(self._items[0].xyxy, self._part, by, size, snap)]
        keys = [item.key for item in self._items]
        return Draft(boxes=dict(zip(keys, boxes, strict=True)), busy=True)

    def finish(self, to: Point, scale: float) -> None:
        """Put them there; a click on several selects the one under it."""
        draft = self.drag(to, scale)
        if draft.busy:
            words = "Move" if self._part is Part.INSIDE else "Resize"
            self._edits.place(draft.boxes, words)
        elif self._on_click is not None:
            self._correction.select(self._on_click)


class DrawGesture:
    """Drags a new box open; a mere click adds a ball of the last ball's size."""

    def __init__(
        self, correction: Correction, edits: BoxEdits, kind: ObjectClass, start: Point
    ) -> None:
        self._correction, self._edits = correction, edits
        self._kind, self._start = kind, start

    def drag(self, to: Point, scale: float) -> Draft:
        """Show the box as it would be."""
        size = self._correction.size
        if far(self._start, to, scale):
            return Draft(new=(self._kind, drawn(self._start, to, size, SNAP_PX / scale)), busy=True)
        if self._kind is ObjectClass.BALL:
            ball = around(self._start, self._correction.ball_extent, size)
            return Draft(new=(self._kind, ball))
        return NOTHING

    def finish(self, to: Point, scale: float) -> None:
        """Add it; for a click on nothing but a ball, wait for a drag."""
        new = self.drag(to, scale).new
        if new is not None:
            self._correction.add_next(None)
            self._edits.add(*new)


class BandGesture:
    """A rubber band over empty ground: what lies in it is selected at the end.

    ``kept`` stay selected; ``on_click`` are selected by a click.
    """

    def __init__(
        self,
        correction: Correction,
        start: Point,
        kept: Sequence[str] = (),
        on_click: Sequence[str] = (),
    ) -> None:
        self._correction, self._start = correction, start
        self._kept, self._on_click = kept, on_click

    def drag(self, to: Point, scale: float) -> Draft:
        """Show the band."""
        if not far(self._start, to, scale):
            return NOTHING
        return Draft(band=between(self._start, to), busy=True)

    def finish(self, to: Point, scale: float) -> None:
        """Select."""
        if not far(self._start, to, scale):
            self._correction.select([*self._kept, *self._on_click])
            return
        items = self._correction.items
        rows = boxes_within([item.xyxy for item in items], self._start, to)
        self._correction.select([*self._kept, *(items[row].key for row in rows)])

"""Where a box can be taken hold of, and what a drag makes of it: pure geometry, no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from core.hits.hit import Box, Point

MOUSE_REACH_PX = 8.0
"""Half the width of a handle's or an edge's hit area, in screen pixels."""

FINGER_REACH_PX = 14.0
"""The same for a pen or a finger."""

SNAP_PX = 6.0
"""A side dragged this near to the picture's edge (screen pixels) goes onto it."""

LEAST_SIDE = 1.0
"""A box is at least so many source pixels wide and high."""


class Part(Enum):
    """A part of a box; the value says which of left, top, right, bottom it moves."""

    INSIDE = (1, 1, 1, 1)
    LEFT = (1, 0, 0, 0)
    TOP = (0, 1, 0, 0)
    RIGHT = (0, 0, 1, 0)
    BOTTOM = (0, 0, 0, 1)
    TOP_LEFT = (1, 1, 0, 0)
    TOP_RIGHT = (0, 1, 1, 0)
    BOTTOM_LEFT = (1, 0, 0, 1)
    BOTTOM_RIGHT = (0, 0, 1, 1)


_BY_SIDES = {part.value: part for part in Part if part is not Part.INSIDE}


def area(xyxy: Box) -> float:
    """Return the area of a box."""
    return max(xyxy[2] - xyxy[0], 0.0) * max(xyxy[3] - xyxy[1], 0.0)


def centre(xyxy: Box) -> Point:
    """Return the middle of a box."""
    return (xyxy[0] + xyxy[2]) / 2, (xyxy[1] + xyxy[3]) / 2


def grip(xyxy: Box, scale: float, reach_px: float = MOUSE_REACH_PX) -> Box:
    """Return the frame the handles sit on: the box, grown where it is too small to hold.

    ``scale`` is screen pixels per source pixel. The frame is at least four reaches wide and
    high, so that even a ball of three pixels has an inside to move it by and eight handles.
    """
    least = 4.0 * reach_px / scale
    wider = max(least - (xyxy[2] - xyxy[0]), 0.0) / 2
    higher = max(least - (xyxy[3] - xyxy[1]), 0.0) / 2
    return xyxy[0] - wider, xyxy[1] - higher, xyxy[2] + wider, xyxy[3] + higher


def part_at(xyxy: Box, at: Point, scale: float, reach_px: float = MOUSE_REACH_PX) -> Part | None:
    """Return the part of a box under a source point, None beside it.

    Handles and edges reach ``reach_px`` screen pixels to both sides of the grip frame.
    """
    x0, y0, x1, y1 = grip(xyxy, scale, reach_px)
    reach = reach_px / scale
    x, y = at
    if not (x0 - reach <= x <= x1 + reach and y0 - reach <= y <= y1 + reach):
        return None
    left, right = abs(x - x0) <= reach, abs(x - x1) <= reach
    top, bottom = abs(y - y0) <= reach, abs(y - y1) <= reach
    sides = (int(left), int(top), int(right and not left), int(bottom and not top))
    return _BY_SIDES.get(sides, Part.INSIDE)


def boxes_at(
    boxes: Sequence[Box], at: Point, scale: float, reach_px: float = MOUSE_REACH_PX
) -> list[int]:
    """Return the boxes under a source point, the smallest first.

    A box counts as far as its outline plus half a reach, a tiny one as far as its grip frame.
    """
    slack = reach_px / 2 / scale
    found = []
    for number, xyxy in enumerate(boxes):
        x0, y0, x1, y1 = grip(xyxy, scale, reach_px / 2)
        if x0 - slack <= at[0] <= x1 + slack and y0 - slack <= at[1] <= y1 + slack:
            found.append(number)
    return sorted(found, key=lambda number: (area(boxes[number]), number))


def boxes_within(boxes: Sequence[Box], first: Point, second: Point) -> list[int]:
    """Return the boxes whose middle lies in the rectangle between two points."""
    x0, y0, x1, y1 = between(first, second)
    return [
        number
        for number, (x, y) in enumerate(centre(xyxy) for xyxy in boxes)
        if x0 <= x <= x1 and y0 <= y <= y1
    ]


def between(first: Point, second: Point) -> Box:
    """Return the box with these two corners, in any order."""
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[0], second[0]),
        max(first[1], second[1]),
    )


def drawn(first: Point, second: Point, size: Point, snap: float) -> Box:
    """Return the box dragged open between two points: clamped, and snapped to the picture."""
    x0, y0, x1, y1 = between(first, second)
    sides = (
        _to_edge(x0, size[0], snap, -1.0),
        _to_edge(y0, size[1], snap, -1.0),
        _to_edge(x1, size[0], snap, 1.0),
        _to_edge(y1, size[1], snap, 1.0),
    )
    return inside(sides, size)


def around(at: Point, extent: Point, size: Point) -> Box:
    """Return a box of an extent (width, height) around a point, moved into the picture."""
    half = extent[0] / 2, extent[1] / 2
    box = (at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1])
    return shifted(box, _room([box], (0.0, 0.0), size, 0.0))


def inside(xyxy: Box, size: Point) -> Box:
    """Return the box clamped to a picture (width, height), at least ``LEAST_SIDE`` large."""
    x0 = min(max(xyxy[0], 0.0), size[0] - LEAST_SIDE)
    y0 = min(max(xyxy[1], 0.0), size[1] - LEAST_SIDE)
    x1 = max(min(xyxy[2], size[0]), x0 + LEAST_SIDE)
    y1 = max(min(xyxy[3], size[1]), y0 + LEAST_SIDE)
    return x0, y0, x1, y1


def moved(boxes: Sequence[Box], by: Point, size: Point, snap: float = 0.0) -> list[Box]:
    """Return boxes moved together: none leaves the picture, and their shape stays.

    A side that comes within ``snap`` source pixels of the picture's edge goes onto it.
    """
    allowed = _room(boxes, by, size, snap)
    return [shifted(xyxy, allowed) for xyxy in boxes]


def shifted(xyxy: Box, by: Point) -> Box:
    """Return the box moved by (x, y)."""
    return xyxy[0] + by[0], xyxy[1] + by[1], xyxy[2] + by[0], xyxy[3] + by[1]


def resized(xyxy: Box, part: Part, by: Point, size: Point, snap: float = 0.0) -> Box:
    """Return the box with the sides of ``part`` moved; a side never passes its opposite."""
    left, top, right, bottom = part.value
    x0, y0, x1, y1 = xyxy
    if left:
        x0 = min(_to_edge(x0 + by[0], size[0], snap, by[0]), x1 - LEAST_SIDE)
    if right:
        x1 = max(_to_edge(x1 + by[0], size[0], snap, by[0]), x0 + LEAST_SIDE)
    if top:
        y0 = min(_to_edge(y0 + by[1], size[1], snap, by[1]), y1 - LEAST_SIDE)
    if bottom:
        y1 = max(_to_edge(y1 + by[1], size[1], snap, by[1]), y0 + LEAST_SIDE)
    return x0, y0, x1, y1


def _to_edge(side: float, most: float, snap: float, by: float) -> float:
    """Return a side on the picture's edge where it comes near it, not where it leaves it."""
    if side <= (snap if by < 0 else 0.0):
        return 0.0
    return most if side >= most - (snap if by > 0 else 0.0) else side


def _room(boxes: Sequence[Box], by: Point, size: Point, snap: float) -> Point:
    """Return as much of a movement as leaves every box in the picture."""
    dx = _along(by[0], min(b[0] for b in boxes), max(b[2] for b in boxes), size[0], snap)
    dy = _along(by[1], min(b[1] for b in boxes), max(b[3] for b in boxes), size[1], snap)
    return dx, dy


def _along(by: float, low: float, high: float, most: float, snap: float) -> float:
    if low + by <= (snap if by < 0 else 0.0):
        return -low
    return most - high if high + by >= most - (snap if by > 0 else 0.0) else by

"""Plain geometry of single boxes: ``xyxy`` in pixels, origin top left (many: core.geometry)."""

from __future__ import annotations

Box = tuple[float, float, float, float]


def middle_of(box: Box) -> tuple[float, float]:
    """Return a box's centre."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def sides_of(box: Box) -> tuple[float, float]:
    """Return a box's width and height."""
    return box[2] - box[0], box[3] - box[1]


def mean_side(box: Box) -> float:
    """Return the mean of a box's width and height."""
    return (box[2] - box[0] + box[3] - box[1]) / 2


def box_around(xy: tuple[float, float], sides: tuple[float, float]) -> Box:
    """Return the box of these sides around a centre."""
    half_w, half_h = sides[0] / 2, sides[1] / 2
    return xy[0] - half_w, xy[1] - half_h, xy[0] + half_w, xy[1] + half_h


def overlap_of(a: Box, b: Box) -> float:
    """Return intersection over union of two boxes; 0 for boxes without an area."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return both / (areas - both)

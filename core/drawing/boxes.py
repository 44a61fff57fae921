"""Boxes with their words on a picture, readable at any resolution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from core.detections.detections import Detections, ObjectClass
from core.drawing.palette import GROUND_COLOUR, Rgb, object_rgb, rgb_of
from core.drawing.words import Rect, draw_pill, pill_size
from core.video.frame import Picture

Xyxy = tuple[float, float, float, float]

_SUBPIXEL_BITS = 3


@dataclass(frozen=True)
class BoxMark:
    """A box to draw: corners in pixels of the picture, colour, words ("" for none), line."""

    xyxy: Xyxy
    colour: Rgb
    words: str = ""
    dashed: bool = False
    thin: bool = False


def words_of(kind: ObjectClass) -> str:
    """Return what a person calls a kind of object."""
    return kind.label.replace("_", " ")


def marks_of(detections: Detections) -> list[BoxMark]:
    """Return a mark for each box of one picture, named and scored, the largest first."""
    sides = detections.xyxy[:, 2:] - detections.xyxy[:, :2]
    marks = []
    for row in np.argsort(-sides.prod(axis=1), kind="stable"):
        kind = ObjectClass(int(detections.class_id[row]))
        words = f"{words_of(kind)} {detections.score[row]:.2f}"
        marks.append(BoxMark(as_xyxy(detections.xyxy[row]), object_rgb(kind), words))
    return marks


def as_xyxy(row: Iterable[float]) -> Xyxy:
    """Return four numbers of any kind as a box."""
    x0, y0, x1, y1 = (float(value) for value in row)
    return x0, y0, x1, y1


def draw_detections(picture: Picture, detections: Detections) -> Picture:
    """Return a copy of ``picture`` (H, W, 3 RGB) with all boxes, in pixels of it, drawn in."""
    return draw_marks(picture, marks_of(detections))


def draw_marks(picture: Picture, marks: Sequence[BoxMark], text_px: int | None = None) -> Picture:
    """Return a copy of ``picture`` (H, W, 3 RGB) with the marks drawn in, words above lines.

    Lines run outside the boxes, so that a ball of three pixels stays visible inside its own.
    ``text_px`` is the words' height; by default it follows the picture's size.
    """
    drawn = np.ascontiguousarray(picture).copy()
    size_px = text_px or text_size_for(picture)
    width_px = max(1, round(size_px / 9))
    for mark in sorted(marks, key=lambda mark: not mark.thin):
        _draw_box(drawn, mark, width_px)
    taken: list[Rect] = []
    for mark in sorted(marks, key=lambda mark: mark.xyxy[1]):
        if mark.words:
            rect = _place(mark, drawn, size_px, width_px, taken, marks)
            taken.append(rect)
            draw_pill(drawn, rect, mark.words, size_px, mark.colour)
    return drawn


def text_size_for(picture: Picture) -> int:
    """Return a readable height of words in pixels: 12 on small pictures, 24 at 1080p."""
    height, width = picture.shape[:2]
    return max(12, round(int(min(height, width)) / 45))


def _draw_box(picture: Picture, mark: BoxMark, width_px: int) -> None:
    width = max(1, width_px - 1) if mark.thin else width_px
    x0, y0, x1, y1 = mark.xyxy
    # A small thing is given air: it would otherwise lie under the line and its soft edge.
    air = width / 2 + (3.5 if min(x1 - x0, y1 - y0) < 8 * (width + 1) else 0)
    # OpenCV's pixel centres lie at whole numbers, ours at .5.
    low, high = (x0 - air - 0.5, y0 - air - 0.5), (x1 + air - 0.5, y1 + air - 0.5)
    corners = [low, (high[0], low[1]), high, (low[0], high[1])]
    casing = rgb_of(GROUND_COLOUR)
    lines = [(mark.colour, width)] if mark.thin else [(casing, width + 2), (mark.colour, width)]
    for colour, line in lines:
        for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
            for a, b in dashes(start, end, 4.0 * width) if mark.dashed else [(start, end)]:
                cv2.line(
                    picture, _fixed(a), _fixed(b), colour, line, cv2.LINE_AA, _SUBPIXEL_BITS
                )  # fmt: skip


def _fixed(point: tuple[float, float]) -> tuple[int, int]:
    scale = 1 << _SUBPIXEL_BITS
    return round(point[0] * scale), round(point[1] * scale)


def dashes(
    start: tuple[float, float], end: tuple[float, float], dash_px: float
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return pieces of a box's side: an odd number of equal parts, so that corners stay closed."""
    a, b = np.array(start), np.array(end)
    parts = max(1, round(float(np.abs(b - a).max()) / dash_px)) | 1
    at = a + (b - a) * np.linspace(0, 1, parts + 1)[:, None]
    return [(tuple(at[i]), tuple(at[i + 1])) for i in range(0, parts, 2)]


def _place(
    mark: BoxMark,
    picture: Picture,
    size_px: int,
    width_px: int,
    taken: Sequence[Rect],
    marks: Sequence[BoxMark],
) -> Rect:
    """Return where the words hide least: above, below, beside or inside the box."""
    width, height = pill_size(mark.words, size_px)
    x0, y0, x1, y1 = (round(value) for value in mark.xyxy)
    gap = 2 * width_px
    middle = (y0 + y1 - height) // 2
    places = [
        (x0 - gap, y0 - gap - height),
        (x0 - gap, y1 + gap),
        (x1 + gap, middle),
        (x0 - gap - width, middle),
        (x0 + gap, y0 + gap),
        (x1 + gap, y0 - gap - height),
        (x1 + gap, y1 + gap),
        (x0 - gap - width, y0 - gap - height),
        (x0 - gap - width, y1 + gap),
    ]
    edge_x, edge_y = picture.shape[1] - width, picture.shape[0] - height
    # Large boxes may lie under words; what is small must stay in sight.
    small = [_rect(other.xyxy) for other in marks if _area(other.xyxy) < 12 * size_px**2]
    best, least = places[0], float("inf")
    for order, (left, top) in enumerate(places):
        inside = min(max(left, 0), max(edge_x, 0)), min(max(top, 0), max(edge_y, 0))
        rect = (*inside, width, height)
        cost = order + sum(4.0 * _overlap(rect, other) for other in taken)
        cost += sum(2.0 * _overlap(rect, other) for other in small)
        cost += abs(inside[0] - left) + abs(inside[1] - top)
        if cost < least:
            best, least = inside, cost
    return (*best, width, height)


def _rect(xyxy: Xyxy) -> Rect:
    x0, y0, x1, y1 = (round(value) for value in xyxy)
    return x0, y0, x1 - x0, y1 - y0


def _area(xyxy: Xyxy) -> float:
    return max(0.0, xyxy[2] - xyxy[0]) * max(0.0, xyxy[3] - xyxy[1])


def _overlap(a: Rect, b: Rect) -> int:
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0, width) * max(0, height)

"""The golden frame that differs most as a picture: both sides' boxes, and a close look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from core.drawing.boxes import BoxMark, draw_marks
from core.drawing.palette import GROUND_COLOUR, colour_named, rgb_of
from core.phone.box_comparison import shift_between
from core.phone.check_parts import GoldenBox, WorstFrame, Xyxy
from core.phone.golden import FOLDER
from core.video.frame import Picture
from core.video.still import read_still

_TEXT_PX = 15
_LENS_SHARE = 0.42
"""Of the picture's height: how large the close look is."""

_LENS_SEES = 4.0
"""How many times the box's longer side the close look shows."""

_SMALLEST_PX = 24.0
_DIFFERS_PX = 0.5


def worst_picture(folder: Path, worst: WorstFrame) -> Picture:
    """Return the frame (RGB) out of a model's ``folder``; raise ``FileError`` if it is not there.

    What PyTorch finds has broken lines, what the export finds has whole ones; what only one of
    them has, or has moved by half a pixel or more, is named. The corner shows the largest
    difference from near.
    """
    picture = read_still(folder / FOLDER / worst.file)
    marks = list(_marks(worst))
    drawn = draw_marks(picture, marks, _TEXT_PX)
    focus = _focus(worst)
    if focus is not None:
        _magnify(drawn, picture, marks, focus)
    return drawn


def _marks(worst: WorstFrame) -> Iterator[BoxMark]:
    for side, other, dashed, word in (
        (worst.expected, worst.found, True, "lost"),
        (worst.found, worst.expected, False, "new"),
    ):
        for number, box in enumerate(side):
            shift = _shift(box, other)
            name = box.label.replace("_", " ")
            words = ""
            if shift is None:
                words = f"{name} {word}"
            elif shift >= _DIFFERS_PX and not dashed:
                words = f"{name} {shift:.1f} px"
            colour = colour_named(box.label, number)
            differs = shift is None or shift >= _DIFFERS_PX
            yield BoxMark(box.xyxy, colour, words, dashed, thin=not differs)


def _shift(box: GoldenBox, others: Sequence[GoldenBox]) -> float | None:
    """Return how far the same object lies on the other side (px), None where it is not there."""
    found = [shift_between(box, other) for other in others if other.label == box.label]
    nearest = min(found, default=None)
    reach = max(_SMALLEST_PX, box.xyxy[2] - box.xyxy[0], box.xyxy[3] - box.xyxy[1]) / 2
    return nearest if nearest is not None and nearest <= reach else None


def _focus(worst: WorstFrame) -> Xyxy | None:
    """Return the box that differs most: one that only one side has before one that moved."""
    shifts = [
        (_shift(box, other), box.xyxy)
        for side, other in ((worst.expected, worst.found), (worst.found, worst.expected))
        for box in side
    ]
    alone = [xyxy for shift, xyxy in shifts if shift is None]
    if alone:
        return alone[0]
    moved = [(shift, xyxy) for shift, xyxy in shifts if shift is not None]
    return max(moved, key=lambda each: each[0])[1] if moved else None


def _magnify(drawn: Picture, picture: Picture, marks: Sequence[BoxMark], focus: Xyxy) -> None:
    """Put a close look at ``focus`` into the corner that is farthest from it."""
    height, width = picture.shape[:2]
    lens = int(_LENS_SHARE * height)
    longer = max(_SMALLEST_PX, focus[2] - focus[0], focus[3] - focus[1])
    side = int(min(_LENS_SEES * longer, height, width))
    if side >= lens:
        return
    middle = (focus[0] + focus[2]) / 2, (focus[1] + focus[3]) / 2
    left = int(np.clip(middle[0] - side / 2, 0, width - side))
    top = int(np.clip(middle[1] - side / 2, 0, height - side))
    zoom = lens / side
    crop = picture[top : top + side, left : left + side]
    close = cv2.resize(crop, (lens, lens), interpolation=cv2.INTER_CUBIC)
    near = [
        BoxMark(_in_lens(mark.xyxy, left, top, zoom), mark.colour, "", mark.dashed, mark.thin)
        for mark in marks
    ]
    close = draw_marks(np.asarray(close, np.uint8), near, _TEXT_PX)
    at_x = 0 if middle[0] > width / 2 else width - lens
    at_y = 0 if middle[1] > height / 2 else height - lens
    window = (left, top), (left + side, top + side)
    for colour, line in ((GROUND_COLOUR, 3), ("#FFFFFF", 1)):
        cv2.rectangle(drawn, *window, rgb_of(colour), line, cv2.LINE_AA)
    cv2.rectangle(close, (0, 0), (lens - 1, lens - 1), rgb_of("#FFFFFF"), 2)
    drawn[at_y : at_y + lens, at_x : at_x + lens] = close


def _in_lens(xyxy: Xyxy, left: int, top: int, zoom: float) -> Xyxy:
    x0, y0, x1, y1 = xyxy
    return (x0 - left) * zoom, (y0 - top) * zoom, (x1 - left) * zoom, (y1 - top) * zoom

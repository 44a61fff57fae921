"""A picture with truth, findings and faults drawn in, and the smallest fault magnified."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from core.dataset.labels import Labels
from core.detections.detections import Detections
from core.drawing.boxes import BoxMark, Xyxy, as_xyxy, draw_marks
from core.drawing.palette import GROUND_COLOUR, colour_named, rgb_of
from core.drawing.sheet import fit
from core.evaluation.costs import Fault, FaultKind
from core.video.frame import Picture

WIDTH, HEIGHT = 960, 960
"""The drawn picture is as large as fits into this many pixels."""

_TEXT_PX = 14
_TINY_PX = 36  # of the drawn picture: what is smaller is magnified
_MOST_NAMED = 10  # where all is wrong, words would hide it
_LENS_PX, _LENS_SHARE = 220, 5
_WORDS = {FaultKind.MISSED: "missed", FaultKind.FALSE: "wrong", FaultKind.LOOSE: "loose"}


def draw_faults(
    picture: Picture,
    labels: Labels,
    shown: Detections,
    faults: Sequence[Fault],
    classes: Sequence[str],
) -> Picture:
    """Return the picture (RGB) with labels dashed and findings solid, in the classes' colours.

    ``shown`` are the boxes from the thresholds on. Faults are drawn strong and named, what is
    right thin and without words; boxes are in pixels of ``picture``, which is scaled to fit.
    """
    small = fit(picture, WIDTH, HEIGHT)
    scale = small.shape[1] / picture.shape[1]
    marks = _marks(labels, shown, faults, classes)
    drawn = draw_marks(small, [_scaled(mark, scale) for mark in marks], _TEXT_PX)
    tiny = [fault for fault in faults if _side(fault.xyxy) * scale < _TINY_PX]
    if tiny:
        _magnify(drawn, picture, marks, tiny[0], scale)
    return drawn


def _marks(
    labels: Labels, shown: Detections, faults: Sequence[Fault], classes: Sequence[str]
) -> list[BoxMark]:
    wrong = {(fault.class_id, fault.xyxy): fault for fault in faults}
    named = {(fault.class_id, fault.xyxy) for fault in faults[:_MOST_NAMED]}
    marks = []
    for boxes, kinds, dashed in (
        (labels.xyxy, labels.class_id, True),
        (shown.xyxy, shown.class_id, False),
    ):
        for row, kind in zip(boxes, kinds.tolist(), strict=True):
            xyxy = as_xyxy(row)
            fault = wrong.get((kind, xyxy))
            words = ""
            if fault is not None and (kind, xyxy) in named:
                words = f"{classes[kind].replace('_', ' ')} {_WORDS[fault.kind]}"
            colour = colour_named(classes[kind], kind)
            marks.append(BoxMark(xyxy, colour, words, dashed, thin=fault is None))
    return marks


def _scaled(mark: BoxMark, scale: float, left: float = 0.0, top: float = 0.0) -> BoxMark:
    x0, y0, x1, y1 = mark.xyxy
    moved = ((x0 - left) * scale, (y0 - top) * scale, (x1 - left) * scale, (y1 - top) * scale)
    return BoxMark(moved, mark.colour, mark.words, mark.dashed, mark.thin)


def _side(xyxy: Xyxy) -> float:
    return max(xyxy[2] - xyxy[0], xyxy[3] - xyxy[1])


def _magnify(
    drawn: Picture, picture: Picture, marks: Sequence[BoxMark], fault: Fault, scale: float
) -> None:
    """Put a close look at a fault, from the full picture, into the emptiest corner."""
    lens = min(_LENS_PX, drawn.shape[0] // 2, drawn.shape[1] // 2)
    side = max(12.0, _LENS_SHARE * _side(fault.xyxy))
    height, width = picture.shape[:2]
    side = min(side, width, height)
    middle = (fault.xyxy[0] + fault.xyxy[2]) / 2, (fault.xyxy[1] + fault.xyxy[3]) / 2
    left = int(np.clip(middle[0] - side / 2, 0, width - side))
    top = int(np.clip(middle[1] - side / 2, 0, height - side))
    crop = picture[top : top + int(side), left : left + int(side)]
    zoom = lens / int(side)
    close = cv2.resize(crop, (lens, lens), interpolation=cv2.INTER_CUBIC)
    # Words would cover what the lens is there to show.
    silent = [BoxMark(m.xyxy, m.colour, "", m.dashed, m.thin) for m in marks]
    close = draw_marks(
        np.asarray(close, np.uint8), [_scaled(m, zoom, left, top) for m in silent], _TEXT_PX
    )
    cv2.rectangle(close, (0, 0), (lens - 1, lens - 1), rgb_of("#FFFFFF"), 2)
    at_x, at_y = _emptiest_corner(drawn, marks, scale, lens)
    window = [round(v * scale) for v in (left, top, left + side, top + side)]
    for colour, line in ((GROUND_COLOUR, 3), ("#FFFFFF", 1)):
        cv2.rectangle(drawn, window[:2], window[2:], rgb_of(colour), line, cv2.LINE_AA)
    drawn[at_y : at_y + lens, at_x : at_x + lens] = close


def _emptiest_corner(
    drawn: Picture, marks: Sequence[BoxMark], scale: float, lens: int
) -> tuple[int, int]:
    """Return left and top of the corner in which the centres of the fewest faults lie."""
    height, width = drawn.shape[:2]
    corners = [(x, y) for y in (height - lens, 0) for x in (width - lens, 0)]
    centres = np.array(
        [((m.xyxy[0] + m.xyxy[2]) / 2, (m.xyxy[1] + m.xyxy[3]) / 2) for m in marks if not m.thin]
    )
    hidden = [
        ((centres * scale >= corner) & (centres * scale < np.add(corner, lens))).all(axis=1).sum()
        for corner in corners
    ]
    return corners[int(np.argmin(hidden))]

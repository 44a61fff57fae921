"""The frame on which an export differs most, drawn with both sides' boxes and a close look."""

from __future__ import annotations

import numpy as np

from core.drawing.boxes import BoxMark, draw_marks
from core.drawing.lens import put_lens, scaled
from core.drawing.palette import rgb_of
from core.drawing.sheet import fit
from core.phone.box_comparison import shift_between
from core.phone.check_parts import GoldenBox, WorstFrame
from core.video.frame import Picture

EXPECTED_COLOUR, FOUND_COLOUR = "#56B4E9", "#E69F00"
"""PyTorch's boxes and the export's: Okabe and Ito's sky blue and orange."""

WIDTH, HEIGHT = 1056, 960
_TEXT_PX = 14
_LENS_PX, _LEAST_SIDE = 300, 18.0
_SAME_PX = 0.5
"""A box that moved by less has no words: the lens shows it."""


def draw_worst(picture: Picture, worst: WorstFrame) -> Picture:
    """Return a golden picture (H, W, 3 RGB) with both sides' boxes and a close look.

    PyTorch's are broken blue lines, the export's whole orange ones; boxes that only one side has
    are named. The lens shows where the difference is largest.
    """
    large = fit(picture, WIDTH, HEIGHT)
    scale = large.shape[1] / picture.shape[1]
    marks = _marks(worst)
    drawn = draw_marks(large, [scaled(mark, scale) for mark in marks], _TEXT_PX)
    window = _window(worst)
    if window is not None:
        put_lens(drawn, picture, marks, window, scale, _TEXT_PX, _LENS_PX)
    return drawn


def _marks(worst: WorstFrame) -> list[BoxMark]:
    marks = []
    for ours, others, colour, dashed, words in (
        (worst.found, worst.expected, FOUND_COLOUR, False, "new"),
        (worst.expected, worst.found, EXPECTED_COLOUR, True, "gone"),
    ):
        for box in ours:
            partner = nearest(box, others)
            alone = partner is None or shift_between(box, partner) >= _SAME_PX
            told = ""
            if alone and (dashed or partner is None):
                far = partner is not None and f"{shift_between(box, partner):.1f} px off"
                told = f"{box.label.replace('_', ' ')} {far or words}"
            marks.append(BoxMark(box.xyxy, rgb_of(colour), told, dashed, thin=not alone))
    return marks


def nearest(box: GoldenBox, others: tuple[GoldenBox, ...]) -> GoldenBox | None:
    """Return the box of the same class that lies nearest, None if none touches this one."""
    same = [other for other in others if other.label == box.label]
    found = min(same, key=lambda other: shift_between(box, other), default=None)
    if found is None:
        return None
    side = max(box.xyxy[2] - box.xyxy[0], box.xyxy[3] - box.xyxy[1], 4.0)
    return found if shift_between(box, found) <= side else None


def _window(worst: WorstFrame) -> tuple[float, float, float] | None:
    """Return the middle and side of what to look at closely: a lone box, else the edge that
    moved most; None where there are no boxes."""
    alone = [box for box in worst.expected if nearest(box, worst.found) is None]
    alone += [box for box in worst.found if nearest(box, worst.expected) is None]
    if alone:
        x0, y0, x1, y1 = max(alone, key=lambda box: box.score).xyxy
        return (x0 + x1) / 2, (y0 + y1) / 2, max(_LEAST_SIDE, 2.0 * max(x1 - x0, y1 - y0))
    pairs = [(box, other) for box in worst.expected if (other := nearest(box, worst.found))]
    if not pairs:
        return None
    ours, theirs = max(pairs, key=lambda pair: shift_between(*pair))
    edge = int(np.argmax([abs(a - b) for a, b in zip(ours.xyxy, theirs.xyxy, strict=True)]))
    x0, y0, x1, y1 = ours.xyxy
    corner = (x0 if edge != 2 else x1), (y0 if edge != 3 else y1)
    return (*corner, max(_LEAST_SIDE, 6 * shift_between(ours, theirs)))

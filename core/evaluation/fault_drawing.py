"""A picture with truth, findings and faults drawn in, and the smallest fault magnified."""

from __future__ import annotations

from collections.abc import Sequence

from core.dataset.labels import Labels
from core.detections.detections import Detections
from core.drawing.boxes import BoxMark, Xyxy, as_xyxy, draw_marks
from core.drawing.lens import put_lens, scaled
from core.drawing.palette import colour_named
from core.drawing.sheet import fit
from core.evaluation.costs import Fault, FaultKind
from core.video.frame import Picture

WIDTH, HEIGHT = 960, 960
"""The drawn picture is as large as fits into this many pixels."""

_TEXT_PX = 14
_TINY_PX = 36  # of the drawn picture: what is smaller is magnified
_MOST_NAMED = 10  # where all is wrong, words would hide it
_LENS_SHARE = 5
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
    drawn = draw_marks(small, [scaled(mark, scale) for mark in marks], _TEXT_PX)
    tiny = [fault for fault in faults if _side(fault.xyxy) * scale < _TINY_PX]
    if tiny:
        xyxy = tiny[0].xyxy
        middle = (xyxy[0] + xyxy[2]) / 2, (xyxy[1] + xyxy[3]) / 2
        side = max(12.0, _LENS_SHARE * _side(xyxy))
        put_lens(drawn, picture, marks, (*middle, side), scale, _TEXT_PX)
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


def _side(xyxy: Xyxy) -> float:
    return max(xyxy[2] - xyxy[0], xyxy[3] - xyxy[1])

"""Machine boxes and human boxes of one frame, put together without touching either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.box import Box, middle_of, overlap_of
from core.dataset.annotation import Annotation, FrameFix
from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks

SAME_OBJECT_IOU = 0.4
"""Two boxes of one class that overlap so much are one object. Two people who draw the same racket
agree to about 0.7; two rackets side by side overlap less than 0.2."""


@dataclass(frozen=True, slots=True)
class ShownBox:
    """A box on screen: a machine's with its score, or a human's with its annotation."""

    kind: ObjectClass
    xyxy: Box
    score: float = 1.0
    annotation: Annotation | None = None

    @property
    def is_human(self) -> bool:
        """Whether a person stands behind it."""
        return self.annotation is not None


def boxes_of_frame(machine: Detections, fix: FrameFix | None) -> tuple[ShownBox, ...]:
    """Return what one frame shows, human boxes first, given the machine's boxes of that frame.

    A machine box is left out where the frame is accepted, where it is one that the coach
    denied, and where a human box of its class is the same object (``is_same_object``).
    """
    if fix is None:
        return machine_boxes(machine)
    human = tuple(ShownBox(box.kind, box.xyxy, 1.0, box) for box in fix.annotations)
    if fix.accepted:
        return human
    spoken = [(box.kind, box.xyxy) for box in fix.annotations]
    spoken += [(denied.kind, denied.xyxy) for denied in fix.denied]
    return (*human, *(box for box in machine_boxes(machine) if not stands_in(box, spoken)))


def machine_boxes(machine: Detections) -> tuple[ShownBox, ...]:
    """Return the machine's boxes as they are, best first."""
    order = (-machine.score).argsort(kind="stable").tolist()
    boxes, scores = machine.xyxy.tolist(), machine.score.tolist()
    kinds = machine.class_id.tolist()
    return tuple(ShownBox(ObjectClass(kinds[i]), tuple(boxes[i]), scores[i]) for i in order)


def unspoken(boxes: Tracks, fix: FrameFix | None) -> Tracks:
    """Return one frame's tracked boxes without those that the coach has spoken about."""
    if fix is None:
        return boxes
    if fix.accepted:
        return Tracks.empty()
    spoken = [(box.kind, box.xyxy) for box in fix.annotations]
    spoken += [(box.kind, box.xyxy) for box in fix.denied]
    kinds, sides = boxes.class_id.tolist(), boxes.xyxy.tolist()
    shown = [ShownBox(ObjectClass(kinds[row]), tuple(sides[row])) for row in range(len(boxes))]
    return boxes[np.array([not stands_in(box, spoken) for box in shown], bool)]


def stands_in(box: ShownBox, spoken: Iterable[tuple[ObjectClass, Box]]) -> bool:
    """Return whether one of ``spoken`` is the same object as ``box``."""
    return any(box.kind == kind and is_same_object(kind, box.xyxy, xyxy) for kind, xyxy in spoken)


def is_same_object(kind: ObjectClass, a: Box, b: Box) -> bool:
    """Return whether two boxes of one class mean the same thing.

    They do from ``SAME_OBJECT_IOU`` on. A ball is a few pixels wide, so that two good boxes of
    it may hardly overlap: there it is enough that the centre of one lies in the other.
    """
    if overlap_of(a, b) >= SAME_OBJECT_IOU:
        return True
    return kind is ObjectClass.BALL and (_holds_centre(a, b) or _holds_centre(b, a))


def _holds_centre(a: Box, b: Box) -> bool:
    x, y = middle_of(b)
    return a[0] <= x <= a[2] and a[1] <= y <= a[3]

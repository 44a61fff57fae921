"""Looking for a thing near its expected place: in the machine's boxes and in the picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from core.box import Box, box_around, mean_side, middle_of, overlap_of, sides_of
from core.dataset.shown_boxes import ShownBox, boxes_of_frame, is_same_object, machine_boxes
from core.detections.detections import Detections, ObjectClass
from core.sessions.fill_paths import Anchor, Expected, between
from core.sessions.session import Session
from core.video.follow import Sample, find_near
from core.video.frame import Picture

ALIKE = {
    ObjectClass.BALL: 0.7,
    ObjectClass.RACKET: 0.8,
    ObjectClass.RACKET_HEAD: 0.8,
}
"""How much a patch must look like the thing to be it. A player is not looked for: people bend
and turn, and on hand-made truth the straight way between two boxes was nearer (0.85 to 0.75)."""

MACHINE_SIGMA = 0.1
"""How far a detected player or racket is off, in its mean side."""

_LEAST_OVERLAP = 0.3

Habit = tuple[float, float, float, float]
"""How the coach's box differs from the machine's: by which shares of its sides it lies right and
below, and the logarithms of how much wider and higher it is."""


class Seeker:
    """Looks for a thing near its expected place, in the machine's boxes and in the picture."""

    def __init__(
        self,
        session: Session,
        kind: ObjectClass,
        machine: Detections,
        pictures: Callable[[int], Picture] | None,
    ) -> None:
        self._session, self.kind = session, kind
        self._machine, self._pictures = machine.of_class(kind), pictures
        self._samples: tuple[Sample, ...] = ()
        self._habits: list[tuple[int, Habit]] = []

    def look_like(self, anchors: Sequence[Anchor]) -> None:
        """Remember what the thing looks like at both ends, and how the machine boxes it there."""
        if self._pictures is not None and self.kind in ALIKE:
            self._samples = tuple(Sample(self._pictures(frame), box) for frame, box in anchors)
        self._habits = [
            (frame, _habit(same[0], box))
            for frame, box in anchors
            if (same := self._same_at(frame, box))
        ]

    def find(self, frame: int, expected: Expected) -> tuple[Box, float] | None:
        """Return the box that is seen, and how sure it is."""
        return self._by_machine(frame, expected) or self._in_picture(frame, expected)

    def _by_machine(self, frame: int, expected: Expected) -> tuple[Box, float] | None:
        shown = boxes_of_frame(self._machine.at(frame), self._session.fixes.get(frame))
        near = [box for box in shown if not box.is_human and self._fits(box, expected)]
        if not near:
            return None
        best = max(near, key=lambda box: box.score - self._off(box, expected))
        seen = self._as_drawn(frame, best.xyxy, expected)
        if self.kind is not ObjectClass.BALL:
            # Both are off: the surer one counts for more, as in a Kalman filter.
            off = MACHINE_SIGMA * mean_side(expected.xyxy)
            seen = between(expected.xyxy, seen, 1 / (1 + (off / expected.sigma_px) ** 2))
        return seen, 0.5 + 0.5 * best.score

    def _in_picture(self, frame: int, expected: Expected) -> tuple[Box, float] | None:
        if self._pictures is None or not self._samples:
            return None
        reach = min(max(2.5 * expected.sigma_px, 3.0), 2.0 * mean_side(expected.xyxy) + 8.0)
        found = find_near(self._pictures(frame), self._samples, expected.xyxy, reach)
        if found is None or found[1] < ALIKE[self.kind]:
            return None
        return found[0], 0.9 * found[1]

    def _same_at(self, frame: int, box: Box) -> list[Box]:
        """Return the machine's box of what the coach boxed in a frame, if it has one."""
        shown = (each.xyxy for each in machine_boxes(self._machine.at(frame)))
        return [xyxy for xyxy in shown if is_same_object(self.kind, xyxy, box)][:1]

    def _as_drawn(self, frame: int, seen: Box, expected: Expected) -> Box:
        """Return a machine's box as the coach would draw it, going by the ends.

        A detector boxes a little too wide or beside. Where it saw neither end, its place is
        taken and the size that is expected; of a ball always, whose box is a few pixels.
        """
        if not self._habits or self.kind is ObjectClass.BALL:
            return box_around(middle_of(seen), sides_of(expected.xyxy))
        frames = [at for at, _ in self._habits]
        right, down, wider, higher = (
            float(np.interp(frame, frames, [habit[part] for _, habit in self._habits]))
            for part in range(4)
        )
        (x, y), (width, height) = middle_of(seen), sides_of(seen)
        sides = (width * math.exp(wider), height * math.exp(higher))
        return box_around((x + right * width, y + down * height), sides)

    def _fits(self, box: ShownBox, expected: Expected) -> bool:
        if self.kind is ObjectClass.BALL:
            return self._off(box, expected) <= 1.0
        if overlap_of(box.xyxy, expected.xyxy) < _LEAST_OVERLAP:
            return False
        factor = mean_side(box.xyxy) / max(mean_side(expected.xyxy), 1e-3)
        return 1 / 1.7 < factor < 1.7

    def _off(self, box: ShownBox, expected: Expected) -> float:
        """Return how far a box is from its expected place, 1 at the end of its reach."""
        reach = max(3 * expected.sigma_px, 1.2 * mean_side(expected.xyxy))
        return math.dist(middle_of(box.xyxy), middle_of(expected.xyxy)) / reach


def _habit(machine: Box, human: Box) -> Habit:
    (x, y), (p, q) = middle_of(machine), middle_of(human)
    (width, height), (wide, high) = sides_of(machine), sides_of(human)
    return (p - x) / width, (q - y) / height, math.log(wide / width), math.log(high / height)

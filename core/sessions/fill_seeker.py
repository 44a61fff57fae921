"""Looking for a thing near its expected place: the machine's boxes first, then the picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from core.box import Box, mean_side, middle_of, overlap_of
from core.dataset.shown_boxes import ShownBox, boxes_of_frame
from core.detections.detections import Detections, ObjectClass
from core.sessions.fill_paths import Anchor, Expected
from core.sessions.session import Session
from core.video.follow import Sample, find_near
from core.video.frame import Picture

ALIKE = 0.55
"""A patch of the picture that is less like the thing than this is not it."""

_LEAST_OVERLAP = 0.3


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

    def look_like(self, anchors: Sequence[Anchor]) -> None:
        """Remember what the thing looks like at both ends."""
        if self._pictures is not None:
            self._samples = tuple(Sample(self._pictures(frame), box) for frame, box in anchors)

    def find(self, frame: int, expected: Expected) -> tuple[Box, float] | None:
        """Return the box that is seen, and how sure it is."""
        shown = boxes_of_frame(self._machine.at(frame), self._session.fixes.get(frame))
        near = [box for box in shown if not box.is_human and self._fits(box, expected)]
        if near:
            best = max(near, key=lambda box: box.score - self._off(box, expected))
            return best.xyxy, 0.5 + 0.5 * best.score
        if self._pictures is None:
            return None
        reach = min(max(2.5 * expected.sigma_px, 3.0), 2.0 * mean_side(expected.xyxy) + 8.0)
        found = find_near(self._pictures(frame), self._samples, expected.xyxy, reach)
        if found is None or found[1] < ALIKE:
            return None
        return found[0], 0.9 * found[1]

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

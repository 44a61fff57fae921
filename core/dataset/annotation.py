"""What a person says about the boxes of one frame: annotations, denials, acceptance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from core.box import Box
from core.detections.detections import ObjectClass


class Author(StrEnum):
    """Who stands behind a box."""

    COACH = "coach"
    MACHINE_ACCEPTED = "machine-accepted"  # found by the machine, accepted as it was


class Origin(StrEnum):
    """How a box came about."""

    DRAWN = "drawn"
    MOVED = "moved"  # a machine's box, put right
    MACHINE = "machine"  # a machine's box, accepted as it was
    COPIED = "copied"  # from another frame
    INTERPOLATED = "interpolated"
    TRACKED = "tracked"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A box a person stands behind.

    ``id`` is unique within its frame. ``xyxy`` are four floats in upright source pixels,
    ``made_at`` is an ISO 8601 time.
    """

    id: str
    kind: ObjectClass
    xyxy: Box
    author: Author
    made_at: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class DeniedBox:
    """A machine's box of which the coach said that it is wrong; ``xyxy`` as the machine had it."""

    kind: ObjectClass
    xyxy: Box


@dataclass(frozen=True, slots=True)
class FrameFix:
    """All a person has said about one frame.

    An ``accepted`` frame is exhaustive: what has no annotation is not there. Accepted without
    annotations it is a negative. Machine boxes are never part of it: they stay in their own
    file, and ``core.dataset.shown_boxes`` puts the two together.
    """

    frame: int
    annotations: tuple[Annotation, ...] = ()
    denied: tuple[DeniedBox, ...] = ()
    accepted: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether the frame is as if nobody had touched it."""
        return not (self.annotations or self.denied or self.accepted)

    @property
    def is_negative(self) -> bool:
        """Whether a person said that there is nothing to find in this frame."""
        return self.accepted and not self.annotations

    def annotation(self, box_id: str) -> Annotation | None:
        """Return the annotation of that id, None if there is none."""
        return next((box for box in self.annotations if box.id == box_id), None)

    def free_id(self) -> str:
        """Return an id that no annotation of this frame has."""
        numbers = [int(box.id) for box in self.annotations if box.id.isdecimal()]
        return str(max(numbers, default=0) + 1)

    def with_annotation(self, box: Annotation) -> FrameFix:
        """Return the fix with ``box`` in the place of the one with its id, or added."""
        if self.annotation(box.id) is None:
            return replace(self, annotations=(*self.annotations, box))
        return replace(
            self, annotations=tuple(box if old.id == box.id else old for old in self.annotations)
        )

    def without(self, box_id: str) -> FrameFix:
        """Return the fix without the annotation of that id."""
        return replace(self, annotations=tuple(box for box in self.annotations if box.id != box_id))

    def denying(self, box: DeniedBox) -> FrameFix:
        """Return the fix that also says ``box`` is wrong."""
        return self if box in self.denied else replace(self, denied=(*self.denied, box))

"""One clip with two detectors: everything that differs, from what each of them saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.before_after.box_change import BoxTally, FrameChange, compare_boxes
from core.before_after.clip import Clip
from core.before_after.hit_change import HitChange, HitTally, compare_hits, tally_of
from core.before_after.moments import Moment, moments_of
from core.detections.detections import Detections, ObjectClass
from core.hits.hit import Hit


@dataclass(frozen=True)
class Sight:
    """What one detector saw in a clip: the boxes it shows and the hits that follow."""

    boxes: Detections
    hits: tuple[Hit, ...]


@dataclass(frozen=True, eq=False)
class ClipComparison:
    """Two detectors on one clip. ``boxes`` by class; ``moments`` differ most, heaviest first."""

    clip: Clip
    before: Sight
    after: Sight
    hits: tuple[HitChange, ...]
    tally: HitTally
    boxes: Mapping[ObjectClass, BoxTally]
    frames: tuple[FrameChange, ...]
    moments: tuple[Moment, ...]

    @property
    def deciding_boxes(self) -> Mapping[ObjectClass, BoxTally]:
        """The counts of boxes that may make a detector better or worse."""
        return {} if self.clip.drawn else self.boxes

    def sight(self, after: bool) -> Sight:
        """Return what one of the two saw."""
        return self.after if after else self.before


def compare(clip: Clip, before: Sight, after: Sight) -> ClipComparison:
    """Return how two detectors differ on a clip."""
    hits: Sequence[HitChange] = compare_hits(clip, before.hits, after.hits)
    boxes, frames = compare_boxes(clip, before.boxes, after.boxes)
    return ClipComparison(
        clip,
        before,
        after,
        tuple(hits),
        tally_of(hits),
        boxes,
        frames,
        moments_of(clip, hits, frames),
    )

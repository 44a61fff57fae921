"""Where overlays draw: source pixels in, crisp screen pixels out; and what they are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from core.dataset.annotation import FrameFix
from core.dataset.shown_boxes import unspoken
from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks
from core.hits.hit import Box, Point
from core.sessions.scored_hits import ScoredHit


@dataclass(frozen=True)
class Moment:
    """All that an overlay may know: the session's data and the moment on screen.

    ``tracks`` may hold only the frames around this one. ``real_factor`` is file seconds per
    second of the real world (8 for 240 frames/s stored at 30), so that effects last as long in
    slow motion as the movement they go with. ``fix`` is what the coach has said about the boxes
    of this frame.
    """

    frame: int
    time_s: float
    tracks: Tracks = field(default_factory=Tracks.empty)
    hits: tuple[ScoredHit, ...] = ()
    fps: float = 30.0
    real_factor: float = 1.0
    fix: FrameFix | None = None

    @cached_property
    def boxes(self) -> Tracks:
        """The boxes of this frame, as the machine has them."""
        return self.tracks.at(self.frame)

    @cached_property
    def machine_boxes(self) -> Tracks:
        """The boxes of this frame that the coach has not spoken about."""
        return unspoken(self.boxes, self.fix)

    def human(self, kind: ObjectClass) -> list[Box]:
        """Return the boxes of a class in this frame that a person stands behind."""
        if self.fix is None:
            return []
        return [box.xyxy for box in self.fix.annotations if box.kind is kind]

    def hit_within(self, before_s: float, after_s: float) -> ScoredHit | None:
        """Return the hit whose time is nearest, from ``before_s`` ahead to ``after_s`` ago.

        Both are seconds of the real world, but at least the time of one frame, since a hit
        lies between frames. Rejected hits are left out.
        """
        frame_s = 1.0 / self.fps
        ahead = max(before_s * self.real_factor, 0.6 * frame_s)
        ago = max(after_s * self.real_factor, 0.6 * frame_s)
        near = [
            each
            for each in self.hits
            if not each.rejected and -ago <= each.hit.time_s - self.time_s <= ahead
        ]
        return min(near, key=lambda one: abs(one.hit.time_s - self.time_s), default=None)


@dataclass(frozen=True)
class Canvas:
    """A painter in screen pixels and the map from source pixels to them."""

    painter: QPainter
    to_screen: QTransform
    bounds: QRectF

    @property
    def scale(self) -> float:
        """Screen pixels per source pixel."""
        return self.to_screen.m11()

    def point(self, xy: Point) -> QPointF:
        """Return a source point on the screen."""
        return self.to_screen.map(QPointF(float(xy[0]), float(xy[1])))

    def rect(self, xyxy: Box) -> QRectF:
        """Return a source box on the screen."""
        return QRectF(self.point((xyxy[0], xyxy[1])), self.point((xyxy[2], xyxy[3])))

"""A hit: the moment the ball meets the strings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class HitSource(StrEnum):
    """Who says that there is a hit."""

    FOUND = "found"
    MARKED = "marked"


class HitStatus(StrEnum):
    """What the coach has said of it; the machine never changes a confirmed or rejected hit."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Stroke(StrEnum):
    """The movement around a hit."""

    UNKNOWN = "unknown"
    FOREHAND = "forehand"
    BACKHAND = "backhand"
    SERVE = "serve"
    VOLLEY = "volley"


@dataclass(frozen=True)
class Hit:
    """One contact between ball and strings.

    ``time_s`` is refined between frames, ``frame`` the nearest frame. ``ball_xy`` (px) is the
    ball's centre at contact and ``racket_head_xyxy`` (px) the box around the strings.
    ``tip_direction`` is the unit vector from the butt to the tip in the picture, where known.
    ``offset`` (u, v) is the ball centre minus the head's centre, over the head's half extents;
    ``r_sigma`` the standard deviation of its length r. ``confidence`` in 0..1 says how sure it
    is that there is a hit. ``sound_onset_s`` is when the impact is heard, on the video's clock.
    ``time_sigma_s`` is the standard deviation of ``time_s``. ``ball_step_m`` is how far the
    ball flies between two pictures at contact, in metres from its own diameter of 6.7 cm: the
    reason for a large sigma.
    ``score_override`` is the coach's word; ``head_by_coach`` says that the racket head is where
    the coach put it.
    """

    id: str
    time_s: float
    frame: int
    confidence: float
    ball_xy: Point | None = None
    racket_head_xyxy: Box | None = None
    tip_direction: Point | None = None
    offset: Point | None = None
    r_sigma: float | None = None
    source: HitSource = HitSource.FOUND
    status: HitStatus = HitStatus.PROPOSED
    stroke: Stroke = Stroke.UNKNOWN
    sound_onset_s: float | None = None
    time_sigma_s: float | None = None
    ball_step_m: float | None = None
    score_override: int | None = None
    head_by_coach: bool = False

    @property
    def r(self) -> float | None:
        """Distance from the centre of the strings: 0 centre, 1 the rim; None if unknown."""
        return None if self.offset is None else math.hypot(*self.offset)

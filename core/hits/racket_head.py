"""The racket head through time: where the strings' centre is, how large, how fast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.hits.hit import Box, Point
from core.hits.kinematics import Path, Sight, distance, fit_path
from core.hits.scene import Holding, Scene

HEAD_OF_RACKET = 0.49
"""Share of a racket's length that is its head: 33 of 68.5 cm."""

CENTRE_SIGMA = 0.07
"""How far a detected head box is off, in its mean side, per axis."""

DERIVED_SIGMA = 0.3
"""The same for a head that was only derived from the racket's box."""

TURN_ACCEL = 400.0
"""A head's acceleration in player heights/s²: 30 m/s on a circle of 1.2 m."""

TURN_JERK = 3000.0
"""How fast that turns with the circle, in player heights/s³: 20 m/s turned 17 times a second."""

SPEED_SIGMA = 12.0
"""A head's speed in player heights/s: swings reach 20 to 35 m/s."""

FALSE_SPEED = 24.0
"""Player heights/s, 43 m/s: no racket is so fast, two boxes are of two things."""

NEAR_S = 0.13
"""Sights further from the asked moment say nothing of a head in full swing."""


@dataclass(frozen=True)
class HeadSight:
    """A head on one picture: where, how large, and which way the racket points."""

    sight: Sight
    half: Point
    derived: bool
    tip: Point | None


@dataclass(frozen=True)
class Head:
    """A head at one moment between pictures. Lengths in px, speed in px/s."""

    centre: Point
    half: Point
    sigma_px: float
    speed: float
    velocity: Point
    derived: bool
    tip: Point | None

    @property
    def xyxy(self) -> Box:
        """The box around the strings."""
        (x, y), (w, h) = self.centre, self.half
        return x - w, y - h, x + w, y + h


def head_sight(scene: Scene, holder: int) -> HeadSight | None:
    """Return the head ``holder`` shows on this picture: its own box, else out of the racket's."""
    holding = scene.holdings.get(holder)
    if holding is None:
        return None
    if holding.head is not None:
        width, height = holding.head.size
        mean = max((width + height) / 2, 1.0)
        sight = Sight(scene.time_s, scene.frame, holding.head.centre, CENTRE_SIGMA * mean, mean)
        half = (max(width / 2, 0.5), max(height / 2, 0.5))
        return HeadSight(sight, half, False, _tip(holding, holding.head.centre))
    return _derived(scene, holder, holding)


def _tip(holding: Holding, centre: Point) -> Point | None:
    """Return the direction from the racket's middle to the head's, where it is clear."""
    if holding.racket is None:
        return None
    x, y = holding.racket.centre
    dx, dy = centre[0] - x, centre[1] - y
    length = math.hypot(dx, dy)
    # A racket seen along its axis has no tip in the picture.
    if length < 0.1 * max(*holding.racket.size, 1.0):
        return None
    return dx / length, dy / length


def _derived(scene: Scene, holder: int, holding: Holding) -> HeadSight | None:
    """Return a head guessed from the racket's box: the end away from the player's middle."""
    player = scene.players.get(holder)
    if holding.racket is None or player is None:
        return None
    x0, y0, x1, y1 = holding.racket.xyxy
    width, height = max(x1 - x0, 1.0), max(y1 - y0, 1.0)
    away_x = (x0 + x1) / 2 - (player[0] + player[2]) / 2
    away_y = (y0 + y1) / 2 - (player[1] + player[3]) / 2
    share = 1 - HEAD_OF_RACKET
    half = (
        width / 2 if width < height * HEAD_OF_RACKET else width * HEAD_OF_RACKET / 2,
        height / 2 if height < width * HEAD_OF_RACKET else height * HEAD_OF_RACKET / 2,
    )
    x = (x0 + x1) / 2 + math.copysign(width * share / 2, away_x) * (half[0] < width / 2)
    y = (y0 + y1) / 2 + math.copysign(height * share / 2, away_y) * (half[1] < height / 2)
    mean = half[0] + half[1]
    length = math.hypot(x - (x0 + x1) / 2, y - (y0 + y1) / 2)
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    tip = None if length < 1e-6 else ((x - middle[0]) / length, (y - middle[1]) / length)
    sight = Sight(scene.time_s, scene.frame, (x, y), DERIVED_SIGMA * mean, mean)
    return HeadSight(sight, half, True, tip)


def speed_between(first: HeadSight, second: HeadSight) -> float:
    """Return the least speed (px/s) that explains two sights, their errors allowed for."""
    a, b = first.sight, second.sight
    sure = distance(a.xy, b.xy) - 2 * math.hypot(a.sigma_px, b.sigma_px)
    return max(0.0, sure) / max(b.time_s - a.time_s, 1e-3)


@dataclass(frozen=True)
class HeadCurve:
    """The head's path through the one to four sights around a moment."""

    sights: tuple[HeadSight, ...]
    path: Path

    def at(self, time_s: float) -> Head:
        """Return the head at a moment near the one asked for."""
        half, tip = _shape(self.sights, time_s)
        velocity = self.path.velocity(time_s)
        return Head(
            centre=self.path.at(time_s),
            half=half,
            sigma_px=self.path.sigma_at(time_s),
            speed=math.hypot(*velocity),
            velocity=velocity,
            derived=all(s.derived for s in self.sights),
            tip=tip,
        )


class HeadMotion:
    """One player's racket head around a moment, from the pictures before and after it."""

    def __init__(self, sights: Sequence[HeadSight], height_px: float) -> None:
        self._sights = sights
        self._height = height_px

    def around(self, time_s: float) -> HeadCurve | None:
        """Return the head's way near ``time_s``; None when no picture near it shows a head."""
        before = [s for s in self._sights if -NEAR_S <= s.sight.time_s - time_s <= 0]
        after = [s for s in self._sights if 0 < s.sight.time_s - time_s <= NEAR_S]
        near = before[-2:] + after[:2]
        if not near:
            return None
        path = fit_path(
            [s.sight for s in near],
            time_s,
            speed_sigma=SPEED_SIGMA * self._height,
            accel_sigma=TURN_ACCEL * self._height,
            jerk_sigma=TURN_JERK * self._height,
        )
        return HeadCurve(tuple(near), path)

    def swing(self, time_s: float, window_s: float = 0.2) -> float:
        """Return the greatest speed between sights around ``time_s``, in player heights/s.

        A head lost to blur counts by where it comes out again.
        """
        near = [s for s in self._sights if abs(s.sight.time_s - time_s) <= window_s]
        speeds = [speed_between(a, b) / self._height for a, b in pairwise(near)]
        return max((speed for speed in speeds if speed < FALSE_SPEED), default=0.0)


def _shape(near: Sequence[HeadSight], time_s: float) -> tuple[Point, Point | None]:
    """Return half extents and tip direction, nearer and surer sights counting more."""
    total = width = height = tip_x = tip_y = 0.0
    for s in near:
        weight = (0.1 if s.derived else 1.0) / (0.02 + abs(s.sight.time_s - time_s))
        total += weight
        width += weight * s.half[0]
        height += weight * s.half[1]
        if s.tip is not None:
            tip_x += weight * s.tip[0]
            tip_y += weight * s.tip[1]
    length = math.hypot(tip_x, tip_y)
    # Sights that point against each other leave no direction.
    tip = (tip_x / length, tip_y / length) if length > 0.5 * total else None
    return (width / total, height / total), tip

"""Boxes linked through time, class by class: confident boxes first, then the weak ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.detections.detections import ObjectClass
from core.detections.kalman import Motion, misfit, predict, update
from core.detections.matching import match
from core.geometry import iou

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Seen:
    """One detected box: ``xyxy`` in px and its score."""

    xyxy: Box
    score: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.xyxy[0] + self.xyxy[2]) / 2, (self.xyxy[1] + self.xyxy[3]) / 2

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, at least half a pixel."""
        return max(self.xyxy[2] - self.xyxy[0], 0.5), max(self.xyxy[3] - self.xyxy[1], 0.5)


@dataclass(frozen=True)
class Trail:
    """One object followed so far; ``motion`` is of its centre, ``size`` smoothed, in px.

    ``anchor`` is where it was when it last went ``STILL_SIDES`` of its smaller side away from
    the anchor before: an object whose ``anchor_s`` is long ago lies still.
    """

    track_id: int
    kind: ObjectClass
    motion: Motion
    size: tuple[float, float]
    score: float
    n_seen: int
    first_s: float
    last_seen_s: float
    anchor: tuple[float, float]
    anchor_s: float
    seen_now: Seen | None

    @property
    def side(self) -> float:
        """The smaller side: a ball's diameter even when motion blur draws it long."""
        return min(self.size)

    @property
    def xyxy(self) -> Box:
        """Where the object is now: the seen box, or the expected one."""
        if self.seen_now is not None:
            return self.seen_now.xyxy
        (x, y), (w, h) = self.motion.position, self.size
        return x - w / 2, y - h / 2, x + w / 2, y + h / 2

    @property
    def observed(self) -> bool:
        """Whether a box was seen at the last step."""
        return self.seen_now is not None


Distance = Callable[[Sequence[Trail], Sequence[Seen]], NDArray[np.float64]]
"""Cost (n, m) of linking each trail with each box; at most 1 is a possible pair."""

STILL_SIDES = 1.5


@dataclass(frozen=True)
class FollowRules:
    """How one class of objects is followed. Lengths are in the object's own smaller side."""

    distance: Distance
    confident: float  # boxes from here on begin a track; weaker ones only continue one
    lost_after_s: float
    fresh_lost_after_s: float  # the same for a track of few boxes, which may be false ones
    sigma_sides: float  # how far a detected centre is off
    speed_sigma_sides: float  # how fast a new object may go, per second
    noise_sides: float  # density of its accelerations, sides²/s³
    size_memory: float = 0.7
    weak_within_s: float = math.inf  # a weak box goes on only with what was seen so shortly before


def by_overlap(trails: Sequence[Trail], boxes: Sequence[Seen]) -> NDArray[np.float64]:
    """Return a cost from the overlap of the expected box: for large, slow objects."""
    expected = np.array([_expected_box(trail) for trail in trails], np.float32)
    found = np.array([box.xyxy for box in boxes], np.float32)
    # An overlap of 0.15 is a stride of about 0.7 box widths between two sights.
    return np.asarray((1.0 - iou(expected, found)) / 0.85, np.float64)


def by_reach(trails: Sequence[Trail], boxes: Sequence[Seen]) -> NDArray[np.float64]:
    """Return a cost from the centres' distance in racket lengths: for swung things."""
    cost = np.empty((len(trails), len(boxes)))
    for row, trail in enumerate(trails):
        for column, box in enumerate(boxes):
            length = max(*trail.size, *box.size)
            x, y = trail.motion.position
            gone = math.hypot(box.centre[0] - x, box.centre[1] - y) / length
            cost[row, column] = gone / 1.6 + 0.1 * abs(_log_ratio(trail.size, box.size))
    return cost


GATE_SIGMAS = 3.5
BALL_SIZE_FACTOR = 2.6


def by_flight(trails: Sequence[Trail], boxes: Sequence[Seen]) -> NDArray[np.float64]:
    """Return a cost from the misfit to the expected flight in standard deviations: for balls."""
    cost = np.full((len(trails), len(boxes)), np.inf)
    for row, trail in enumerate(trails):
        for column, box in enumerate(boxes):
            side = min(box.size)
            ratio = side / trail.side
            if 1 / BALL_SIZE_FACTOR < ratio < BALL_SIZE_FACTOR:
                sigma = BALL_SIGMA_SIDES * max(trail.side, side)
                cost[row, column] = misfit(trail.motion, box.centre, sigma) / GATE_SIGMAS
    return cost


BALL_SIGMA_SIDES = 0.45

FOLLOW: Mapping[ObjectClass, FollowRules] = {
    # A person starts and stops within a few tenths of a second.
    ObjectClass.PLAYER: FollowRules(by_overlap, 0.2, 0.8, 0.15, 0.08, 1.0, 2.0),
    # A racket head covers ten of its lengths per second and turns at will.
    ObjectClass.RACKET: FollowRules(by_reach, 0.22, 0.5, 0.15, 0.15, 20.0, 2e3, 0.5),
    ObjectClass.RACKET_HEAD: FollowRules(by_reach, 0.22, 0.4, 0.15, 0.1, 20.0, 2e3, 0.5),
    # New balls up to 20 m/s at one sigma (300 diameters of 6.7 cm); in flight gravity, drag and
    # perspective bend the path by about 25 m/s² (370 diameters/s²) held for a tenth of a second.
    ObjectClass.BALL: FollowRules(
        by_flight, 0.3, 0.3, 0.12, BALL_SIGMA_SIDES, 220.0, 370.0**2 * 0.1, 0.7, 0.075
    ),
}


class Tracker:
    """Follows all objects of a film. Boxes and times go in, one step per picture.

    The idea of two rounds, confident boxes before weak ones, is ByteTrack's (Zhang et al.,
    arXiv:2110.06864). Times are real seconds; steps may be of any length.
    """

    def __init__(self, rules: Mapping[ObjectClass, FollowRules] = FOLLOW) -> None:
        self._rules = rules
        self._trails: dict[ObjectClass, list[Trail]] = {kind: [] for kind in rules}
        self._next_id = 1

    def step(self, time_s: float, seen: Mapping[ObjectClass, Sequence[Seen]]) -> list[Trail]:
        """Take the boxes of the picture at ``time_s`` and return every living trail."""
        alive: list[Trail] = []
        for kind, rules in self._rules.items():
            self._trails[kind] = self._follow(kind, rules, time_s, seen.get(kind, ()))
            alive.extend(self._trails[kind])
        return alive

    def cut(self) -> None:
        """Forget every trail: the film goes on with another scene."""
        for trails in self._trails.values():
            trails.clear()

    def _follow(
        self, kind: ObjectClass, rules: FollowRules, time_s: float, boxes: Sequence[Seen]
    ) -> list[Trail]:
        carried = [_carried(trail, rules, time_s) for trail in self._trails[kind]]
        strong = [box for box in boxes if box.score >= rules.confident]
        weak = [box for box in boxes if box.score < rules.confident]
        kept, unmatched, new = _link(carried, strong, rules)
        # A ball lost for a while may be anywhere, and a weak box anything.
        recent = [t for t in unmatched if time_s - t.last_seen_s <= rules.weak_within_s]
        rescued, lost, _ = _link(recent, weak, rules)
        lost += [trail for trail in unmatched if trail not in recent]
        kept += rescued
        kept += [trail for trail in lost if not _gone(trail, rules, time_s)]
        for box in new:
            kept.append(self._born(kind, rules, time_s, box))
        return sorted(kept, key=lambda trail: trail.track_id)

    def _born(self, kind: ObjectClass, rules: FollowRules, time_s: float, box: Seen) -> Trail:
        side = min(box.size)
        speed = rules.speed_sigma_sides * side
        motion = Motion.started(time_s, box.centre, rules.sigma_sides * side, speed)
        number, self._next_id = self._next_id, self._next_id + 1
        return Trail(
            number, kind, motion, box.size, box.score, 1, time_s, time_s, box.centre, time_s, box
        )


def _link(
    trails: Sequence[Trail], boxes: Sequence[Seen], rules: FollowRules
) -> tuple[list[Trail], list[Trail], list[Seen]]:
    """Return the trails that got a box, those that did not, and the boxes left over."""
    if not trails or not boxes:
        return [], list(trails), list(boxes)
    pairs, rows, columns = match(rules.distance(trails, boxes))
    linked = [_seen(trails[row], rules, boxes[column]) for row, column in pairs]
    return linked, [trails[row] for row in rows], [boxes[column] for column in columns]


def _carried(trail: Trail, rules: FollowRules, time_s: float) -> Trail:
    noise = rules.noise_sides * trail.side**2
    return replace(trail, motion=predict(trail.motion, time_s, noise), seen_now=None)


def _seen(trail: Trail, rules: FollowRules, box: Seen) -> Trail:
    motion = update(trail.motion, box.centre, rules.sigma_sides * max(trail.side, min(box.size)))
    keep = rules.size_memory
    width = keep * trail.size[0] + (1 - keep) * box.size[0]
    height = keep * trail.size[1] + (1 - keep) * box.size[1]
    moved = math.hypot(box.centre[0] - trail.anchor[0], box.centre[1] - trail.anchor[1])
    anchored = moved <= STILL_SIDES * trail.side
    return replace(
        trail,
        motion=motion,
        size=(width, height),
        score=box.score,
        n_seen=trail.n_seen + 1,
        last_seen_s=motion.time_s,
        anchor=trail.anchor if anchored else box.centre,
        anchor_s=trail.anchor_s if anchored else motion.time_s,
        seen_now=box,
    )


KNOWN_SEEN = 4
"""Boxes that make a trail worth waiting for."""


def _gone(trail: Trail, rules: FollowRules, time_s: float) -> bool:
    patience = rules.lost_after_s if trail.n_seen >= KNOWN_SEEN else rules.fresh_lost_after_s
    return time_s - trail.last_seen_s > patience


def _expected_box(trail: Trail) -> Box:
    (x, y), (w, h) = trail.motion.position, trail.size
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def _log_ratio(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.log((a[0] * a[1]) / (b[0] * b[1]))

"""What is on one picture: players, what they hold, and balls, each under its track."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.detections.detections import ObjectClass
from core.detections.tracker import Trail
from core.hits.hit import Box, Point


@dataclass(frozen=True)
class Shown:
    """One object seen on one picture."""

    track_id: int
    kind: ObjectClass
    xyxy: Box
    score: float
    still_s: float  # how long it has lain at one place

    @property
    def centre(self) -> Point:
        """The middle of the box."""
        return (self.xyxy[0] + self.xyxy[2]) / 2, (self.xyxy[1] + self.xyxy[3]) / 2

    @property
    def size(self) -> Point:
        """Width and height."""
        return self.xyxy[2] - self.xyxy[0], self.xyxy[3] - self.xyxy[1]


@dataclass(frozen=True)
class Holding:
    """What one player holds: the boxes of racket and racket head, where seen."""

    racket: Shown | None = None
    head: Shown | None = None


@dataclass(frozen=True)
class Scene:
    """One picture. ``time_s`` runs in real seconds, ``film_s`` on the film's own clock.

    ``holdings`` go by the player's track id; a racket without a player goes by minus its own.
    """

    frame: int
    time_s: float
    film_s: float
    shown: Mapping[int, Shown]
    players: Mapping[int, Box]
    holdings: Mapping[int, Holding]
    balls: Sequence[Shown] = field(default=())


STILL_S = 0.6
"""What has not moved for so long is rather a part of the background."""

HELD_SCORE = 0.25
"""Rackets seen less surely than this are as often an arm or a shoe."""

REACH_HEIGHTS = 0.75
"""How far a racket's middle may be from its player's box, in the player's longer sides: an arm
of 0.4 body heights, half a racket of 0.2, and a box that is cut close."""


def scene_of(frame: int, time_s: float, film_s: float, trails: Sequence[Trail]) -> Scene:
    """Return the picture's objects with rackets given to players and heads to rackets."""
    shown = {
        trail.track_id: Shown(
            trail.track_id, trail.kind, trail.xyxy, trail.score, time_s - trail.anchor_s
        )
        for trail in trails
        if trail.observed
    }
    players = {trail.track_id: trail.xyxy for trail in trails if trail.kind is ObjectClass.PLAYER}
    sure = [item for item in shown.values() if item.score >= HELD_SCORE]
    rackets = [item for item in sure if item.kind is ObjectClass.RACKET]
    heads = [item for item in sure if item.kind is ObjectClass.RACKET_HEAD]
    return Scene(
        frame,
        time_s,
        film_s,
        shown,
        players,
        _holdings(players, rackets, heads),
        tuple(item for item in shown.values() if item.kind is ObjectClass.BALL),
    )


def gap_to_box(point: Point, box: Box) -> float:
    """Return how far ``point`` is outside ``box``; 0 inside."""
    dx = max(box[0] - point[0], 0.0, point[0] - box[2])
    dy = max(box[1] - point[1], 0.0, point[1] - box[3])
    return math.hypot(dx, dy)


def height_of(box: Box) -> float:
    """Return a player's size in px: the longer side, for films that lie on their side."""
    return max(box[2] - box[0], box[3] - box[1], 1.0)


def owner_of(point: Point, players: Mapping[int, Box]) -> int | None:
    """Return the player who can hold something at ``point``: the nearest within reach."""
    best, best_cost = None, math.inf
    for number, box in players.items():
        height = height_of(box)
        gap = gap_to_box(point, box) / height
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        # Between overlapping players the one whose middle is nearer holds it.
        cost = gap + 0.2 * math.hypot(point[0] - middle[0], point[1] - middle[1]) / height
        if gap <= REACH_HEIGHTS and cost < best_cost:
            best, best_cost = number, cost
    return best


def _claim(item: Shown) -> tuple[bool, float, int]:
    """Order what a player may hold: things that move first, a sign on the wall last."""
    return item.still_s >= STILL_S, -item.score, item.track_id


def _holdings(
    players: Mapping[int, Box], rackets: Sequence[Shown], heads: Sequence[Shown]
) -> dict[int, Holding]:
    held: dict[int, Holding] = {}
    for racket in sorted(rackets, key=_claim):
        owner = owner_of(racket.centre, players)
        key = -racket.track_id if owner is None else owner
        if key not in held:
            held[key] = Holding(racket=racket)
    for head in sorted(heads, key=_claim):
        key = _holder_of_head(head, players, held)
        known = held.get(key, Holding())
        if known.head is None:
            held[key] = Holding(known.racket, head)
    return held


def _holder_of_head(head: Shown, players: Mapping[int, Box], held: Mapping[int, Holding]) -> int:
    x, y = head.centre
    for key, holding in held.items():
        if holding.racket is None:
            continue
        x0, y0, x1, y1 = holding.racket.xyxy
        slack = 0.15 * max(x1 - x0, y1 - y0)
        if x0 - slack <= x <= x1 + slack and y0 - slack <= y <= y1 + slack:
            return key
    owner = owner_of(head.centre, players)
    return -head.track_id if owner is None else owner

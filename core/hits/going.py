"""How something goes as seen by a player: what runs along with him is a part of him."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

from core.hits.hit import Point
from core.hits.kinematics import Sight, distance
from core.hits.scene import Scene

LEAST_RIDE = 3
"""Sights that tell whether something goes with the player."""


class Going:
    """The middle of one player through time; without him, a place that stands still."""

    def __init__(self, scenes: Sequence[Scene], holder: int) -> None:
        known = [
            (scene.time_s, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
            for scene in scenes
            if (box := scene.players.get(holder)) is not None
        ]
        self._times = [time_s for time_s, _ in known]
        self._middles = [middle for _, middle in known]

    def seen_from(self, point: Point, time_s: float) -> Point:
        """Return ``point`` (px) from the player's middle at the nearest time he is seen."""
        if not self._times:
            return point
        after = bisect_left(self._times, time_s)
        near = min(
            range(max(0, after - 1), min(after + 1, len(self._times))),
            key=lambda i: abs(self._times[i] - time_s),
        )
        x, y = self._middles[near]
        return point[0] - x, point[1] - y

    def travel(self, way: Sequence[Sight], contact: Point, time_s: float) -> float:
        """Return how far (px) from the contact the ball was seen on one side of it.

        Both as the player sees it: shoes go a long way over the court, but not from him.
        """
        here = self.seen_from(contact, time_s)
        return max(
            (distance(self.seen_from(sight.xy, sight.time_s), here) for sight in way), default=0.0
        )

    def ride(self, run: Sequence[Sight]) -> float:
        """Return how far (px) the run goes as seen by the player; infinite where it is unknown."""
        known = set(self._times)
        seen = [self.seen_from(s.xy, s.time_s) for s in run if s.time_s in known]
        if len(seen) < LEAST_RIDE:
            return math.inf
        return max(distance(a, b) for a in (seen[0], seen[-1]) for b in seen)

"""Places where a detector keeps seeing a weak box: signs, net posts and balls that lie about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

NEAR_SIDES = 0.6
"""A box that is so near (in its smaller side) is seen at the same spot."""

LEAST_SEEN = 4
LEAST_S = 0.25
"""So often and so long something is seen at one spot before it counts as lying there."""

FORGET_S = 2.0
"""A spot at which nothing was seen for so long is forgotten: the camera has moved."""


class Placed(Protocol):
    """A box as far as spots ask."""

    @property
    def centre(self) -> tuple[float, float]: ...
    @property
    def size(self) -> tuple[float, float]: ...


@dataclass(frozen=True)
class Spot:
    """Where and since when something is seen, how often, and its smaller side (px)."""

    xy: tuple[float, float]
    side: float
    first_s: float
    last_s: float
    n: int

    def holds(self, box: Placed) -> bool:
        """Whether ``box`` lies here."""
        gone = math.hypot(box.centre[0] - self.xy[0], box.centre[1] - self.xy[1])
        return gone <= NEAR_SIDES * max(self.side, min(box.size))

    @property
    def still(self) -> bool:
        """Whether it has been seen here often and long enough."""
        return self.n >= LEAST_SEEN and self.last_s - self.first_s >= LEAST_S


class StillSpots:
    """Remembers where boxes were seen; memory is bounded by ``FORGET_S``."""

    def __init__(self) -> None:
        self._spots: list[Spot] = []

    def update(self, time_s: float, boxes: Sequence[Placed]) -> None:
        """Take the boxes of the picture at ``time_s`` (s)."""
        spots = [spot for spot in self._spots if time_s - spot.last_s <= FORGET_S]
        for box in boxes:
            for i, spot in enumerate(spots):
                if spot.holds(box):
                    spots[i] = replace(spot, last_s=time_s, n=spot.n + (spot.last_s < time_s))
                    break
            else:
                spots.append(Spot(box.centre, min(box.size), time_s, time_s, 1))
        self._spots = spots

    def hold(self, box: Placed) -> bool:
        """Return whether something lies where ``box`` is."""
        return any(spot.still and spot.holds(box) for spot in self._spots)

    def clear(self) -> None:
        """Forget every spot."""
        self._spots = []

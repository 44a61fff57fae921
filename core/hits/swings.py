"""Everybody's racket heads over the last seconds, and the fastest moments of their swings."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.hits.parameters import HitParameters
from core.hits.racket_head import FALSE_SPEED, HeadMotion, HeadSight, head_sight, speed_between
from core.hits.scene import Scene, height_of

RACKET_PER_HEIGHT = 5.4
"""A player's height in mean head sides: 1.8 m over 33 cm; for rackets without a player."""


@dataclass(frozen=True)
class Swing:
    """A peak of speed (player heights/s) of ``holder``'s racket head."""

    holder: int
    time_s: float
    time_sigma_s: float
    speed: float
    height_px: float
    heads: HeadMotion


class Swings:
    """Keeps the head sights of every holder; memory is bounded by ``forget``."""

    def __init__(self, parameters: HitParameters) -> None:
        self._p = parameters
        self._sights: dict[int, deque[HeadSight]] = {}
        self._heights: dict[int, float] = {}
        self._asked: dict[int, float] = {}

    def push(self, scene: Scene) -> None:
        """Take the heads of one scene."""
        for holder in scene.holdings:
            sight = head_sight(scene, holder)
            if sight is not None:
                self._sights.setdefault(holder, deque()).append(sight)
        for number, box in scene.players.items():
            self._heights[number] = height_of(box)

    def forget(self, oldest_s: float) -> None:
        """Drop what is older."""
        for holder in list(self._sights):
            sights = self._sights[holder]
            while sights and sights[0].sight.time_s < oldest_s:
                sights.popleft()
            if not sights:
                del self._sights[holder]
                self._asked.pop(holder, None)
        # Who shows a head is on that picture himself: nobody else's height is ever asked for.
        self._heights = {n: h for n, h in self._heights.items() if n in self._sights}

    def clear(self) -> None:
        """Drop everything."""
        self._sights.clear()
        self._heights.clear()
        self._asked.clear()

    def motion(self, holder: int, low_s: float, high_s: float, height_px: float) -> HeadMotion:
        """Return the head of ``holder`` between two times."""
        sights = self._sights.get(holder, ())
        near = [s for s in sights if low_s <= s.sight.time_s <= high_s]
        return HeadMotion(near, height_px)

    def peaks(self, now: float) -> Iterator[Swing]:
        """Give each swing once, when what followed its fastest moment is known."""
        p = self._p
        for holder, known in sorted(self._sights.items()):
            sights = list(known)
            done = self._asked.get(holder, float("-inf"))
            height = self._heights.get(holder) or RACKET_PER_HEIGHT * sights[-1].sight.side_px
            speeds = [speed_between(a, b) / height for a, b in pairwise(sights)]
            speeds = [speed if speed < FALSE_SPEED else 0.0 for speed in speeds]
            for i, speed in enumerate(speeds):
                end_s = sights[i + 1].sight.time_s
                if end_s <= done or now - end_s < p.swing_wait_s:
                    continue
                self._asked[holder] = end_s
                if speed >= p.swing_full_heights and self._is_peak(sights, speeds, i):
                    start_s = sights[i].sight.time_s
                    yield Swing(
                        holder,
                        (start_s + end_s) / 2,
                        max(0.04, (end_s - start_s) / 2),
                        speed,
                        height,
                        self.motion(holder, start_s - 0.3, end_s + 0.3, height),
                    )

    def _is_peak(self, sights: list[HeadSight], speeds: list[float], i: int) -> bool:
        at_s = sights[i + 1].sight.time_s
        return not any(
            (speeds[j], -j) > (speeds[i], -i)
            for j in range(len(speeds))
            if abs(sights[j + 1].sight.time_s - at_s) <= self._p.swing_wait_s
        )

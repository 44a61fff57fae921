"""Who plays: the main player among all people, the ball in play among all balls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.hits.hit import Box, Point
from core.hits.scene import Scene, gap_to_box, height_of

FORGET_S = 6.0
"""Seconds of real time over which the choice of the main player forgets."""

HYSTERESIS = 1.3
"""Another player must be so much more prominent before the choice changes."""


@dataclass
class MainPlayer:
    """Chooses the player who practises: large, central, holds and moves a racket, stays.

    ``size`` is the picture's width and height in px.
    """

    size: tuple[int, int]
    weights: dict[int, float] = field(default_factory=dict)
    main: int | None = None
    _last: Scene | None = None

    def update(self, scene: Scene) -> None:
        """Take one scene into account."""
        dt = 0.0 if self._last is None else max(0.0, scene.time_s - self._last.time_s)
        keep = math.exp(-dt / FORGET_S)
        # At the first picture there is no time yet; a thirtieth of a second stands for it.
        share = min(dt, 0.2) or 1 / 30
        self.weights = {n: w * keep for n, w in self.weights.items() if w * keep > 1e-4}
        for number, box in scene.players.items():
            gain = share * self._prominence(scene, number, box)
            self.weights[number] = self.weights.get(number, 0.0) + gain
        self._last = scene
        here = {n: w for n, w in self.weights.items() if n in scene.players}
        if not here:
            return
        best = max(sorted(here), key=lambda n: here[n])
        if self.main not in here or here[best] > HYSTERESIS * here[self.main]:
            self.main = best

    def cut(self) -> None:
        """Forget everybody."""
        self.weights, self.main, self._last = {}, None, None

    def _prominence(self, scene: Scene, number: int, box: Box) -> float:
        width, height = self.size
        aside = abs((box[0] + box[2]) / 2 - width / 2) / (width / 2)
        size = height_of(box) / max(width, height)
        holding = scene.holdings.get(number)
        armed = 0.0 if holding is None else 1.5
        return size * (1 - 0.6 * aside) * (1 + armed + self._swing(scene, number, box))

    def _swing(self, scene: Scene, number: int, box: Box) -> float:
        """Return 0..1 for how fast the racket moves."""
        if self._last is None or number not in self._last.holdings:
            return 0.0
        old, new = self._last.holdings[number].racket, scene.holdings.get(number)
        dt = scene.time_s - self._last.time_s
        if old is None or new is None or new.racket is None or dt <= 0:
            return 0.0
        gone = math.dist(old.centre, new.racket.centre) / height_of(box)
        return min(1.0, gone / dt / 5.0)


STILL_S = 0.6
MOVES_SIDES = 2.0
"""A ball that goes less than this many diameters over the window is not in play."""


def ball_in_play(window: Sequence[Scene], scene: Scene, player: Box | None) -> int | None:
    """Return the track of the ball in play on ``scene``: one that moves, near the player first.

    ``window`` holds the scenes around ``scene``, it too.
    """
    paths: dict[int, list[Point]] = {}
    for one in window:
        for ball in one.balls:
            paths.setdefault(ball.track_id, []).append(ball.centre)
    best, best_worth = None, 0.0
    for ball in scene.balls:
        side = max(min(ball.size), 1.0)
        path = paths.get(ball.track_id, [])
        reach = max((math.dist(path[0], point) for point in path), default=0.0) / side
        if ball.still_s >= STILL_S or reach < MOVES_SIDES:
            continue
        away = 0.0 if player is None else gap_to_box(ball.centre, player) / height_of(player)
        worth = min(reach, 30.0) + 2.0 * min(len(path), 10) - 4.0 * min(away, 4.0) + 20.0
        if worth > best_worth:
            best, best_worth = ball.track_id, worth
    return best

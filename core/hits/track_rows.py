"""From scenes to rows of tracks: a little late, so that short gaps can be filled."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks
from core.hits.hit import Box
from core.hits.roles import MainPlayer, ball_in_play
from core.hits.scene import Scene, Shown

LATE_S = 0.35
"""Real seconds a scene waits: as long as a ball may stay unseen and still be the same."""

Row = tuple[int, Shown, Box, bool, bool]


class TrackRows:
    """Turns each scene into rows of ``Tracks`` once ``LATE_S`` of what follows is known."""

    def __init__(self, main: MainPlayer) -> None:
        self._main = main
        self._scenes: deque[Scene] = deque()
        self._given: deque[Scene] = deque()

    def push(self, scene: Scene) -> Tracks:
        """Take one scene and return the rows that became final."""
        self._scenes.append(scene)
        rows: list[Row] = []
        while scene.time_s - self._scenes[0].time_s > LATE_S:
            rows += self._next()
        return _tracks(rows)

    def finish(self) -> Tracks:
        """Return the rows of all scenes that waited, and forget the past."""
        rows: list[Row] = []
        while self._scenes:
            rows += self._next()
        self._given.clear()
        return _tracks(rows)

    def _next(self) -> list[Row]:
        scene = self._scenes.popleft()
        while self._given and scene.time_s - self._given[0].time_s > LATE_S:
            self._given.popleft()
        main = self._main_ids(scene)
        rows: list[Row] = [
            (scene.frame, shown, shown.xyxy, True, number in main)
            for number, shown in sorted(scene.shown.items())
        ]
        rows += self._filled(scene, main)
        self._given.append(scene)
        return rows

    def _main_ids(self, scene: Scene) -> set[int]:
        """Return the tracks of the main player, what he holds, and the ball in play."""
        player = self._main.main
        box = scene.players.get(player) if player is not None else None
        window = [*self._given, scene, *self._scenes]
        ids = {player, ball_in_play(window, scene, box)}
        holding = scene.holdings.get(player) if player is not None else None
        if holding is not None:
            ids |= {item.track_id for item in (holding.racket, holding.head) if item}
        return {number for number in ids if number is not None}

    def _filled(self, scene: Scene, main: set[int]) -> list[Row]:
        """Return objects not seen here but shortly before and after, on the straight line."""
        rows: list[Row] = []
        done: set[int] = set(scene.shown)
        for earlier in reversed(self._given):
            for number, shown in earlier.shown.items():
                if number in done:
                    continue
                done.add(number)
                later = next((s for s in self._scenes if number in s.shown), None)
                if later is not None and later.time_s - earlier.time_s <= LATE_S:
                    share = (scene.time_s - earlier.time_s) / (later.time_s - earlier.time_s)
                    box = _between(shown.xyxy, later.shown[number].xyxy, share)
                    rows.append((scene.frame, shown, box, False, number in main))
        return rows


def _between(a: Box, b: Box, share: float) -> Box:
    x0, y0, x1, y1 = (p + share * (q - p) for p, q in zip(a, b, strict=True))
    return x0, y0, x1, y1


def _tracks(rows: Sequence[Row]) -> Tracks:
    if not rows:
        return Tracks.empty()
    return Tracks(
        np.array([frame for frame, *_ in rows], np.int32),
        np.array([shown.track_id for _, shown, *_ in rows], np.int32),
        np.array([int(ObjectClass(shown.kind)) for _, shown, *_ in rows], np.int8),
        np.array([box for _, _, box, _, _ in rows], np.float32),
        np.array([shown.score for _, shown, *_ in rows], np.float32),
        np.array([observed for _, _, _, observed, _ in rows], bool),
        np.array([main for *_, main in rows], bool),
    )

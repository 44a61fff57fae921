"""The boxes a person is shown while a lesson is watched: the sure ones, and the ball's way."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks

SURE = {
    ObjectClass.PLAYER: 0.4,
    ObjectClass.RACKET: 0.3,
    ObjectClass.BALL: 0.3,
    ObjectClass.RACKET_HEAD: 0.3,
}
"""Weaker boxes help the tracker, but would only flicker before a person's eyes."""

_FASTEST = 0.12
"""A ball that moves on by more of the picture's height between two pictures is another one."""


def sure_boxes(boxes: Detections) -> Detections:
    """Return the boxes that are sure enough to be shown."""
    least = np.array([SURE[kind] for kind in sorted(SURE)], np.float32)
    return boxes[boxes.score >= least[boxes.class_id]]


class ScreenBoxes:
    """Keeps what was found in the last pictures, for ``keep_s`` seconds."""

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._pictures: deque[tuple[int, float, Tracks]] = deque()
        self._ball: tuple[float, float] | None = None
        self._way = 0

    def add(self, number: int, time_s: float, boxes: Detections, height_px: int) -> None:
        """Take the boxes of a picture that is newer than all before."""
        if self._pictures and number <= self._pictures[-1][0]:
            return
        self._pictures.append((number, time_s, self._linked(sure_boxes(boxes), height_px)))
        while self._pictures[0][1] < time_s - self._keep_s:
            self._pictures.popleft()

    def between(self, first_s: float, last_s: float) -> Tracks:
        """Return the boxes of pictures from ``first_s`` to ``last_s``, sorted by frame."""
        parts = [tracks for _, at, tracks in reversed(self._pictures) if first_s <= at <= last_s]
        return Tracks.merge(parts) if parts else Tracks.empty()

    def nearest(self, time_s: float) -> int | None:
        """Return the number of the picture nearest to a moment, None without any."""
        if not self._pictures:
            return None
        return min(self._pictures, key=lambda each: abs(each[1] - time_s))[0]

    def _linked(self, boxes: Detections, height_px: int) -> Tracks:
        """Mark the best of each class as the main one, and tell whether the ball went on."""
        tracks = Tracks.unlinked(boxes)
        for kind in ObjectClass:
            rows = np.flatnonzero(boxes.class_id == kind)
            if len(rows):
                tracks.main[rows[np.argmax(_weight(boxes, rows, kind))]] = True
        balls = np.flatnonzero((boxes.class_id == ObjectClass.BALL) & tracks.main)
        if len(balls):
            x0, y0, x1, y1 = (float(side) for side in boxes.xyxy[balls[0]])
            ball = (x0 + x1) / 2, (y0 + y1) / 2
            before, self._ball = self._ball, ball
            if before is None or math.dist(ball, before) > _FASTEST * height_px:
                self._way += 1
            tracks.track_id[balls[0]] = self._way
        return tracks


def _weight(boxes: Detections, rows: np.ndarray, kind: ObjectClass) -> np.ndarray:
    """Return how likely each row is what the lesson is about: near players are large."""
    if kind is not ObjectClass.PLAYER:
        return np.asarray(boxes.score[rows])
    sides = boxes.xyxy[rows, 2:] - boxes.xyxy[rows, :2]
    return np.asarray(boxes.score[rows] * sides[:, 1])

"""The boxes a person is shown while a lesson is watched: the sure ones, and the ball's way."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from core.detections.detections import Detections, ObjectClass
from core.detections.still_spots import StillSpots
from core.detections.tracker import FOLLOW, Seen
from core.detections.tracks import Tracks

_FASTEST = 0.12
"""A ball that moves on by more of the picture's height between two pictures is another one."""


def sure_boxes(boxes: Detections) -> Detections:
    """Return the boxes that are sure enough to be shown: those that would begin a track."""
    least = np.array([FOLLOW[kind].confident for kind in ObjectClass], np.float32)
    return boxes[boxes.score >= least[boxes.class_id]]


class ScreenBoxes:
    """Keeps what was found in the last pictures, for ``keep_s`` seconds."""

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._pictures: deque[tuple[int, float, Tracks]] = deque()
        self._ball: tuple[float, float] | None = None
        self._spots = StillSpots()
        self._way = 0

    def add(self, number: int, time_s: float, boxes: Detections, height_px: int) -> None:
        """Take the boxes of a picture that is newer than all before."""
        if self._pictures and number <= self._pictures[-1][0]:
            return
        self._pictures.append((number, time_s, self._linked(sure_boxes(boxes), time_s, height_px)))
        while self._pictures[0][1] < time_s - self._keep_s:
            self._pictures.popleft()

    def between(self, first_s: float, last_s: float) -> Tracks:
        """Return the boxes of pictures from ``first_s`` to ``last_s``, sorted by frame."""
        parts = [tracks for _, at, tracks in self._pictures if first_s <= at <= last_s]
        return Tracks.merge(parts) if parts else Tracks.empty()

    def nearest(self, time_s: float) -> int | None:
        """Return the number of the picture nearest to a moment, None without any."""
        if not self._pictures:
            return None
        return min(self._pictures, key=lambda each: abs(each[1] - time_s))[0]

    def _linked(self, boxes: Detections, time_s: float, height_px: int) -> Tracks:
        """Mark the best of each class as the main one, and tell whether the ball went on."""
        tracks = Tracks.unlinked(boxes)
        for kind in ObjectClass:
            rows = np.flatnonzero(boxes.class_id == kind)
            if kind is ObjectClass.BALL:
                rows = self._flying(boxes, rows, time_s)
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

    def _flying(self, boxes: Detections, rows: np.ndarray, time_s: float) -> np.ndarray:
        """Return the rows of balls that do not lie about."""
        seen = [_seen(boxes, int(row)) for row in rows]
        self._spots.update(time_s, seen)
        free = [not self._spots.hold(ball) for ball in seen]
        return rows[np.array(free, bool)] if len(rows) else rows


def _seen(boxes: Detections, row: int) -> Seen:
    x0, y0, x1, y1 = (float(side) for side in boxes.xyxy[row])
    return Seen((x0, y0, x1, y1), float(boxes.score[row]))


def _weight(boxes: Detections, rows: np.ndarray, kind: ObjectClass) -> np.ndarray:
    """Return how likely each row is what the lesson is about: near players are large."""
    if kind is not ObjectClass.PLAYER:
        return np.asarray(boxes.score[rows])
    sides = boxes.xyxy[rows, 2:] - boxes.xyxy[rows, :2]
    return np.asarray(boxes.score[rows] * sides[:, 1])

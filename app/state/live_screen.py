"""Which picture of a watching is shown next; made at the view's size, beside the window."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.jobs.frame_loader import image_of
from app.state.live_picture import LivePicture, Showing
from app.state.live_wish import LiveWish, LiveWishes, Replay
from core.capture.live_frame import LiveFrame
from core.detections.tracks import Tracks
from core.live.past import REPLAY_AFTER_S, REPLAY_BEFORE_S, Past, PastPicture
from core.live.screen_boxes import ScreenBoxes
from core.live.watch_values import Shown
from core.video.picture import Look, PictureMaker

REPLAY_SPEED = 0.25
TRAIL_S = 0.7
_KEEPS_UP = 3
"""Boxes at most so many pictures behind: then each picture waits for its own boxes."""

_EXACT_S, _STALE_S = 0.04, 0.4
"""Older boxes are drawn as guesses, and much older ones not at all."""

MOST_PX = 1920 * 1080
"""Larger pictures are made this large and stretched by whoever paints: sources hold no more."""


def fitted(size: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    """Return the largest size of the same shape that fits into ``room``, both (width, height).

    It has ``MOST_PX`` pixels at most.
    """
    zoom = min(room[0] / size[0], room[1] / size[1], math.sqrt(MOST_PX / (size[0] * size[1])))
    return max(round(size[0] * zoom), 2), max(round(size[1] * zoom), 2)


class LiveScreen:
    """Chooses between now, the mirror and a replay. For one thread."""

    def __init__(self, past: Past, wishes: LiveWishes) -> None:
        self._past, self._wishes = past, wishes
        self._look: Look | None = None
        self._maker: PictureMaker | None = None
        self._now_boxes = ScreenBoxes(2 * TRAIL_S)
        self._then_boxes = ScreenBoxes(2 * TRAIL_S)
        self._last: tuple[Showing, int, tuple[int, int]] | None = None
        self._replay: tuple[Replay, float] | None = None
        self.fps = 30.0

    def next(self, shown: Shown | None, wish: LiveWish, now_s: float) -> LivePicture | None:
        """Return what is to be painted now; None while nothing is new."""
        if shown is None or min(wish.view_px) < 2:
            return None
        if shown.looked is not None:
            frame = shown.looked.frame
            self._now_boxes.add(frame.number, frame.time_s, shown.looked.boxes, frame.size[1])
        if wish.replay is not None:
            again = self._replayed(wish.replay, now_s)
            if again is not None:
                return self._of_past(again, Showing.REPLAY, wish)
        if wish.delay_s > 0:
            then = self._past.at(now_s - wish.delay_s)
            return None if then is None else self._of_past(then, Showing.MIRROR, wish)
        return self._of_now(shown, wish)

    def _replayed(self, replay: Replay, now_s: float) -> PastPicture | None:
        """Return the picture that a replay has come to; None, and the wish ends, at its end."""
        if self._replay is None or self._replay[0] != replay:
            self._replay = replay, now_s
        begun_s = self._replay[1]
        pictures = self._past.of_hit(replay.hit_time_s)
        at_s = replay.hit_time_s - REPLAY_BEFORE_S + (now_s - begun_s) * REPLAY_SPEED
        if not pictures or at_s > replay.hit_time_s + REPLAY_AFTER_S:
            self._wishes.end_replay(replay.serial)
            self._replay = None
            return None
        return pictures[max(bisect_right(pictures, at_s, key=lambda one: one.time_s) - 1, 0)]

    def _of_now(self, shown: Shown, wish: LiveWish) -> LivePicture | None:
        looked, frame = shown.looked, shown.frame
        if looked is not None and frame.number - looked.number <= _KEEPS_UP:
            frame = looked.frame
        size = fitted(frame.size, wish.view_px)
        if not self._is_new(Showing.NOW, frame.number, size):
            return None
        # At some widths rows come with padding, which an image does not take.
        rgb = np.ascontiguousarray(self._maker_of(frame).rgb(frame.decoded, size))
        image = image_of(rgb)
        # A picture that was not looked at carries the last boxes there are, for a little while.
        known = frame if looked is None else min(frame, looked.frame, key=lambda one: one.number)
        tracks = self._boxes_for(frame.time_s, known.time_s)
        return LivePicture(
            image, frame.size, Showing.NOW, known.number, known.time_s, tracks, self.fps
        )

    def _boxes_for(self, time_s: float, known_s: float) -> Tracks:
        """Return the boxes of ``known_s`` for a picture of ``time_s``; old ones are guesses."""
        old_s = time_s - known_s
        if old_s > _STALE_S:
            return Tracks.empty()
        tracks = self._now_boxes.between(known_s - TRAIL_S, known_s)
        if old_s > _EXACT_S:
            return replace(tracks, observed=np.zeros(len(tracks), bool))
        return tracks

    def _of_past(self, then: PastPicture, showing: Showing, wish: LiveWish) -> LivePicture | None:
        size = fitted(then.source_size, wish.view_px)
        last = self._last
        if last is None or last[0] is not showing or then.number < last[1]:
            self._then_boxes = ScreenBoxes(2 * TRAIL_S)
        if not self._is_new(showing, then.number, size):
            return None
        if then.boxes is not None:
            self._then_boxes.add(then.number, then.time_s, then.boxes, then.source_size[1])
        tracks = self._then_boxes.between(then.time_s - TRAIL_S, then.time_s)
        image = _sized(image_of(then.picture()), size)
        return LivePicture(
            image, then.source_size, showing, then.number, then.time_s, tracks, self.fps
        )

    def _is_new(self, showing: Showing, number: int, size: tuple[int, int]) -> bool:
        now = showing, number, size
        new, self._last = now != self._last, now
        return new

    def _maker_of(self, frame: LiveFrame) -> PictureMaker:
        if self._maker is None or frame.look != self._look:
            self._look, self._maker = frame.look, PictureMaker(frame.look)
        return self._maker


def _sized(image: QImage, size: tuple[int, int]) -> QImage:
    how = Qt.TransformationMode.SmoothTransformation
    return image.scaled(*size, Qt.AspectRatioMode.IgnoreAspectRatio, how)

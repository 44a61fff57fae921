"""Small pictures: of each hit at contact, and of the session."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

import numpy as np

from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks
from core.errors import FileError
from core.files import write_atomically
from core.geometry import Boxes
from core.hits.hit import Box, Hit
from core.video.frame import Frame, Picture
from core.video.jpeg import to_jpeg

HIT_SIZE = (320, 180)
SESSION_SIZE = (480, 270)
KEPT_BYTES = 64 << 20
_AROUND_BALL = 6.0  # Half the height shown, in racket heads, where no player is known.


class RecentPictures:
    """The last pictures of an analysis, up to ``KEPT_BYTES``: a hit is known a little later."""

    def __init__(self, limit_bytes: int = KEPT_BYTES) -> None:
        self._limit, self._used = limit_bytes, 0
        self._held: OrderedDict[int, Picture] = OrderedDict()

    def put(self, frame: Frame) -> None:
        """Keep a picture and forget the oldest over the limit."""
        self._held[frame.index] = frame.rgb
        self._used += frame.rgb.nbytes
        while self._used > self._limit and len(self._held) > 1:
            self._used -= self._held.popitem(last=False)[1].nbytes

    def get(self, index: int) -> Picture | None:
        """Return the picture of a frame if it is still here."""
        return self._held.get(index)


def hit_picture(
    picture: Picture,
    source_size: tuple[int, int],
    hit: Hit,
    boxes: Tracks,
    size: tuple[int, int] = HIT_SIZE,
) -> bytes:
    """Return a JPEG of the hit, ``size`` in 16:9, around ball, racket and player.

    ``picture`` is the frame nearest to contact, in full or scaled; ``source_size`` (width,
    height) is what ``hit`` and ``boxes`` (tracks of that frame) are measured in.
    """
    region = region_of(hit, boxes, source_size)
    scale = np.array([picture.shape[1] / source_size[0], picture.shape[0] / source_size[1]] * 2)
    x0, y0, x1, y1 = (np.asarray(region) * scale).round().astype(int)
    x1, y1 = max(x1, x0 + 2), max(y1, y0 + 2)
    return to_jpeg(_padded(picture, x0, y0, x1, y1), size)


def region_of(hit: Hit, boxes: Tracks, source_size: tuple[int, int]) -> Box:
    """Return the part of the picture (xyxy, source pixels, 16:9) that shows a hit.

    It may reach over the picture's edge where the picture itself is narrower than 16:9.
    """
    width, height = source_size
    seen = _what_matters(hit, boxes)
    if seen is None:
        box = np.array([0, 0, width, height], np.float64)
    else:
        low, high = seen[:, :2].min(axis=0), seen[:, 2:].max(axis=0)
        margin = 0.08 * float(max(high - low))
        box = np.concatenate([low - margin, high + margin]).astype(np.float64)
    centre = (box[:2] + box[2:]) / 2
    tall = max(box[3] - box[1], (box[2] - box[0]) * 9 / 16, 0.15 * height)
    tall = min(tall, max(float(height), width * 9 / 16))
    size = np.array([tall * 16 / 9, tall])
    slack = np.array([width, height]) - size
    # Inside the picture where it fits, centred on it where it is larger.
    low = np.where(slack >= 0, np.clip(centre - size / 2, 0, np.maximum(slack, 0)), slack / 2)
    x0, y0, x1, y1 = (float(value) for value in (*low, *(low + size)))
    return x0, y0, x1, y1


def _what_matters(hit: Hit, boxes: Tracks) -> Boxes | None:
    """Return the boxes (n, 4) a picture of the hit must show; None when nothing is known."""
    main = boxes[boxes.main]
    wanted = [main.of_class(kind).xyxy for kind in (ObjectClass.PLAYER, ObjectClass.RACKET)]
    points: list[Box] = []
    if hit.racket_head_xyxy is not None:
        points.append(hit.racket_head_xyxy)
    if hit.ball_xy is not None:
        points.append((*hit.ball_xy, *hit.ball_xy))
    rows = np.concatenate([*wanted, np.asarray(points, np.float32).reshape(-1, 4)])
    if len(rows) == 0:
        return None
    if not any(map(len, wanted)) and points:
        head = max(points[0][3] - points[0][1], 20.0)
        grown = np.array([-1, -1, 1, 1], np.float32) * head * _AROUND_BALL / 2
        rows = np.concatenate([rows, rows[:1] + grown])
    return rows.astype(np.float32)


def _padded(picture: Picture, x0: int, y0: int, x1: int, y1: int) -> Picture:
    """Cut a region out; what lies outside the picture is black."""
    height, width = picture.shape[:2]
    inside = picture[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)]
    if inside.shape[:2] == (y1 - y0, x1 - x0):
        return inside
    canvas = np.zeros((y1 - y0, x1 - x0, 3), np.uint8)
    top, left = max(-y0, 0), max(-x0, 0)
    canvas[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return canvas


def session_picture(picture: Picture) -> bytes:
    """Return a JPEG of a whole frame in 16:9; what is missing at the sides is black."""
    height, width = picture.shape[:2]
    tall = max(height, round(width * 9 / 16))
    wide = max(width, round(height * 16 / 9))
    x0, y0 = (width - wide) // 2, (height - tall) // 2
    return to_jpeg(_padded(picture, x0, y0, x0 + wide, y0 + tall), SESSION_SIZE)


def write_picture(path: Path, content: bytes) -> None:
    """Write a thumbnail; a disk that refuses costs only the thumbnail."""
    with suppress(FileError):
        write_atomically(path, content)

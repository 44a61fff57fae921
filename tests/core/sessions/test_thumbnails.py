"""Small pictures of hits: 16:9, around what matters, whatever the picture's shape."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.hits.hit import Hit
from core.sessions.thumbnails import (
    HIT_SIZE,
    SESSION_SIZE,
    RecentPictures,
    hit_picture,
    region_of,
    session_picture,
)
from core.video.frame import Frame

sides = st.integers(16, 2000)


def main_boxes(*xyxy: tuple[float, float, float, float]) -> Tracks:
    tracks = Tracks.unlinked(Detections.of(3, list(xyxy), [1.0] * len(xyxy), [0] * len(xyxy)))
    tracks.main[:] = True
    return tracks


@given(sides, sides, st.none() | st.tuples(st.floats(0, 1), st.floats(0, 1)), st.booleans())
def test_the_region_is_16_to_9_and_shows_the_ball(
    width: int, height: int, ball: tuple[float, float] | None, with_player: bool
) -> None:
    ball_xy = None if ball is None else (ball[0] * width, ball[1] * height)
    boxes = main_boxes((width * 0.2, height * 0.1, width * 0.5, height * 0.9))
    hit = Hit("a", 0.1, 3, 0.9, ball_xy=ball_xy)
    x0, y0, x1, y1 = region_of(hit, boxes if with_player else Tracks.empty(), (width, height))
    assert (x1 - x0) / (y1 - y0) == pytest.approx(16 / 9, rel=1e-6)
    if ball_xy is not None:
        assert x0 - 1e-3 <= ball_xy[0] <= x1 + 1e-3
        assert y0 - 1e-3 <= ball_xy[1] <= y1 + 1e-3


@pytest.mark.parametrize("shape", [(180, 320), (320, 180), (90, 90), (20, 400)])
def test_pictures_of_any_shape_give_thumbnails_of_one_size(shape: tuple[int, int]) -> None:
    picture = np.full((*shape, 3), (200, 30, 30), np.uint8)
    source = (shape[1] * 4, shape[0] * 4)
    hit = Hit("a", 0.1, 3, 0.9, ball_xy=(source[0] / 2, source[1] / 2))
    for content, size in (
        (hit_picture(picture, source, hit, Tracks.empty()), HIT_SIZE),
        (session_picture(picture), SESSION_SIZE),
    ):
        decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        assert decoded is not None
        assert decoded.shape[1::-1] == size
        middle = decoded[size[1] // 2, size[0] // 2]
        assert np.abs(middle.astype(int) - (30, 30, 200)).max() < 12


def test_recent_pictures_are_bounded() -> None:
    recent = RecentPictures(limit_bytes=5 * 300)
    for index in range(20):
        recent.put(Frame(index, index / 30, np.zeros((10, 10, 3), np.uint8)))
    assert [index for index in range(20) if recent.get(index) is not None] == [15, 16, 17, 18, 19]

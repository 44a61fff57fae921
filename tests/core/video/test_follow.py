"""Finding a thing again in a picture drawn here, at a known place."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.video.follow import Sample, find_near
from core.video.frame import Picture

SIDES = (41.0, 33.0)


def picture(x: float, y: float) -> Picture:
    """Return a court with a chequered thing centred at (x, y), below a pixel exact."""
    rng = np.random.default_rng(5)
    ground = cv2.GaussianBlur(rng.integers(0, 255, (240, 320, 3), np.uint8), (0, 0), 3)
    rows, columns = np.mgrid[0:33, 0:41]
    thing = (((rows // 8 + columns // 7) % 2) * 200 + 20).astype(np.float32)
    move = np.array([[1, 0, x - 20], [0, 1, y - 16]], np.float32)
    moved = cv2.warpAffine(thing, move, (320, 240))
    cover = cv2.warpAffine(np.ones_like(thing), move, (320, 240))[..., None]
    return np.asarray(ground * (1 - cover) + moved[..., None] * cover, np.uint8)


def box(x: float, y: float) -> tuple[float, float, float, float]:
    return x - 20.5, y - 16.5, x + 20.5, y + 16.5


SEEN = Sample(picture(100, 120), box(100, 120))


@settings(max_examples=25, deadline=None)
@given(st.floats(60, 250), st.floats(50, 190), st.floats(-12, 12), st.floats(-12, 12))
def test_it_is_found_within_reach_to_the_pixel(x: float, y: float, dx: float, dy: float) -> None:
    found = find_near(picture(x, y), (SEEN,), box(x + dx, y + dy), reach_px=16)
    assert found is not None
    (x0, y0, x1, y1), likeness = found
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((x, y), abs=1.0)
    assert likeness > 0.8
    assert 0.9 < (x1 - x0) / 41 < 1.1


def test_what_is_not_there_is_unlike() -> None:
    found = find_near(picture(260, 200), (SEEN,), box(100, 60), reach_px=10)
    assert found is None or found[1] < 0.5


@pytest.mark.parametrize("xyxy", [(-90.0, 0.0, -50.0, 30.0), (10.0, 10.0, 11.0, 12.0)])
def test_outside_the_picture_or_too_small_there_is_nothing(
    xyxy: tuple[float, float, float, float],
) -> None:
    assert find_near(SEEN.picture, (SEEN,), xyxy, reach_px=4) is None


def test_a_smooth_patch_cannot_be_told_from_the_next_one() -> None:
    flat = np.full((240, 320, 3), 90, np.uint8)
    assert find_near(flat, (Sample(flat, box(100, 120)),), box(100, 120), reach_px=8) is None


def test_a_large_thing_is_found_as_well() -> None:
    big = cv2.resize(SEEN.picture, None, fx=5, fy=5)
    there = cv2.resize(picture(110, 117), None, fx=5, fy=5)
    sample = Sample(big, tuple(5 * side for side in box(100, 120)))  # type: ignore[arg-type]
    found = find_near(there, (sample,), tuple(5 * side for side in box(106, 120)), 60)  # type: ignore[arg-type]
    assert found is not None
    x0, y0, x1, y1 = found[0]
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((552, 587), abs=6)

"""The letterbox loses no position."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.detections.preprocess import PAD_VALUE, Letterbox, oriented_input

SIZES = st.integers(16, 2200)


@given(SIZES, SIZES, st.sampled_from([(640, 352), (352, 640), (384, 384)]), st.data())
def test_boxes_return_to_where_they_were(
    width: int, height: int, into: tuple[int, int], data: st.DataObject
) -> None:
    box = Letterbox(width, height, *into)
    x = sorted(data.draw(st.tuples(st.floats(0, width), st.floats(0, width))))
    y = sorted(data.draw(st.tuples(st.floats(0, height), st.floats(0, height))))
    xyxy = np.array([[x[0], y[0], x[1], y[1]]], np.float32)
    np.testing.assert_allclose(
        box.to_source(box.to_input(xyxy)), xyxy, atol=max(width, height) / 1e4
    )


@given(SIZES, SIZES)
def test_the_fitted_picture_lies_inside_the_input(width: int, height: int) -> None:
    box = Letterbox(width, height, 640, 352)
    assert box.margin[0] * 2 + box.fitted[0] <= 640
    assert box.margin[1] * 2 + box.fitted[1] <= 352
    assert 640 in box.fitted or 352 in box.fitted


def test_the_margin_is_grey_and_the_picture_whole() -> None:
    picture = np.full((100, 50, 3), 200, np.uint8)
    canvas = Letterbox(50, 100, 64, 64).apply(picture)
    assert canvas.shape == (64, 64, 3)
    assert (canvas[:, :16] == PAD_VALUE).all()
    assert (canvas[:, 16:48] == 200).all()


def test_a_picture_of_the_fitted_size_is_not_scaled_again() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (352, 640, 3), np.uint8)
    assert Letterbox(1280, 704, 640, 352).apply(picture) is picture


def test_portrait_video_turns_the_input() -> None:
    assert oriented_input((640, 352), (480, 848)) == (352, 640)
    assert oriented_input((640, 352), (1920, 1080)) == (640, 352)
    assert oriented_input((640, 352), (500, 500)) == (640, 352)

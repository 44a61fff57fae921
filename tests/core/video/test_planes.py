"""Planes are the frame's own picture, upright, at any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan, make_clip, number_in

from core.video.planes import Planes
from core.video.reader import VideoReader

PLANS = [
    ClipPlan(n=8),
    ClipPlan(n=8, size=(96, 128), turn_deg=90),
    ClipPlan(n=8, turn_deg=270, mirrored=True),
    ClipPlan(n=8, pix_fmt="yuvj420p"),
    ClipPlan(n=8, colours=(1, 1, 1, 1)),
]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("share", [1, 2])
def test_they_show_what_the_frame_shows(tmp_path: Path, plan: ClipPlan, share: int) -> None:
    with VideoReader(make_clip(tmp_path / "clip.mp4", plan)) as reader:
        size = reader.info.width // share, reader.info.height // share
        for index in (0, 5, 2):
            shown, wanted = rgb_of(reader.planes(index, size)), reader.frame(index, size).rgb
            assert number_in(shown) == index
            assert np.abs(shown.astype(int) - wanted).mean() < 3


def test_a_copy_is_drawn_on_and_the_picture_is_not(tmp_path: Path) -> None:
    with VideoReader(make_clip(tmp_path / "clip.mp4", ClipPlan(n=3))) as reader:
        clean = reader.planes(1, (128, 96))
        drawn = clean.copy()
        drawn.y[:] = 0
        assert number_in(rgb_of(clean)) == 1
        assert clean.size == drawn.size == (128, 96)
        with pytest.raises(IndexError):
            reader.planes(3, (128, 96))


def test_rgb_comes_back(tmp_path: Path) -> None:
    picture = np.full((10, 12, 3), (200, 40, 90), np.uint8)
    assert np.abs(rgb_of(Planes.of(picture)).astype(int) - picture).max() <= 3


def rgb_of(planes: Planes) -> np.ndarray:
    frame = planes.frame
    return frame.reformat(
        format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
    ).to_ndarray()

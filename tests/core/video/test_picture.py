"""Pictures come upright, with square pixels and the right colours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from clips import ClipPlan, make_clip, number_in

from core.video.picture import Look, Orientation, PictureMaker
from core.video.reader import VideoReader, probe

Clip = Callable[[str], Path]
HLG, PQ = 18, 16


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_all_eight_orientations_come_upright(tmp_path: Path, turn_deg: int, mirrored: bool) -> None:
    plan = ClipPlan(n=3, turn_deg=turn_deg, mirrored=mirrored)
    with VideoReader(make_clip(tmp_path / "turned.mp4", plan)) as reader:
        for picture in (reader.frame(2).rgb, reader.frame(2, size=plan.upright).rgb):
            height, width = picture.shape[:2]
            assert (width, height) == plan.upright
            assert number_in(picture) == 2
            red, blue = picture[-8, 8].astype(int), picture[-8, -8].astype(int)
            assert red[0] > 150 > blue[0]
            assert picture.flags.c_contiguous


def test_pixels_become_square(clip: Clip) -> None:
    wide, tall = probe(clip("wide_pixels.mp4")), probe(clip("tall_pixels.mp4"))
    assert (wide.width, wide.height) == (171, 96)
    assert (tall.width, tall.height) == (128, 108)
    with VideoReader(clip("wide_pixels.mp4")) as reader:
        assert reader.frame(5).rgb.shape == (96, 171, 3)
        assert number_in(reader.frame(5).rgb) == 5


def flat(y: int, u: int, v: int, matrix: int, full: bool, size: tuple[int, int]) -> av.VideoFrame:
    """Return a frame of one YUV colour."""
    frame = av.VideoFrame(*size, "yuv420p")
    for plane, value in zip(frame.planes, (y, u, v), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    frame.colorspace, frame.color_range = matrix, 2 if full else 1
    return frame


def expected_rgb(y: int, u: int, v: int, kr: float, kb: float, full: bool) -> list[float]:
    """Return RGB by the definition of the matrix (ITU-R BT.601, BT.709)."""
    luma, scale = (y / 255, 255) if full else ((y - 16) / 219, 224)
    cb, cr = (u - 128) / scale, (v - 128) / scale
    red, blue = luma + 2 * (1 - kr) * cr, luma + 2 * (1 - kb) * cb
    green = (luma - kr * red - kb * blue) / (1 - kr - kb)
    return [min(max(255 * c, 0), 255) for c in (red, green, blue)]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    ("matrix", "size", "kr", "kb"),
    [
        (1, (64, 48), 0.2126, 0.0722),
        (5, (64, 48), 0.299, 0.114),
        (6, (1280, 720), 0.299, 0.114),
        (2, (1280, 720), 0.2126, 0.0722),  # unsaid: high definition means BT.709
        (2, (64, 48), 0.299, 0.114),  # unsaid: small means BT.601
    ],
)
def test_matrix_and_range_are_respected(
    matrix: int, size: tuple[int, int], kr: float, kb: float, full: bool
) -> None:
    maker = PictureMaker(Look(size, size, Orientation(), 1))
    for y, u, v in ((60, 110, 170), (150, 150, 100), (200, 120, 130)):
        rgb = maker.rgb(flat(y, u, v, matrix, full, size))[10, 10]
        assert rgb == pytest.approx(expected_rgb(y, u, v, kr, kb, full), abs=3)


def grey_hdr(signal: float, transfer: int) -> np.ndarray:
    """Return the picture of a flat 10-bit grey of this signal (0..1) on a PQ or HLG curve."""
    frame = av.VideoFrame(64, 48, "yuv420p10le")
    for plane, value in zip(frame.planes, (64 + signal * 876, 512, 512), strict=True):
        words = np.full(plane.buffer_size // 2, round(value), np.uint16)
        plane.update(words.tobytes())
    frame.colorspace, frame.color_range = 9, 1
    frame.color_trc, frame.color_primaries = transfer, 9
    return PictureMaker(Look((64, 48), (64, 48), Orientation(), transfer)).rgb(frame)[5, 5]


@pytest.mark.parametrize(("transfer", "white", "grey"), [(HLG, 0.75, 0.38), (PQ, 0.58, 0.38)])
def test_high_dynamic_range_comes_at_a_plausible_brightness(
    transfer: int, white: float, grey: float
) -> None:
    """Diffuse white is bright but not clipped, 18 % grey is in the middle, and order is kept."""
    assert 205 <= grey_hdr(white, transfer).mean() <= 250
    assert 95 <= grey_hdr(grey, transfer).mean() <= 145
    assert grey_hdr(0.0, transfer).max() <= 2
    assert grey_hdr(1.0, transfer).min() >= 250
    ramp = [float(grey_hdr(s, transfer).mean()) for s in np.linspace(0, 1, 12)]
    assert ramp == sorted(ramp)
    picture = grey_hdr(0.5, transfer)
    assert int(picture.max()) - int(picture.min()) <= 2

"""Clips that several tests read, made once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from clips import ClipPlan, make_clip

_EDITED = {"use_editlist": "1", "avoid_negative_ts": "disabled"}
_UNEVEN = (0, 33, 66, 100, 180, 200, 233, 300, 500, 501, 540, 700, 733, 766, 1000, 1033)

PLANS = {
    "steady.mp4": ClipPlan(n=60),
    "reordered.mp4": ClipPlan(n=60, b_frames=3),
    "reordered.mkv": ClipPlan(b_frames=3),
    "reordered.ts": ClipPlan(b_frames=3),
    "reordered.avi": ClipPlan(b_frames=2),
    "uneven.mp4": ClipPlan(rate=1000, ticks=_UNEVEN),
    "open_groups.mp4": ClipPlan(b_frames=3, options={"x264-params": "open-gop=1"}),
    "no_keys.ts": ClipPlan(options={"x264-params": "intra-refresh=1:keyint=12"}),
    "long_group.mp4": ClipPlan(n=60, gop=100),
    "all_keys.mov": ClipPlan(codec="mjpeg", pix_fmt="yuvj420p"),
    "sixty.mp4": ClipPlan(rate=60, b_frames=1),
    "twice.mkv": ClipPlan(rate=1000, ticks=(0, 33, 66, 66, 100, 133)),
    "pieces.mp4": ClipPlan(b_frames=2, muxing={"movflags": "frag_keyframe+empty_moov"}),
    "edited.mp4": ClipPlan(n=60, b_frames=2, shift=-15, muxing=_EDITED),
    "wide_pixels.mp4": ClipPlan(n=6, pixel_shape=Fraction(4, 3)),
    "tall_pixels.mp4": ClipPlan(n=6, pixel_shape=Fraction(8, 9)),
    "sound.mp4": ClipPlan(n=60, clicks_s=(0.4, 1.003, 1.7)),
}


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives the path of a clip in ``PLANS``, made at its first use."""
    folder = tmp_path_factory.mktemp("clips")

    def made(name: str) -> Path:
        path = folder / name
        return path if path.exists() else make_clip(path, PLANS[name])

    return made

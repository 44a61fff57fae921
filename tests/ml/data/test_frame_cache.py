"""Decoded pictures, kept within bounds."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.dataset.labels import LabelledPicture, labels_of
from ml.data.frame_cache import FrameCache

BYTES = 3 * 60 * 40


def frames_in(folder: Path, n: int) -> list[LabelledPicture]:
    for i in range(n):
        cv2.imwrite(str(folder / f"{i}.png"), np.full((40, 60, 3), i, np.uint8))
    return [LabelledPicture(i, folder / f"{i}.png", 60, 40, labels_of([])) for i in range(n)]


@pytest.mark.parametrize(("limit", "kept"), [(None, 4), (4 * BYTES, 4), (2 * BYTES + 1, 2), (0, 0)])
def test_what_does_not_fit_comes_from_the_disk(
    tmp_path: Path, limit: int | None, kept: int
) -> None:
    cache = FrameCache(frames_in(tmp_path, 4), 960, limit)
    assert cache.expected_bytes() == 4 * BYTES
    for _ in range(2):
        for i in range(4):
            assert (cache[i][0] == i).all()
        assert cache.kept_bytes == kept * BYTES
    for path in tmp_path.iterdir():
        path.unlink()
    assert [(cache[i][0] == i).all() for i in range(kept)] == [True] * kept
    if kept < 4:
        with pytest.raises(OSError, match=r"3\.png"):
            cache[3]


def test_wide_pictures_are_shrunk(tmp_path: Path) -> None:
    cache = FrameCache(frames_in(tmp_path, 1), 30)
    assert cache[0][0].shape == (20, 30, 3)
    assert cache.expected_bytes() == cache.kept_bytes == 3 * 30 * 20

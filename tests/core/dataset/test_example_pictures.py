"""Examples show the box where it is, also at the picture's edge."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from dataset_maker import picture_of

from core.box import Box
from core.dataset.example_pictures import GREY, example_picture
from core.dataset.statistics import Example


@pytest.mark.parametrize("box", [(60, 40, 80, 60), (0, 0, 30, 20), (140, 90, 160, 120)])
def test_the_box_surrounds_what_it_surrounded(box: Box, tmp_path: Path) -> None:
    x0, y0, x1, y1 = (int(v) for v in box)
    rgb = np.zeros((120, 160, 3), np.uint8)
    rgb[y0:y1, x0:x1] = 255
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), rgb)
    shown = example_picture(Example(picture_of(path, size=(160, 120)), box, 20.0), 96)
    left, top, right, bottom = (round(v) for v in shown.box)
    assert shown.rgb.shape == (96, 96, 3)
    assert shown.rgb[top + 2 : bottom - 2, left + 2 : right - 2].min() > 200
    outside = shown.rgb.copy()
    outside[top - 5 : bottom + 5, left - 5 : right + 5] = 0  # where cubic scaling rings
    assert outside.max() < GREY + 40
    assert (shown.box[0] + shown.box[2]) / 2 == pytest.approx(48)

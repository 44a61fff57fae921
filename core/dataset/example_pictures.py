"""Small pictures of labelled boxes, cut out with some surroundings, to look at."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.box import Box
from core.dataset.statistics import Example
from core.video.frame import Picture
from core.video.still import read_still

SURROUNDINGS = 1.9
"""The side of what is shown, over the longer side of the box."""
LEAST_PX = 40.0
GREY = 128


@dataclass(frozen=True)
class ExamplePicture:
    """A square picture (side, side, 3) RGB around a box, and the box in its pixels."""

    example: Example
    rgb: Picture
    box: Box


def example_picture(example: Example, side_px: int) -> ExamplePicture:
    """Cut a box out of its picture; beyond the picture's edge it is grey.

    Raises ``FileError`` when the picture cannot be read.
    """
    picture = read_still(example.picture.path)
    x0, y0, x1, y1 = example.xyxy
    side = max(SURROUNDINGS * max(x1 - x0, y1 - y0), LEAST_PX)
    left, top, scale = (x0 + x1 - side) / 2, (y0 + y1 - side) / 2, side_px / side
    # OpenCV counts from the middle of the first pixel, boxes from its corner.
    at_x, at_y = ((0.5 - origin) * scale - 0.5 for origin in (left, top))
    matrix = np.array([[scale, 0, at_x], [0, scale, at_y]])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    cut = cv2.warpAffine(
        picture, matrix, (side_px, side_px), flags=how, borderValue=(GREY, GREY, GREY)
    )
    box = tuple((v - o) * scale for v, o in zip(example.xyxy, (left, top) * 2, strict=True))
    return ExamplePicture(example, np.asarray(cut, np.uint8), (box[0], box[1], box[2], box[3]))

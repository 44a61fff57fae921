"""Finding a thing again in a nearby picture: the patch that looks most like it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.box import Box, box_around, middle_of, sides_of
from core.video.frame import Picture

_MARGIN = 0.15
"""Share of the box's sides taken along around it: what a thing stands against helps."""

_LONGEST_PX = 96
"""Larger patches are made smaller: a player need not be matched to the pixel."""

_LEAST_PX = 5
_SCALES = (0.92, 1.0, 1.08)


@dataclass(frozen=True)
class Sample:
    """What a thing looks like: its box (px) and the picture it was seen in."""

    picture: Picture
    xyxy: Box


def find_near(
    picture: Picture, samples: tuple[Sample, ...], expected: Box, reach_px: float
) -> tuple[Box, float] | None:
    """Return the box near ``expected`` that looks most like one of ``samples``, and how much.

    All boxes are ``xyxy`` in px of pictures of one size. The likeness is the normalised cross
    correlation of grey patches with their means taken off, -1 to 1 (Lewis, Fast Normalized
    Cross-Correlation, 1995); the place is refined below a pixel by a parabola. The size is
    that of ``expected``, up to 8 % larger or smaller. None where the thing would be outside the
    picture or too small to be told.
    """
    best: tuple[Box, float] | None = None
    width, height = sides_of(expected)
    for scale in _SCALES:
        box = box_around(middle_of(expected), (scale * width, scale * height))
        for sample in samples:
            found = _match(picture, sample, box, reach_px)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
    return best


def _match(
    picture: Picture, sample: Sample, expected: Box, reach_px: float
) -> tuple[Box, float] | None:
    width, height = sides_of(expected)
    zoom = min(1.0, _LONGEST_PX / max(width, height))
    size = (round(width * (1 + 2 * _MARGIN) * zoom), round(height * (1 + 2 * _MARGIN) * zoom))
    if min(size) < _LEAST_PX:
        return None
    patch = _cut(sample.picture, _grown(sample.xyxy, 0.0))
    area = _cut(picture, _grown(expected, reach_px))
    if patch is None or area is None:
        return None
    (patch_grey, _), (area_grey, corner) = patch, area
    template = cv2.resize(patch_grey, size, interpolation=cv2.INTER_AREA)
    if float(template.std()) < 2.0:  # nothing to recognise it by
        return None
    where = cv2.resize(area_grey, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    if where.shape[0] < size[1] or where.shape[1] < size[0]:
        return None
    likeness = cv2.matchTemplate(where, template, cv2.TM_CCOEFF_NORMED)
    _, score, _, (column, row) = cv2.minMaxLoc(likeness)
    x = corner[0] + (_refined(likeness[row, :], column) + size[0] / 2) / zoom
    y = corner[1] + (_refined(likeness[:, column], row) + size[1] / 2) / zoom
    return box_around((x, y), (width, height)), float(score)


def _cut(picture: Picture, box: Box) -> tuple[cv2.typing.MatLike, tuple[int, int]] | None:
    """Return the grey part of a picture inside a box, and its top left corner."""
    height, width = picture.shape[:2]
    x0, y0 = max(int(box[0]), 0), max(int(box[1]), 0)
    x1, y1 = min(int(np.ceil(box[2])), width), min(int(np.ceil(box[3])), height)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    part = np.ascontiguousarray(picture[y0:y1, x0:x1])
    return cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), (x0, y0)


def _grown(box: Box, by_px: float) -> Box:
    """Return a box with the margin around it, and ``by_px`` more on every side."""
    x, y = _MARGIN * (box[2] - box[0]) + by_px, _MARGIN * (box[3] - box[1]) + by_px
    return box[0] - x, box[1] - y, box[2] + x, box[3] + y


def _refined(values: cv2.typing.MatLike, peak: int) -> float:
    """Return where the parabola through a peak and its neighbours is highest."""
    if not 0 < peak < len(values) - 1:
        return float(peak)
    left, middle, right = (float(v) for v in values[peak - 1 : peak + 2])
    curve = left - 2 * middle + right
    return float(peak) if curve >= 0 else peak + 0.5 * (left - right) / curve

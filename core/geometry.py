"""Plain geometry of boxes: pixels, origin top left, ``xyxy`` corners."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]


def area_of(xyxy: Boxes) -> NDArray[np.float32]:
    """Return the areas, shape (n,), of boxes of shape (n, 4); inverted boxes count 0."""
    sides = np.clip(xyxy[:, 2:] - xyxy[:, :2], 0, None)
    return np.asarray(sides[:, 0] * sides[:, 1], dtype=np.float32)


def intersection(a: Boxes, b: Boxes) -> NDArray[np.float32]:
    """Return the overlap areas, shape (n, m), of boxes (n, 4) and (m, 4)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    sides = np.clip(high - low, 0, None)
    return np.asarray(sides[..., 0] * sides[..., 1], dtype=np.float32)


def iou(a: Boxes, b: Boxes) -> NDArray[np.float32]:
    """Return intersection over union, shape (n, m), of boxes (n, 4) and (m, 4)."""
    overlap = intersection(a, b)
    union = area_of(a)[:, None] + area_of(b)[None, :] - overlap
    return np.asarray(overlap / np.maximum(union, 1e-9), dtype=np.float32)


def centre_of(xyxy: Boxes) -> NDArray[np.float32]:
    """Return the centres, shape (n, 2), of boxes of shape (n, 4)."""
    return np.asarray((xyxy[:, :2] + xyxy[:, 2:]) / 2, dtype=np.float32)

"""Boxes -> the maps the net should give, and where it may be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import Labels
from ml.config import STRIDE

_BESIDE = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
_SPREAD = 0.15  # of an object's shorter side: how fast the weight falls beside its centre


@dataclass(frozen=True)
class Targets:
    """What the loss compares with; one row of the last four per judged cell (cells, float32)."""

    hmap: NDArray[np.float32]  # (C, h, w) Gaussians with peak 1
    judged: NDArray[np.float32]  # (C, h, w) 1 where the heat map is judged, 0 where unknown
    cell: NDArray[np.int64]  # (n,) y * w + x
    offset: NDArray[np.float32]  # (n, 2) from the cell's corner to the centre
    size: NDArray[np.float32]  # (n, 2)
    weight: NDArray[np.float32]  # (n,) 1 in a centre's own cell, less beside it


def gaussian_radius(width: float, height: float, min_iou: float = 0.7) -> float:
    """How far both corners may move (same unit as the box) with IoU still >= `min_iou`.

    The smallest of the three cases of CornerNet (arXiv:1808.01244), with its algebra corrected.
    """
    s, p = width + height, width * height
    shifted = (s - np.sqrt(s * s - 4 * p * (1 - min_iou) / (1 + min_iou))) / 2
    inside = (s - np.sqrt(s * s - 4 * p * (1 - min_iou))) / 4
    outside = (-s * min_iou + np.sqrt((s * min_iou) ** 2 + 4 * min_iou * (1 - min_iou) * p)) / (
        4 * min_iou
    )
    return float(min(shifted, inside, outside))


def draw_gaussian(plane: NDArray[np.float32], x: int, y: int, sigma: float) -> None:
    """Raise `plane` to a Gaussian with peak 1 at cell (x, y), cut at three sigma. In place."""
    h, w = plane.shape
    reach = int(np.ceil(3 * sigma))
    x0, x1, y0, y1 = (
        max(0, x - reach),
        min(w, x + reach + 1),
        max(0, y - reach),
        min(h, y + reach + 1),
    )
    if x0 >= x1 or y0 >= y1:
        return
    dx, dy = np.arange(x0, x1) - x, np.arange(y0, y1) - y
    bump = np.exp(-(dx[None, :] ** 2 + dy[:, None] ** 2) / (2 * sigma * sigma)).astype(np.float32)
    np.maximum(plane[y0:y1, x0:x1], bump, out=plane[y0:y1, x0:x1])


def encode(
    labels: Labels,
    n_classes: int,
    width: int,
    height: int,
    min_sigma: float = 0.6,
    neighbour_weight: float = 0.0,
    partial_weight: float = 0.0,
) -> Targets:
    """Maps for a `width` x `height` input. Objects whose centre lies outside are left out.

    With `neighbour_weight` the eight cells around a centre learn its place and size as well, the
    less the smaller the object: CenterNet judges one cell an object, which is little where there
    are few labels, and nothing where the peak is found one cell off (after arXiv:1909.00700).
    With `partial_weight` the background of a class labelled in part counts that much, if one of
    the class is labelled here: where a person has drawn a ball, a second one is seldom.
    """
    w, h = width // STRIDE, height // STRIDE
    hmap = np.zeros((n_classes, h, w), np.float32)
    boxes = labels.xyxy.reshape(-1, 4) / STRIDE
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    size = boxes[:, 2:] - boxes[:, :2]
    at = np.floor(centre).astype(np.int64)
    inside = (
        (at[:, 0] >= 0)
        & (at[:, 0] < w)
        & (at[:, 1] >= 0)
        & (at[:, 1] < h)
        & (size.min(1, initial=1) > 0)
    )
    for i in np.flatnonzero(inside):
        sigma = max(min_sigma, gaussian_radius(size[i, 0], size[i, 1]) / 3)
        draw_gaussian(hmap[labels.class_id[i]], int(at[i, 0]), int(at[i, 1]), sigma)

    judged = np.ones_like(hmap)
    for k in labels.not_exhaustive:
        judged[k] = np.where(hmap[k] > 0, 1, partial_weight if hmap[k].any() else 0)
    for box, k in zip(
        labels.ignored_xyxy.reshape(-1, 4) / STRIDE, labels.ignored_class_id, strict=True
    ):
        x0, y0 = np.clip(np.floor(box[:2]).astype(int), 0, (w, h))
        x1, y1 = np.clip(np.ceil(box[2:]).astype(int), 0, (w, h))
        judged[k, y0:y1, x0:x1] = 0
    kept = np.flatnonzero(inside)
    judged[labels.class_id[kept], at[kept, 1], at[kept, 0]] = 1
    rows = _rows(at[kept], centre[kept], size[kept], (w, h), min_sigma, neighbour_weight)
    return Targets(hmap, judged, *rows)


def _rows(
    at: NDArray[np.int64],
    centre: NDArray[np.floating[Any]],
    size: NDArray[np.floating[Any]],
    shape: tuple[int, int],
    min_sigma: float,
    neighbour_weight: float,
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Cells, offsets, sizes and weights: the centres first, then the cells beside them."""
    own = at[:, 1] * shape[0] + at[:, 0]
    parts = [(own, centre - at, size, np.ones(len(at)))]
    sigma = np.maximum(min_sigma, _SPREAD * size.min(1, initial=np.inf))
    for dx, dy in _BESIDE if neighbour_weight else ():
        near = at + np.array([dx, dy])
        cell = near[:, 1] * shape[0] + near[:, 0]
        free = (near >= 0).all(1) & (near < shape).all(1) & ~np.isin(cell, own)
        weight = neighbour_weight * np.exp(-(dx * dx + dy * dy) / (2 * sigma**2))
        parts.append((cell[free], (centre - near)[free], size[free], weight[free]))
    cells, offsets, sizes, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return (
        cells.astype(np.int64),
        offsets.astype(np.float32),
        sizes.astype(np.float32),
        weights.astype(np.float32),
    )

"""Recall by diameter, and how far off the centres are: what average precision hides of a ball."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import Labels
from core.detections.detections import Detections
from core.evaluation.figures import NAN, SizeBand
from core.evaluation.matching import assign, best_first, nearness, truth_of
from core.geometry import Boxes, centre_of, iou

SOURCE_EDGES_PX = (0.0, 4.0, 6.0, 8.0, 12.0, 20.0)
INPUT_EDGES_PX = (0.0, 2.0, 3.0, 4.0, 6.0, 10.0)
"""Lower ends of the bands; the last one is open."""


def diameters(boxes: Boxes) -> NDArray[np.float32]:
    """Return the shorter sides (n,): a flying ball is smeared along its path, not across it."""
    return np.asarray((boxes[:, 2:] - boxes[:, :2]).min(axis=1, initial=np.inf), np.float32)


def recall_by_diameter(
    labels: Sequence[Labels],
    found: Sequence[Detections],
    kind: int,
    threshold: float,
    edges_px: Sequence[float],
    scales: Sequence[float] | None = None,
) -> tuple[SizeBand, ...]:
    """Return a band for each of ``edges_px``, over all pictures.

    ``scales[i]`` times source pixels of picture ``i`` are the pixels the bands are in.
    """
    sizes: list[NDArray[np.float32]] = []
    met: list[NDArray[np.bool_]] = []
    near: list[NDArray[np.bool_]] = []
    for i, (known, boxes) in enumerate(zip(labels, found, strict=True)):
        here, truth = best_first(boxes, kind, threshold).xyxy, truth_of(known, kind)
        sizes.append(diameters(truth) * (scales[i] if scales is not None else 1.0))
        met.append(_taken(assign(iou(here, truth), 0.5), len(truth)))
        near.append(_taken(assign(nearness(here, truth), 0.0), len(truth)))
    size = np.concatenate([np.zeros(0, np.float32), *sizes])
    is_met = np.concatenate([np.zeros(0, bool), *met])
    is_near = np.concatenate([np.zeros(0, bool), *near])
    bands = []
    for low, high in zip(edges_px, [*edges_px[1:], None], strict=True):
        inside = (size >= low) & (size < (np.inf if high is None else high))
        n = int(inside.sum())
        shares = (float(is_met[inside].mean()), float(is_near[inside].mean())) if n else (NAN, NAN)
        bands.append(SizeBand(low, high, n, *shares))
    return tuple(bands)


def centre_errors(
    labels: Sequence[Labels],
    found: Sequence[Detections],
    kind: int,
    threshold: float,
    small: bool = False,
) -> NDArray[np.float32]:
    """Return the distances in source pixels between matched boxes and their labels.

    They match at IoU 0.5; of ``small`` things, whose IoU would leave only the good ones, when
    the centre lies within the label's longer side.
    """
    errors = [np.zeros(0, np.float32)]
    for known, boxes in zip(labels, found, strict=True):
        here, truth = best_first(boxes, kind, threshold).xyxy, truth_of(known, kind)
        affinity, least = (nearness(here, truth), 0.0) if small else (iou(here, truth), 0.5)
        column = assign(affinity, least)
        rows = np.flatnonzero(column >= 0)
        gap = centre_of(here[rows]) - centre_of(truth[column[rows]])
        errors.append(np.linalg.norm(gap, axis=1).astype(np.float32))
    return np.concatenate(errors)


def _taken(columns: NDArray[np.intp], n_labels: int) -> NDArray[np.bool_]:
    taken = np.zeros(n_labels, bool)
    taken[columns[columns >= 0]] = True
    return taken

"""Which found box is which labelled object, and which found boxes nobody may judge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import Labels
from core.detections.detections import Detections
from core.geometry import Boxes, area_of, centre_of, intersection

INSIDE = 0.5
"""Share of a found box that must lie in an ignored region to count for nothing."""


def best_first(found: Detections, kind: int, least_score: float = 0.0) -> Detections:
    """Return the boxes of one class from ``least_score`` up, by falling score (stable)."""
    kept = found[(found.class_id == kind) & (found.score >= least_score)]
    return kept[np.argsort(-kept.score, kind="stable")]


def truth_of(labels: Labels, kind: int) -> Boxes:
    """Return the labelled boxes (m, 4) of one class."""
    return np.asarray(labels.xyxy[labels.class_id == kind], dtype=np.float32)


def assign(affinity: NDArray[np.float32], least: float) -> NDArray[np.intp]:
    """Return the column of each row of ``affinity`` (n found, m labels), -1 for none.

    Row by row each takes the free column it fits best, if by ``least`` or more: with rows by
    falling score this is COCO's matching (cocoeval, as pycocotools has it).
    """
    taken = np.full(len(affinity), -1, np.intp)
    free = np.ones(affinity.shape[1], bool)
    for row, values in enumerate(affinity):
        fits = np.where(free, values, -np.inf)
        if len(fits) and fits.max() >= least:
            taken[row] = int(fits.argmax())
            free[taken[row]] = False
    return taken


def unjudged(boxes: Boxes, labels: Labels, kind: int) -> NDArray[np.bool_]:
    """Return (n,) whether a box that matches no label counts for nothing.

    So it is where the picture's labels of the class are not exhaustive (as in LVIS,
    arXiv:1908.03195, 3.1), and where half of the box lies in an ignored region (``iscrowd``).
    """
    if kind in labels.not_exhaustive:
        return np.ones(len(boxes), bool)
    regions = labels.ignored_xyxy[labels.ignored_class_id == kind]
    if not len(regions) or not len(boxes):
        return np.zeros(len(boxes), bool)
    share = intersection(boxes, regions) / np.maximum(area_of(boxes), 1e-9)[:, None]
    return np.asarray(share.max(axis=1) >= INSIDE)


def nearness(boxes: Boxes, labels: Boxes) -> NDArray[np.float32]:
    """Return (n, m): 1 for the same centre, 0 a label's longer side away, negative beyond.

    What a ball of five pixels can ask: one pixel beside it, its IoU is under a half already.
    """
    gap = np.linalg.norm(centre_of(boxes)[:, None] - centre_of(labels)[None], axis=2)
    longer = (labels[:, 2:] - labels[:, :2]).max(axis=1, initial=0)
    return np.asarray(1 - gap / np.maximum(longer, 1e-6), dtype=np.float32)

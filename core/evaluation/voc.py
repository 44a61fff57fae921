"""Average precision as Pascal VOC counts it, at IoU 0.5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import Labels
from core.detections.detections import Detections
from core.evaluation.matching import best_first, truth_of, unjudged
from core.geometry import iou

LEAST_IOU = 0.5


@dataclass(frozen=True)
class Ranking:
    """All judged boxes of a class by falling score: whether each is right; and the labels."""

    right: NDArray[np.bool_]
    n_labels: int


def voc_ranking(labels: Sequence[Labels], found: Sequence[Detections], kind: int) -> Ranking:
    """Rank the boxes of one class over all pictures, by VOC's rule of matching.

    A box belongs to the label it overlaps most and is right if that is 0.5 or more and no
    better-scored box had it; a second one is wrong, however well another label would fit
    (VOC2012 development kit, 4.4). Unlike there, boxes are continuous: no side gains a pixel.
    What must not be judged (partly labelled classes, ignored regions) counts for nothing, as
    VOC's "difficult" objects do.
    """
    scores: list[NDArray[np.float32]] = []
    right: list[NDArray[np.bool_]] = []
    n_labels = 0
    for known, boxes in zip(labels, found, strict=True):
        here, truth = best_first(boxes, kind), truth_of(known, kind)
        n_labels += len(truth)
        hit = np.zeros(len(here), bool)
        overlap = iou(here.xyxy, truth)
        taken: set[int] = set()
        for row in range(len(here) if len(truth) else 0):
            column = int(overlap[row].argmax())
            if overlap[row, column] >= LEAST_IOU and column not in taken:
                taken.add(column)
                hit[row] = True
        judged = hit | ~unjudged(here.xyxy, known, kind)
        scores.append(here.score[judged])
        right.append(hit[judged])
    if not scores:
        return Ranking(np.zeros(0, bool), 0)
    order = np.argsort(-np.concatenate(scores), kind="stable")
    return Ranking(np.concatenate(right)[order], n_labels)


def ap_all_points(ranking: Ranking) -> float:
    """Area under the precision curve made monotone: VOC from 2010 on. NaN without labels."""
    if not ranking.n_labels:
        return float("nan")
    return float(_best_from_here(ranking.right)[ranking.right].sum() / ranking.n_labels)


def ap_11_points(ranking: Ranking) -> float:
    """Mean of the best precision at recall 0, 0.1 ... 1 or more: VOC up to 2009. NaN unlabelled.

    Everingham et al., The Pascal Visual Object Classes Challenge, IJCV 88 (2010), 4.2.
    """
    if not ranking.n_labels:
        return float("nan")
    precision = _best_from_here(ranking.right)
    hits = np.cumsum(ranking.right)
    total = 0.0
    for tenth in range(11):
        # In whole numbers: 3 of 10 reach a recall of 0.3 exactly.
        reached = 10 * hits >= tenth * ranking.n_labels
        total += float(precision[reached][0]) if reached.any() else 0.0
    return total / 11


def _best_from_here(right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the highest precision at each rank or any later one."""
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return np.asarray(np.maximum.accumulate(precision[::-1])[::-1], dtype=np.float64)

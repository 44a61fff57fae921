"""What a detector did wrong in a picture, what it costs, and in words why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import Labels
from core.detections.detections import Detections
from core.detections.model_manifest import DEFAULT_THRESHOLD
from core.evaluation.figures import FaultCounts
from core.evaluation.matching import assign, best_first, nearness, truth_of, unjudged
from core.evaluation.sizes import diameters
from core.geometry import Boxes, area_of, intersection, iou

SAME_IOU = 0.3
"""From here on a box is taken to mean the label, be it drawn badly."""

GOOD_IOU = 0.5
"""From here on it costs nothing."""

SMALL_PX = 16.0
"""Of labels thinner than this a box means the one that its centre is near."""


class FaultKind(StrEnum):
    """The ways to be wrong."""

    MISSED = "missed"
    FALSE = "false"
    LOOSE = "loose"


@dataclass(frozen=True)
class Fault:
    """One thing wrong: what (class number and its box in source pixels), its cost, in words."""

    kind: FaultKind
    class_id: int
    xyxy: tuple[float, float, float, float]
    cost: float
    words: str


@dataclass(frozen=True)
class PictureCost:
    """A picture by its place in the list, and its faults, the costliest first."""

    index: int
    faults: tuple[Fault, ...]

    @property
    def cost(self) -> float:
        """The faults' costs together."""
        return sum(fault.cost for fault in self.faults)


def faults_of(
    labels: Labels, found: Detections, classes: Sequence[str], thresholds: Mapping[str, float]
) -> tuple[Fault, ...]:
    """Return what is wrong in one picture, the costliest first.

    A missed label costs 1, a label boxed at IoU under 0.5 costs 1 minus that IoU, a box on
    nothing costs its score. Only boxes from the class's threshold on count; what nobody may
    judge (partly labelled classes, ignored regions) costs nothing.
    """
    faults: list[Fault] = []
    for kind, name in enumerate(classes):
        threshold = thresholds.get(name, DEFAULT_THRESHOLD)
        faults += _faults_of_class(labels, found, kind, classes, threshold)
    return tuple(sorted(faults, key=lambda fault: -fault.cost))


def picture_costs(
    labels: Sequence[Labels],
    found: Sequence[Detections],
    classes: Sequence[str],
    thresholds: Mapping[str, float],
) -> list[PictureCost]:
    """Return the pictures that cost anything, the costliest first."""
    costs = [
        PictureCost(index, faults_of(known, boxes, classes, thresholds))
        for index, (known, boxes) in enumerate(zip(labels, found, strict=True))
    ]
    return sorted((each for each in costs if each.faults), key=lambda each: -each.cost)


def count_faults(costs: Sequence[PictureCost], classes: Sequence[str]) -> dict[str, FaultCounts]:
    """Return what goes wrong with each class, over all pictures."""
    counts = {}
    for kind, name in enumerate(classes):
        mine = [fault for each in costs for fault in each.faults if fault.class_id == kind]
        n = Counter(fault.kind for fault in mine)
        cost = sum(fault.cost for fault in mine)
        kinds = n[FaultKind.MISSED], n[FaultKind.FALSE], n[FaultKind.LOOSE]
        counts[name] = FaultCounts(*kinds, cost)
    return counts


def _faults_of_class(
    labels: Labels, found: Detections, kind: int, classes: Sequence[str], threshold: float
) -> Iterator[Fault]:
    every, truth = best_first(found, kind), truth_of(labels, kind)
    shown = every[every.score >= threshold]
    weak = every[every.score < threshold]
    overlap = iou(shown.xyxy, truth)
    column = assign(_affinity(shown.xyxy, truth), SAME_IOU)
    name = _said(classes[kind])
    for row in np.flatnonzero(column >= 0):
        value = float(overlap[row, column[row]])
        if value < GOOD_IOU:
            words = (
                f"{name} {_size(truth[column[row]], classes[kind])} boxed loosely, IoU {value:.2f}"
            )
            yield Fault(FaultKind.LOOSE, kind, _box(shown.xyxy[row]), 1 - value, words)
    for index in np.setdiff1d(np.arange(len(truth)), column):
        guess = weak.score[_affinity(weak.xyxy, truth[index : index + 1])[:, 0] >= SAME_IOU]
        hint = f", seen at {guess.max():.2f} only" if len(guess) else ""
        words = f"{name} {_size(truth[index], classes[kind])} missed{hint}"
        yield Fault(FaultKind.MISSED, kind, _box(truth[index]), 1.0, words)
    false = (column < 0) & ~unjudged(shown.xyxy, labels, kind)
    for row in np.flatnonzero(false):
        score = float(shown.score[row])
        place = _place(shown.xyxy[row : row + 1], labels, kind, classes)
        words = f"{name} found {place}, {score:.2f}"
        yield Fault(FaultKind.FALSE, kind, _box(shown.xyxy[row]), score, words)


def _affinity(boxes: Boxes, truth: Boxes) -> NDArray[np.float32]:
    """Return IoU (n, m); for small labels a near centre serves as well."""
    overlap = iou(boxes, truth)
    near = SAME_IOU + 0.1 * nearness(boxes, truth)
    small = (diameters(truth) < SMALL_PX)[None, :] & (near >= SAME_IOU)
    return np.asarray(np.where(small, np.maximum(overlap, near), overlap), np.float32)


def _place(box: Boxes, labels: Labels, kind: int, classes: Sequence[str]) -> str:
    """Return in words what lies under a false box."""
    if (iou(box, truth_of(labels, kind)) >= SAME_IOU).any():
        return "twice on the same one"
    share = intersection(box, labels.xyxy)[0] / np.maximum(area_of(box), 1e-9)
    under = np.flatnonzero((share >= 0.5) & (labels.class_id != kind))
    if not len(under):
        return "where nothing is labelled"
    smallest = under[area_of(labels.xyxy[under]).argmin()]
    return f"on a {_said(classes[int(labels.class_id[smallest])])}"


def _said(name: str) -> str:
    return name.replace("_", " ")


def _size(box: NDArray[np.float32], name: str) -> str:
    width, height = box[2] - box[0], box[3] - box[1]
    return f"{min(width, height):.0f} px" if name == "ball" else f"{width:.0f} x {height:.0f} px"


def _box(row: NDArray[np.float32]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(value) for value in row)
    return x0, y0, x1, y1

"""The boxes of two detectors in one clip: gained, lost, and against what a person drew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from core.before_after.clip import Clip
from core.before_after.pairing import best_pairs
from core.dataset.annotation import FrameFix
from core.dataset.shown_boxes import SAME_OBJECT_IOU
from core.detections.detections import Detections, ObjectClass
from core.detections.model_manifest import DEFAULT_THRESHOLD
from core.evaluation.matching import assign, best_first
from core.geometry import Boxes, centre_of, iou

NOISE_P = 0.05
"""A change of recall counts from this probability of coming about by chance on."""

LEAST_SHARE = 0.05
"""... and from this share of the labels on: of many labels, few are beyond chance already."""

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class BoxTally:
    """Counts of one class: boxes against each other, and labels a person drew.

    ``wrong_*`` are boxes in accepted frames, or of denied ones, that are no object.
    """

    n_before: int = 0
    n_after: int = 0
    gained: int = 0
    lost: int = 0
    labels: int = 0
    found_before: int = 0
    found_after: int = 0
    labels_won: int = 0
    labels_lost: int = 0
    wrong_before: int = 0
    wrong_after: int = 0

    @property
    def worse(self) -> bool:
        """Whether labels were lost beyond noise, and enough of them to matter."""
        return self._matters(self.labels_lost, self.labels_won)

    @property
    def better(self) -> bool:
        """Whether labels were won beyond noise, and enough of them to matter."""
        return self._matters(self.labels_won, self.labels_lost)

    def _matters(self, more: int, less: int) -> bool:
        return beyond_noise(more, less) and more - less >= LEAST_SHARE * self.labels


@dataclass(frozen=True)
class FrameChange:
    """What differs in one frame: rows of boxes ``gained`` (of after) and ``lost`` (of before).

    ``labels_won`` and ``labels_lost`` count the labels of this frame that changed.
    """

    frame: int
    gained: Detections
    lost: Detections
    labels_won: int = 0
    labels_lost: int = 0


def beyond_noise(more: int, less: int) -> bool:
    """Return whether ``more`` against ``less`` is more than chance: McNemar's exact test.

    Of pairs that changed, as many should go one way as the other (McNemar, Psychometrika 12,
    1947); the one-sided binomial probability of so many is compared with ``NOISE_P``.
    """
    n = more + less
    return n > 0 and sum(comb(n, k) for k in range(more, n + 1)) / 2**n < NOISE_P


def shown(boxes: Detections, thresholds: Mapping[ObjectClass, float]) -> Detections:
    """Return the boxes that reach their class's threshold."""
    limits = np.full(max(ObjectClass) + 1, DEFAULT_THRESHOLD, np.float32)
    for kind, limit in thresholds.items():
        limits[kind] = limit
    return boxes[boxes.score >= limits[boxes.class_id]]


def compare_boxes(
    clip: Clip, before: Detections, after: Detections
) -> tuple[Mapping[ObjectClass, BoxTally], tuple[FrameChange, ...]]:
    """Return the counts by class and the frames that differ, in order.

    What is the same object ``core.dataset.shown_boxes`` says. The most alike boxes are paired
    first; a label is found by the surest box that fits (``core.evaluation.matching``). The other
    way round gained and lost change places.
    """
    counts = {kind: np.zeros(11, np.int64) for kind in ObjectClass}
    frames = []
    for frame in range(clip.first, clip.stop):
        old, new = before.at(frame), after.at(frame)
        fix = clip.word.fixes.get(frame)
        if len(old) or len(new) or fix is not None:
            change = _compare_frame(frame, old, new, fix, counts)
            if len(change.gained) or len(change.lost) or change.labels_won or change.labels_lost:
                frames.append(change)
    tallies = {kind: BoxTally(*map(int, values)) for kind, values in counts.items()}
    return tallies, tuple(frames)


def _compare_frame(
    frame: int,
    old: Detections,
    new: Detections,
    fix: FrameFix | None,
    counts: Mapping[ObjectClass, NDArray[np.int64]],
) -> FrameChange:
    gained, lost, won, gone = [], [], 0, 0
    for kind in ObjectClass:
        a, b = best_first(old, kind), best_first(new, kind)
        taken = _paired(kind, a.xyxy, b.xyxy)
        only_new = np.setdiff1d(np.arange(len(b)), taken)
        lost.append(a[taken < 0])
        gained.append(b[only_new])
        told = _against(kind, a, b, fix)
        won, gone = won + told[3], gone + told[4]
        counts[kind] += np.array([len(a), len(b), len(only_new), int((taken < 0).sum()), *told])
    return FrameChange(frame, Detections.merge(gained), Detections.merge(lost), won, gone)


def _against(
    kind: ObjectClass, a: Detections, b: Detections, fix: FrameFix | None
) -> tuple[int, int, int, int, int, int, int]:
    """Return labels, found before and after, won, lost, wrong before and after."""
    if fix is None:
        return 0, 0, 0, 0, 0, 0, 0
    labels = _corners([box.xyxy for box in fix.annotations if box.kind is kind])
    denied = _corners([box.xyxy for box in fix.denied if box.kind is kind])
    seen = [_matched(kind, each.xyxy, labels) for each in (a, b)]
    was, now = (np.isin(np.arange(len(labels)), rows) for rows in seen)
    wrong = [
        _wrong(kind, each.xyxy[rows < 0], denied, fix.accepted)
        for each, rows in zip((a, b), seen, strict=True)
    ]
    won, gone = int((now & ~was).sum()), int((was & ~now).sum())
    return len(labels), int(was.sum()), int(now.sum()), won, gone, wrong[0], wrong[1]


def _wrong(kind: ObjectClass, rest: Boxes, denied: Boxes, accepted: bool) -> int:
    return len(rest) if accepted else int((_matched(kind, rest, denied) >= 0).sum())


def _matched(kind: ObjectClass, found: Boxes, others: Boxes) -> Rows:
    """Return the row of ``others`` for each box, -1 for none."""
    return assign(_affinity(kind, found, others), SAME_OBJECT_IOU)


def _paired(kind: ObjectClass, a: Boxes, b: Boxes) -> Rows:
    """Return the row of ``b`` for each box of ``a``, -1 for none; either way round the same."""
    ties = a.sum(axis=1)[:, None] + b.sum(axis=1)[None]
    return best_pairs(_affinity(kind, a, b), SAME_OBJECT_IOU, ties)


def _affinity(kind: ObjectClass, found: Boxes, others: Boxes) -> NDArray[np.float32]:
    affinity = iou(found, others)
    if kind is ObjectClass.BALL and len(found) and len(others):
        inside = _holds(found, centre_of(others)) | _holds(others, centre_of(found)).T
        affinity = np.where(inside, np.maximum(affinity, SAME_OBJECT_IOU), affinity)
    return affinity


def _holds(boxes: Boxes, points: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return (n, m) whether box n holds point m."""
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    return np.asarray(((points[None] >= low) & (points[None] <= high)).all(axis=2))


def _corners(boxes: list[tuple[float, float, float, float]]) -> Boxes:
    return np.asarray(boxes, np.float32).reshape(-1, 4)

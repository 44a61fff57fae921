"""Average precision and recall of boxes on the frames the truth has boxed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from clip_truth import Clip
from numpy.typing import NDArray

from core.detections.detections import Detections, ObjectClass
from core.evaluation.voc import Ranking, ap_all_points
from core.geometry import centre_of, iou

CLASSES = (ObjectClass.PLAYER, ObjectClass.RACKET, ObjectClass.BALL, ObjectClass.RACKET_HEAD)


@dataclass
class ClassFigures:
    """Scores of the boxes of one class with whether each was right; labels and labels met.

    ``met`` counts labels found at IoU 0.5, ``near`` those with a box whose centre lies within
    the label's longer side: what a 5 pixel ball can ask.
    """

    scores: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    labels: int = 0
    met: int = 0
    near: int = 0

    @property
    def ap50(self) -> float:
        """Area under the precision-recall curve at IoU 0.5 (all points, as VOC since 2010)."""
        order = np.argsort(-np.array(self.scores), kind="stable")
        return ap_all_points(Ranking(np.array(self.right, bool)[order], self.labels))


def count_boxes(clip: Clip, found: Detections, figures: Mapping[ObjectClass, ClassFigures]) -> None:
    """Add a clip's boxed frames (and the racket heads of its hits) to the figures."""
    ignore = np.array([(x, y, x + w, y + h) for x, y, w, h in clip.raw["ignore"]], np.float32)
    for boxed in clip.raw["boxes"]:
        here = found.at(int(boxed["frame"]))
        for kind in CLASSES[:3]:
            labels = [o["box"] for o in boxed["objects"] if o["label"] == kind.label]
            _count(figures[kind], _xyxy(labels), here.of_class(kind), ignore)
    for hit in clip.raw["hits"]:
        if hit["racket_head_xy"] is None:
            continue
        (x, y), (w, h) = hit["racket_head_xy"], hit["racket_head_wh"]
        here = found.at(int(hit["frame"])).of_class(ObjectClass.RACKET_HEAD)
        # Only one head is labelled on these frames: others say nothing.
        label = _xyxy([(x - w / 2, y - h / 2, w, h)])
        _count(figures[ObjectClass.RACKET_HEAD], label, here, ignore, only_near=True)


def _xyxy(boxes: Sequence[Any]) -> NDArray[np.float32]:
    raw = np.array(boxes, np.float32).reshape(-1, 4)
    return np.concatenate([raw[:, :2], raw[:, :2] + raw[:, 2:]], axis=1)


def _count(
    figures: ClassFigures,
    labels: NDArray[np.float32],
    found: Detections,
    ignore: NDArray[np.float32],
    *,
    only_near: bool = False,
) -> None:
    order = np.argsort(-found.score, kind="stable")
    boxes, scores = found.xyxy[order], found.score[order]
    overlap = iou(boxes, labels)
    taken = np.zeros(len(labels), bool)
    for row, score in enumerate(scores):
        free = np.where(taken, -1.0, overlap[row]) if len(labels) else np.zeros(0)
        if len(labels) and free.max() >= 0.5:
            taken[int(free.argmax())] = True
            figures.scores.append(float(score))
            figures.right.append(True)
        elif not _ignored(boxes[row], ignore) and not only_near:
            figures.scores.append(float(score))
            figures.right.append(False)
    figures.labels += len(labels)
    figures.met += int(taken.sum())
    if len(labels) and len(boxes):
        gap = np.linalg.norm(centre_of(boxes)[:, None] - centre_of(labels)[None], axis=2)
        longer = (labels[:, 2:] - labels[:, :2]).max(axis=1)
        figures.near += int((gap.min(axis=0) <= longer).sum())


def _ignored(box: NDArray[np.float32], ignore: NDArray[np.float32]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return bool(
        len(ignore)
        and (
            (ignore[:, 0] <= x) & (x <= ignore[:, 2]) & (ignore[:, 1] <= y) & (y <= ignore[:, 3])
        ).any()
    )

"""COCO average precision that honours labels which are not exhaustive."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from core.dataset.labels import LabelledPicture
from core.detections.detections import Detections


@dataclass(frozen=True)
class ClassMetrics:
    """Figures of one class, all in 0..1; NaN where the class has no labels.

    `recall` and `precision` are at IoU 0.5 and the given threshold; `best_threshold` is the score
    at which F1 at IoU 0.5 is highest.
    """

    ap: float
    ap50: float
    ap30: float
    recall: float
    precision: float
    best_threshold: float
    best_f1: float
    n_labels: int


class PartialEval(COCOeval):
    """COCOeval in which detections without a match count for nothing where labels are partial."""

    def __init__(self, truth: COCO, found: COCO, partial: Mapping[int, frozenset[int]]) -> None:
        super().__init__(truth, found, "bbox")
        self.partial = partial
        self.params.iouThrs = np.array([0.3, *np.linspace(0.5, 0.95, 10)])
        self.params.areaRng, self.params.areaRngLbl = [[0, 1e10]], ["all"]
        self.params.maxDets = [100]

    def evaluateImg(self, imgId: int, catId: int, aRng: list[float], maxDet: int) -> Any:  # noqa: ANN401
        """As in COCO; then false positives of partly labelled classes are ignored (as in LVIS)."""
        result = super().evaluateImg(imgId, catId, aRng, maxDet)
        if result is not None and catId in self.partial[imgId]:
            result["dtIgnore"] = np.logical_or(result["dtIgnore"], result["dtMatches"] == 0)
        return result


def evaluate_detections(
    frames: Sequence[LabelledPicture],
    found: Sequence[Detections],
    classes: tuple[str, ...],
    thresholds: Mapping[str, float] | None = None,
) -> dict[str, ClassMetrics]:
    """Metrics per class name of `found[i]`, boxes in pixels of `frames[i]`, one list per frame.

    Labels are matched first; what remains in an ignored region (`iscrowd`) is dropped.
    """
    truth = _silently_index(_truth(frames, len(classes)))
    rows = [
        {
            "image_id": i,
            "category_id": int(k),
            "bbox": [float(b[0]), float(b[1]), float(b[2] - b[0]), float(b[3] - b[1])],
            "score": float(s),
        }
        for i, boxes in enumerate(found)
        for b, s, k in zip(boxes.xyxy, boxes.score, boxes.class_id, strict=True)
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        answers = truth.loadRes(rows) if rows else COCO()
        if not rows:
            answers.dataset = {"images": truth.dataset["images"], "annotations": []}
            answers.createIndex()
        judge = PartialEval(
            truth, answers, {i: f.labels.not_exhaustive for i, f in enumerate(frames)}
        )
        judge.params.catIds = list(range(len(classes)))
        judge.params.imgIds = list(range(len(frames)))
        judge.evaluate()
        judge.accumulate()
    limits = thresholds or {}
    return {name: _of_class(judge, k, limits.get(name, 0.3)) for k, name in enumerate(classes)}


def _truth(frames: Sequence[LabelledPicture], n_classes: int) -> dict[str, Any]:
    annotations: list[dict[str, Any]] = []
    for i, frame in enumerate(frames):
        labels = frame.labels
        for boxes, kinds, crowd in (
            (labels.xyxy, labels.class_id, 0),
            (labels.ignored_xyxy, labels.ignored_class_id, 1),
        ):
            for box, k in zip(boxes.tolist(), kinds.tolist(), strict=True):
                w, h = box[2] - box[0], box[3] - box[1]
                annotations.append(
                    {
                        "id": len(annotations) + 1,
                        "image_id": i,
                        "category_id": k,
                        "bbox": [box[0], box[1], w, h],
                        "area": w * h,
                        "iscrowd": crowd,
                    }
                )
    return {
        "images": [{"id": i, "width": f.width, "height": f.height} for i, f in enumerate(frames)],
        "annotations": annotations,
        "categories": [{"id": k, "name": str(k)} for k in range(n_classes)],
    }


def _silently_index(dataset: dict[str, Any]) -> COCO:
    coco = COCO()
    coco.dataset = dataset
    with contextlib.redirect_stdout(io.StringIO()):
        coco.createIndex()
    return coco


def _of_class(judge: PartialEval, k: int, threshold: float) -> ClassMetrics:
    """Read class `k` out of the accumulated evaluation; row 1 of the IoUs is 0.5."""
    precision = judge.eval["precision"][:, :, k, 0, 0]
    images = [e for e in judge.evalImgs if e is not None and e["category_id"] == k]
    n = int(sum((~np.asarray(e["gtIgnore"], bool)).sum() for e in images))
    if n == 0:
        nan = float("nan")
        return ClassMetrics(nan, nan, nan, nan, nan, nan, nan, 0)
    score = np.concatenate([np.asarray(e["dtScores"]) for e in images])
    counts = np.concatenate([~np.asarray(e["dtIgnore"], bool)[1] for e in images])
    match = np.concatenate([np.asarray(e["dtMatches"])[1] > 0 for e in images])
    order = np.argsort(-score[counts], kind="stable")
    score, match = score[counts][order], match[counts][order]
    hits = np.cumsum(match)
    f1 = 2 * hits / (np.arange(len(hits)) + 1 + n)
    best = int(f1.argmax()) if len(f1) else 0
    above = score >= threshold
    return ClassMetrics(
        ap=float(precision[1:].mean()),
        ap50=float(precision[1].mean()),
        ap30=float(precision[0].mean()),
        recall=float(match[above].sum() / n),
        precision=float(match[above].sum() / max(1, above.sum())),
        best_threshold=float(score[best]) if len(score) else 1.0,
        best_f1=float(f1[best]) if len(f1) else 0.0,
        n_labels=n,
    )

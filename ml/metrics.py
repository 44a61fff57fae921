"""Figures per class: COCO's average precision, Pascal VOC's, recall, centre errors.

All of them honour labels that are not exhaustive, and regions to be ignored.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from core.dataset.labels import LabelledPicture
from core.detections.detections import Detections
from core.detections.model_manifest import DEFAULT_THRESHOLD
from core.evaluation.figures import NAN, ClassMetrics
from core.evaluation.sizes import centre_errors
from core.evaluation.voc import ap_11_points, ap_all_points, voc_ranking

AREAS = {"all": (0.0, 1e10), "small": (0.0, 32.0**2), "medium": (32.0**2, 96.0**2)}
AREAS |= {"large": (96.0**2, 1e10)}
"""COCO's kinds of size: areas in square pixels of the source."""

IOUS = (0.3, *(float(level) for level in np.linspace(0.5, 0.95, 10)))
"""COCO's ten, and before them one that shows what is found but not boxed well."""

MOST_BOXES = 100

SMALL_CLASSES = frozenset({"ball"})
"""So small that a box one pixel beside the label fails at IoU 0.5: matched by their centres."""


class PartialEval(COCOeval):
    """COCOeval in which detections without a match count for nothing where labels are partial."""

    def __init__(self, truth: COCO, found: COCO, partial: Mapping[int, frozenset[int]]) -> None:
        super().__init__(truth, found, "bbox")
        self.partial = partial
        self.params.iouThrs = np.array(IOUS)
        self.params.areaRng = [list(limits) for limits in AREAS.values()]
        self.params.areaRngLbl = list(AREAS)
        self.params.maxDets = [MOST_BOXES]

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
    `thresholds` are the scores from which boxes count for recall, precision and centre errors.
    """
    judge = _judged(frames, found, len(classes))
    labels, limits = [frame.labels for frame in frames], thresholds or {}
    metrics = {}
    for k, name in enumerate(classes):
        threshold = limits.get(name, DEFAULT_THRESHOLD)
        ranking = voc_ranking(labels, found, k)
        errors = centre_errors(labels, found, k, threshold, small=name in SMALL_CLASSES)
        middle, far = np.percentile(errors, (50, 90)) if len(errors) else (NAN, NAN)
        metrics[name] = dataclasses.replace(
            _of_class(judge, k, threshold),
            voc07=ap_11_points(ranking),
            voc10=ap_all_points(ranking),
            centre_median_px=float(middle),
            centre_p90_px=float(far),
        )
    return metrics


def _judged(
    frames: Sequence[LabelledPicture], found: Sequence[Detections], n_classes: int
) -> PartialEval:
    truth = _silently_index(_truth(frames, n_classes))
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
        partial = {i: frame.labels.not_exhaustive for i, frame in enumerate(frames)}
        judge = PartialEval(truth, answers, partial)
        judge.params.catIds = list(range(n_classes))
        judge.params.imgIds = list(range(len(frames)))
        judge.evaluate()
        judge.accumulate()
    return judge


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
    whole = list(AREAS["all"])
    images = [
        e for e in judge.evalImgs if e is not None and e["category_id"] == k and e["aRng"] == whole
    ]
    n = int(sum((~np.asarray(e["gtIgnore"], bool)).sum() for e in images))
    if n == 0:
        return ClassMetrics(threshold=threshold)
    score = np.concatenate([np.asarray(e["dtScores"]) for e in images])
    counts = np.concatenate([~np.asarray(e["dtIgnore"], bool)[1] for e in images])
    match = np.concatenate([np.asarray(e["dtMatches"])[1] > 0 for e in images])
    order = np.argsort(-score[counts], kind="stable")
    score, match = score[counts][order], match[counts][order]
    hits = np.cumsum(match)
    f1 = 2 * hits / (np.arange(len(hits)) + 1 + n)
    best = int(f1.argmax()) if len(f1) else 0
    above = score >= threshold
    precision = judge.eval["precision"][:, :, k, :, 0]
    by_area = [_mean(precision[1:, :, area]) for area in range(len(AREAS))]
    return ClassMetrics(
        n_labels=n,
        ap=by_area[0],
        ap50=_mean(precision[1, :, 0]),
        ap75=_mean(precision[6, :, 0]),
        ap30=_mean(precision[0, :, 0]),
        ap_small=by_area[1],
        ap_medium=by_area[2],
        ap_large=by_area[3],
        ar=_mean(judge.eval["recall"][1:, k, 0, 0]),
        recall=float(match[above].sum() / n),
        precision=float(match[above].sum() / max(1, above.sum())),
        threshold=threshold,
        best_threshold=float(score[best]) if len(score) else 1.0,
        best_f1=float(f1[best]) if len(f1) else 0.0,
    )


def _mean(values: NDArray[np.float64]) -> float:
    """The mean; NaN where COCO marks by -1 that nothing is labelled."""
    return NAN if (values < 0).all() else float(values.mean())

"""Labelled pictures from COCO JSON, and their pixels."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import LabelledPicture, Labels


def read_coco(json_path: Path, classes: tuple[str, ...]) -> list[LabelledPicture]:
    """The pictures of a COCO file, boxes mapped to `classes` by category name, others dropped.

    Honours `iscrowd` (ignored regions) and `not_exhaustive_category_ids` (as in LVIS).
    Raises OSError, KeyError or json.JSONDecodeError for a file that is not one.
    """
    coco = json.loads(json_path.read_text(encoding="utf-8"))
    class_of = {
        c["id"]: classes.index(c["name"]) for c in coco["categories"] if c["name"] in classes
    }
    by_image = defaultdict(list)
    for annotation in coco["annotations"]:
        if annotation["category_id"] in class_of:
            by_image[annotation["image_id"]].append(annotation)
    frames = []
    for image in coco["images"]:
        annotations = by_image[image["id"]]
        partial = image.get("not_exhaustive_category_ids", [])
        frames.append(
            LabelledPicture(
                image["id"],
                json_path.parent / image["file_name"],
                image["width"],
                image["height"],
                Labels(
                    *_boxes([a for a in annotations if not a.get("iscrowd")], class_of),
                    *_boxes([a for a in annotations if a.get("iscrowd")], class_of),
                    frozenset(class_of[c] for c in partial if c in class_of),
                ),
            )
        )
    return frames


def _boxes(
    annotations: list[dict], class_of: dict[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    xywh = np.array([a["bbox"] for a in annotations], np.float32).reshape(-1, 4)
    xyxy = np.concatenate([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]], axis=1)
    return xyxy, np.array([class_of[a["category_id"]] for a in annotations], np.int64)


def read_rgb(path: Path, max_width: int | None = None) -> NDArray[np.uint8]:
    """A picture as (H, W, 3) RGB, shrunk to `max_width` if wider. Raises OSError if unreadable."""
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if bgr is None:
        raise OSError(f"cannot read the picture {path}")
    if max_width and bgr.shape[1] > max_width:
        height = round(bgr.shape[0] * max_width / bgr.shape[1])
        bgr = cv2.resize(bgr, (max_width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def scale_labels(labels: Labels, scale: float) -> Labels:
    """The labels of a picture resized by `scale`."""
    return dataclasses.replace(
        labels,
        xyxy=labels.xyxy * np.float32(scale),
        ignored_xyxy=labels.ignored_xyxy * np.float32(scale),
    )


def repeat_factors(
    frames: list[LabelledPicture], n_classes: int, threshold: float
) -> NDArray[np.float64]:
    """How often to draw each frame, >= 1: sqrt(threshold / share) of its rarest class (LVIS)."""
    has = np.array([[(f.labels.class_id == k).any() for k in range(n_classes)] for f in frames])
    share = np.maximum(has.mean(axis=0), 1e-9)
    per_class = np.maximum(1.0, np.sqrt(threshold / share))
    return np.where(has, per_class, 1.0).max(axis=1)

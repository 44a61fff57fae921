"""Drawn practices as a folder of labelled pictures, in the form the trainer reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2

from core.detections.detections import ObjectClass
from core.errors import Cancelled
from core.files import write_atomically
from core.sample.practice import LabelledFrame, iterate_labelled_frames

MIN_SEEN = 0.35
"""Objects hidden further than this are ignored, neither learned nor taken for background."""


@dataclass(frozen=True)
class DrawRequest:
    """`scenes` different practices, `frames_per_scene` pictures of each. Seeds never give the
    practice that ships with the program."""

    folder: str
    seed: int = 1
    scenes: int = 40
    frames_per_scene: int = 8
    width: int = 960
    height: int = 544
    jpeg_quality: int = 88


def draw(request: DrawRequest, cancelled: Callable[[], bool] = lambda: False) -> Path:
    """Write `images/` and `instances_train.json`; returns the folder. Raises OSError, Cancelled."""
    folder = Path(request.folder)
    (folder / "images").mkdir(parents=True, exist_ok=True)
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    drawn = iterate_labelled_frames(
        request.seed, request.scenes, request.frames_per_scene, (request.width, request.height)
    )
    for number, frame in enumerate(drawn):
        if cancelled():
            raise Cancelled
        name = f"images/drawn_{request.seed}_{number:05d}.jpg"
        bgr = cv2.cvtColor(frame.picture, cv2.COLOR_RGB2BGR)
        quality = [cv2.IMWRITE_JPEG_QUALITY, request.jpeg_quality]
        write_atomically(folder / name, cv2.imencode(".jpg", bgr, quality)[1].tobytes())
        height, width = frame.picture.shape[:2]
        images.append({"id": number, "file_name": name, "width": width, "height": height})
        annotations += _annotations(frame, number, len(annotations))
    categories = [{"id": int(k), "name": k.label} for k in ObjectClass]
    coco = {"images": images, "annotations": annotations, "categories": categories}
    write_atomically(folder / "instances_train.json", json.dumps(coco).encode())
    return folder


def _annotations(frame: LabelledFrame, image_id: int, first: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for one in frame.objects:
        x0, y0, x1, y1 = one.xyxy
        rows.append(
            {
                "id": first + len(rows) + 1,
                "image_id": image_id,
                "category_id": int(ObjectClass[one.label.upper()]),
                "bbox": [x0, y0, x1 - x0, y1 - y0],
                "area": (x1 - x0) * (y1 - y0),
                "iscrowd": int(one.visibility < MIN_SEEN),
                "origin": "drawn",
            }
        )
    return rows

"""Drawn practices as a folder of labelled pictures, in the form the trainer reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2

from core.dataset.coco_writer import write_coco
from core.dataset.dataset import TRAIN, Dataset, Provenance
from core.dataset.labels import LabelledBox, LabelledPicture, labels_of
from core.detections.detections import ObjectClass
from core.errors import Cancelled
from core.files import write_atomically
from core.sample.practice import iterate_labelled_frames

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


def draw(
    request: DrawRequest,
    cancelled: Callable[[], bool] = lambda: False,
    seen: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Write `images/` and `instances_train.json`; returns the folder.

    `seen` hears (done, of) pictures. Raises OSError, Cancelled.
    """
    folder = Path(request.folder)
    (folder / "images").mkdir(parents=True, exist_ok=True)
    pictures: list[LabelledPicture] = []
    drawn = iterate_labelled_frames(
        request.seed, request.scenes, request.frames_per_scene, (request.width, request.height)
    )
    for number, frame in enumerate(drawn):
        if cancelled():
            raise Cancelled
        seen(number, request.scenes * request.frames_per_scene)
        path = folder / "images" / f"drawn_{request.seed}_{number:05d}.jpg"
        bgr = cv2.cvtColor(frame.picture, cv2.COLOR_RGB2BGR)
        quality = [cv2.IMWRITE_JPEG_QUALITY, request.jpeg_quality]
        write_atomically(path, cv2.imencode(".jpg", bgr, quality)[1].tobytes())
        height, width = frame.picture.shape[:2]
        boxes = [
            LabelledBox(int(ObjectClass[one.label.upper()]), one.xyxy, one.visibility < MIN_SEEN)
            for one in frame.objects
        ]
        pictures.append(
            LabelledPicture(number, path, width, height, labels_of(boxes), source="drawn")
        )
    classes = tuple(kind.label for kind in ObjectClass)
    splits = {TRAIN: tuple(pictures)}
    write_coco(Dataset("drawn", classes, splits, Provenance("drawn", folder)), folder)
    return folder

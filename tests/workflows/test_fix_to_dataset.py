"""From a practice put right in the window to a dataset that others read, and a figure on it."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest
from coach import Coach
from PySide6.QtCore import Qt

from core.box import middle_of
from core.detections.detections import Detections, ObjectClass
from core.sessions.fixed_dataset import folder_of, renew_dataset
from core.video.still import read_still

pytest.importorskip("pycocotools")

FRAMES = range(5, 25, 2)
CLASSES = tuple(kind.label for kind in ObjectClass)
SHIFT_PX = (-12, 8)


def test_ten_frames_fixed_by_mouse_become_a_dataset_that_pycocotools_reads(coach: Coach) -> None:
    from pycocotools.coco import COCO

    from ml.data.frames import read_coco
    from ml.metrics import evaluate_detections

    coach.open_clip()
    coach.press(Qt.Key.Key_C)
    where = [_fix(coach, frame) for frame in FRAMES]
    coach.wait(lambda: not coach.review.opened.unsaved)
    coach.wait(lambda: not coach.context.runner.alive())

    built = renew_dataset(coach.context.store)
    folder = folder_of(coach.context.store)
    assert built.left_out == ()
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(next(folder.glob("instances_*.json"))))
    images = coco.loadImgs(coco.getImgIds())
    assert [image["frame"] for image in images] == list(FRAMES)
    for image in images:
        assert read_still(folder / image["file_name"]).shape[:2] == (
            image["height"],
            image["width"],
        )
        assert (folder / image["previous"]).is_file()
    names = {each["id"]: each["name"] for each in coco.loadCats(coco.getCatIds())}
    for image, middle in zip(images, where, strict=True):
        labels = coco.loadAnns(coco.getAnnIds(imgIds=image["id"]))
        (ball,) = [each for each in labels if names[each["category_id"]] == "ball"]
        x, y, w, h = ball["bbox"]
        assert (x + w / 2, y + h / 2) == pytest.approx(middle, abs=1.5)

    frames = read_coco(next(folder.glob("instances_*.json")), CLASSES)
    truth = [_found(f.labels.xyxy, f.labels.class_id) for f in frames]
    moved = [_found(f.labels.xyxy + 40, f.labels.class_id) for f in frames]
    assert evaluate_detections(frames, truth, CLASSES)["ball"].ap == 1.0
    assert evaluate_detections(frames, moved, CLASSES)["ball"].ap < 0.1


def _fix(coach: Coach, frame: int) -> tuple[float, float]:
    """Drag the frame's ball, accept the frame, and return where the ball now is."""
    coach.go_to(frame)
    correction = coach.review.correct.mode.correction
    ball = next(item for item in correction.items if item.kind is ObjectClass.BALL)
    x, y = middle_of(ball.xyxy)
    coach.drag((x, y), (x + SHIFT_PX[0], y + SHIFT_PX[1]))
    coach.press(Qt.Key.Key_Return)
    return x + SHIFT_PX[0], y + SHIFT_PX[1]


def _found(xyxy: np.ndarray, kinds: np.ndarray) -> Detections:
    return Detections.of(0, xyxy, np.ones(len(xyxy)), kinds)

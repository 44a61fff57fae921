"""What the dataset's builder writes is what pycocotools and our evaluation read."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import numpy as np
from dataset_maker import CLASSES, dataset_of, picture_of, write_picture
from pycocotools.coco import COCO

from core.dataset.converting import Form, write_dataset
from core.dataset.labels import LabelledBox
from core.detections.detections import Detections
from ml.data.frames import read_coco
from ml.metrics import evaluate_detections


def test_pycocotools_reads_it_and_the_truth_scores_full_marks(tmp_path: Path) -> None:
    boxes = [LabelledBox(kind, (2.5 + kind, 3, 30 + kind, 40)) for kind in range(4)]
    pictures = [picture_of(write_picture(tmp_path / f"{n}.png", n), boxes) for n in range(3)]
    folder = write_dataset(dataset_of({"val": pictures}), tmp_path / "out", Form.COCO).folder
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(folder / "instances_val.json"))
    assert len(coco.getImgIds()) == 3
    assert [each["name"] for each in coco.loadCats(coco.getCatIds())] == list(CLASSES)
    assert coco.loadAnns(coco.getAnnIds(imgIds=1, catIds=1))[0]["bbox"] == [2.5, 3, 27.5, 37]
    frames = read_coco(folder / "instances_val.json", CLASSES)
    found = [
        Detections.of(0, f.labels.xyxy, np.ones(len(f.labels.xyxy)), f.labels.class_id)
        for f in frames
    ]
    metrics = evaluate_detections(frames, found, CLASSES)
    assert all(metrics[name].ap == 1.0 for name in CLASSES)

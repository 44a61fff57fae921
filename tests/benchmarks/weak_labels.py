"""The set that the shipped detector was trained on: hand-made labels, and those of a teacher.

    python tests/benchmarks/weak_labels.py DATA OUT [--model DIR]

DATA holds `pictures`, `keypoints`, `clips` and `weights`. Writes `OUT/instances_train.json` (with
absolute paths): the training pictures, with rackets a teacher is sure of where rackets are
labelled only in part; the pictures of `keypoints`; and frames of six clips (`clip_frames.py`).
Out of a player's reach no racket is missing (`reach.py`).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from clip_frames import add_clips
from coco_sheet import BALL, HEAD, PLAYER, RACKET, CocoSheet
from crop_teacher import CropTeacher
from reach import rule_out_far

from core.detections.detections import ObjectClass
from core.geometry import iou
from core.video.still import read_still

SURE = {ObjectClass.RACKET: (RACKET, 0.4), ObjectClass.PLAYER: (PLAYER, 0.5)}
KNOWN_IOU = 0.3


def main() -> None:
    """Write the file and say how much was added."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    models = Path(__file__).resolve().parents[2] / "resources" / "models" / "default"
    parser.add_argument("--model", type=Path, default=models)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    data = given.data.resolve()
    teacher = CropTeacher(data / "weights" / "yolox_nano.onnx")
    pictures = data / "pictures"
    sheet = CocoSheet(json.loads((pictures / "instances_train.json").read_text("utf-8")))
    _add_rackets(sheet, pictures, teacher)
    _add_keypoint_pictures(sheet, data / "keypoints", teacher)
    add_clips(sheet, data / "clips", given.out.resolve() / "frames", teacher, given.model)
    print(f"{rule_out_far(sheet)} pictures: no racket out of a player's reach")
    sheet.save(given.out / "instances_train.json")
    for (origin, category), count in sorted(sheet.counts.items()):
        print(f"{count} boxes of category {category} added, {origin}")


def _add_rackets(sheet: CocoSheet, folder: Path, teacher: CropTeacher) -> None:
    """Where rackets are labelled only in part, add those the teacher is sure of."""
    known = sheet.labels_of(RACKET)
    category, sure = SURE[ObjectClass.RACKET]
    for image in sheet.images:
        path = folder / image["file_name"]
        image["file_name"] = str(path)
        if RACKET not in image.get("not_exhaustive_category_ids", []):
            continue
        found = teacher.detect(read_still(path)).of_class(ObjectClass.RACKET)
        xywh = [label["bbox"] for label in known.get(image["id"], [])]
        labelled = np.array(xywh, np.float32).reshape(-1, 4)
        labelled[:, 2:] += labelled[:, :2]
        for box in found.xyxy[found.score >= sure]:
            if not (iou(box[None], labelled) > KNOWN_IOU).any():
                sheet.add_box(image, category, box, "yolox")


def _add_keypoint_pictures(sheet: CocoSheet, folder: Path, teacher: CropTeacher) -> None:
    for path in sorted(folder.rglob("*.jpg")):
        picture = read_still(path)
        size = picture.shape[1], picture.shape[0]
        image = sheet.add_picture(path, size, (PLAYER, RACKET, BALL, HEAD))
        found = teacher.detect(picture)
        for kind, (category, sure) in SURE.items():
            ours = found.of_class(kind)
            for box in ours.xyxy[ours.score >= sure]:
                sheet.add_box(image, category, box, "yolox")


if __name__ == "__main__":
    main()

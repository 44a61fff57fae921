"""Rackets (and players) that YOLOX-nano is sure of, added to the training pictures.

    python tests/benchmarks/weak_labels.py DATA OUT

DATA holds `pictures`, `keypoints` and `weights`. Writes `OUT/instances_train.json` with absolute
paths: the training pictures, with rackets added where rackets are labelled only in part (they
stay partly labelled), and the pictures of `keypoints`, partly labelled in every class. Used for
the last run of the detector that ships; see its MODEL_CARD.md.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from yolox import YoloxNano

from core.detections.detections import Detections, ObjectClass
from core.geometry import iou
from ml.data.frames import read_rgb

SURE = {ObjectClass.RACKET: 0.35, ObjectClass.PLAYER: 0.5}
NEW_PICTURES_FROM = 100_000
CATEGORY_IDS = {ObjectClass.PLAYER: 1, ObjectClass.RACKET: 2}


def main(data: Path, out: Path) -> None:
    """Write the file and say how much was added."""
    teacher = YoloxNano(data / "weights" / "yolox_nano.onnx")
    coco = json.loads((data / "pictures/instances_train.json").read_text(encoding="utf-8"))
    rackets: dict[int, list[list[float]]] = {}
    for a in coco["annotations"]:
        if a["category_id"] == CATEGORY_IDS[ObjectClass.RACKET]:
            rackets.setdefault(a["image_id"], []).append(a["bbox"])
    added: list[dict[str, Any]] = []
    for image in coco["images"]:
        path = (data / "pictures" / image["file_name"]).resolve()
        image["file_name"] = str(path)
        if CATEGORY_IDS[ObjectClass.RACKET] in image.get("not_exhaustive_category_ids", []):
            found = teacher.detect(read_rgb(path)).of_class(ObjectClass.RACKET)
            added += _sure(found, image, rackets.get(image["id"], []))
    for number, path in enumerate(sorted((data / "keypoints").resolve().rglob("*.jpg"))):
        picture = read_rgb(path)
        image = {"id": NEW_PICTURES_FROM + number, "file_name": str(path)}
        image |= {"height": picture.shape[0], "width": picture.shape[1]}
        image["not_exhaustive_category_ids"] = [c["id"] for c in coco["categories"]]
        found = teacher.detect(picture)
        coco["images"].append(image)
        added += _sure(found[found.class_id != ObjectClass.BALL], image, [])
    first = max(a["id"] for a in coco["annotations"]) + 1
    coco["annotations"] += [{"id": first + i, **a} for i, a in enumerate(added)]
    out.mkdir(parents=True, exist_ok=True)
    (out / "instances_train.json").write_text(json.dumps(coco), encoding="utf-8")
    print(f"{len(added)} boxes added")


def _sure(
    found: Detections, image: dict[str, Any], known: list[list[float]]
) -> list[dict[str, Any]]:
    """The confident boxes that are not labelled yet, as annotations without id."""
    labelled = np.array([[x, y, x + w, y + h] for x, y, w, h in known], np.float32).reshape(-1, 4)
    rows = []
    for box, score, kind in zip(found.xyxy, found.score, found.class_id, strict=True):
        box = np.clip(box, 0, [image["width"], image["height"]] * 2).astype(np.float32)
        if score < SURE[ObjectClass(kind)] or (iou(box[None], labelled) > 0.3).any():
            continue
        x, y, w, h = (float(v) for v in (*box[:2], *(box[2:] - box[:2])))
        row = {"image_id": image["id"], "category_id": CATEGORY_IDS[ObjectClass(kind)]}
        row |= {"bbox": [x, y, w, h], "area": w * h, "iscrowd": 0, "origin": "yolox"}
        rows.append(row)
    return rows


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

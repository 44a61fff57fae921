"""A toy dataset: a few drawn pictures with one box of each class, and options that suit it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

CLASSES = ("player", "racket", "ball", "racket_head")
COLOURS = ((200, 40, 40), (40, 200, 40), (40, 40, 220), (210, 210, 60))
SIZES = ((24, 44), (28, 18), (8, 8), (16, 20))


def draw_toy_dataset(folder: Path, n: int, seed: int = 5) -> Path:
    """Write `n` pictures of 128x96 and train and val files (the same pictures) into `folder`."""
    rng = np.random.default_rng(seed)
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for i in range(n):
        picture = np.full((96, 128, 3), 90, np.uint8)
        corners = rng.permutation([(4, 4), (68, 4), (4, 50), (68, 50)])
        for k, (w, h) in enumerate(SIZES):
            x, y = (corners[k] + rng.integers(0, (20, 3))).tolist()
            cv2.rectangle(picture, (x, y), (x + w - 1, y + h - 1), COLOURS[k][::-1], -1)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": i,
                    "category_id": k + 1,
                    "bbox": [x, y, w, h],
                    "area": w * h,
                    "iscrowd": 0,
                }
            )
        cv2.imwrite(str(folder / f"{i}.png"), picture)
        images.append({"id": i, "file_name": f"{i}.png", "width": 128, "height": 96})
    categories = [{"id": k + 1, "name": name} for k, name in enumerate(CLASSES)]
    text = json.dumps({"images": images, "annotations": annotations, "categories": categories})
    for split in ("train", "val"):
        (folder / f"instances_{split}.json").write_text(text, encoding="utf-8")
    return folder


TINY: dict[str, Any] = {
    "input_width": 128,
    "input_height": 96,
    "crop_px": 96,
    "batch_size": 2,
    "frame_batch_size": 2,
    "epochs": 2,
    "frame_epochs": 1,
    "warmup_steps": 1,
    "repeat_threshold": 0.0,
    "bf16": False,
    "threads": 1,  # several of them wait for one another where other tests run
    "sample_pictures": 1,
    "evaluate_every": 0,
}
"""Options of a training that takes seconds on such pictures."""

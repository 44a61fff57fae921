"""YOLOX-nano, the yardstick: its COCO classes that tennis knows, as our `Detections`."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from core.detections.detections import Detections, ObjectClass
from core.geometry import iou
from core.video.frame import Picture

COCO_CLASSES = {0: ObjectClass.PLAYER, 38: ObjectClass.RACKET, 32: ObjectClass.BALL}
SIDE, PAD, STRIDES = 416, 114, (8, 16, 32)
LOWEST_SCORE, OVERLAP = 0.005, 0.45


class YoloxNano:
    """Finds persons, tennis rackets and sports balls (arXiv:2107.08430; decode as its authors')."""

    def __init__(self, path: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        grids, steps = [], []
        for stride in STRIDES:
            ys, xs = np.mgrid[: SIDE // stride, : SIDE // stride]
            grids.append(np.stack([xs, ys], -1).reshape(-1, 2))
            steps.append(np.full((grids[-1].shape[0], 1), stride))
        self._grid, self._step = np.concatenate(grids), np.concatenate(steps)

    def prepare(self, picture: Picture) -> tuple[NDArray[np.float32], float]:
        """Return the input (1, 3, 416, 416) BGR 0..255 and the scale from picture to input."""
        height, width = picture.shape[:2]
        scale = min(SIDE / height, SIDE / width)
        size = round(width * scale), round(height * scale)
        canvas = np.full((SIDE, SIDE, 3), PAD, np.uint8)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
        canvas[: size[1], : size[0]] = small[..., ::-1]
        return canvas.transpose(2, 0, 1)[None].astype(np.float32), scale

    def run(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the raw rows (3549, 85)."""
        return np.asarray(self.session.run(None, {"images": image})[0][0], np.float32)

    def detect(self, picture: Picture, frame: int = 0) -> Detections:
        """Return boxes in pixels of `picture`, down to very low scores, after suppression."""
        image, scale = self.prepare(picture)
        rows = self.run(image)
        centre = (rows[:, :2] + self._grid) * self._step
        half = np.exp(rows[:, 2:4]) * self._step / 2
        boxes = (np.concatenate([centre - half, centre + half], 1) / scale).astype(np.float32)
        found = []
        for column, kind in COCO_CLASSES.items():
            score = rows[:, 4] * rows[:, 5 + column]
            kept = np.flatnonzero(score > LOWEST_SCORE)
            kept = kept[np.argsort(-score[kept])][:300]
            kept = kept[without_doubles(boxes[kept])]
            found.append(Detections.of(frame, boxes[kept], score[kept], np.full(len(kept), kind)))
        return Detections.merge(found)


def without_doubles(boxes: NDArray[np.float32]) -> NDArray[np.intp]:
    """Greedy suppression of boxes (n, 4), best first; returns the rows that stay."""
    overlap, alive, kept = iou(boxes, boxes), np.ones(len(boxes), bool), []
    for row in range(len(boxes)):
        if alive[row]:
            kept.append(row)
            alive &= overlap[row] < OVERLAP
    return np.array(kept, np.intp)

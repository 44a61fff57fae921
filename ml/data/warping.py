"""Moving a picture and its labels together: scaled, shifted, mirrored, turned."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import Labels
from core.detections.preprocess import PAD_VALUE
from core.video.frame import Picture

MIN_VISIBLE = 0.4  # of a box's area; what is cut off further is ignored, not learned
MIN_SIZE_PX = 1.5  # a box narrower than this in the input shows nothing


def letterbox_matrix(
    width: int, height: int, into_width: int, into_height: int
) -> NDArray[np.float64]:
    """2x3 matrix from picture to input pixels: largest scale that fits, centred."""
    scale = min(into_width / width, into_height / height)
    return np.array(
        [
            [scale, 0, (into_width - width * scale) / 2],
            [0, scale, (into_height - height * scale) / 2],
        ]
    )


def warp(
    picture: Picture, labels: Labels, matrix: NDArray[np.float64], width: int, height: int
) -> tuple[Picture, Labels]:
    """Scale and shift picture and labels by a 2x3 matrix; boxes are clipped to the new picture.

    Shrinking is done by area first, as the detector's preprocessing does: bilinear alone would
    lose a 4 px ball between samples. Boxes cut below `MIN_VISIBLE` become ignored regions.
    """
    scale = float(matrix[0, 0])
    shift = matrix[:, 2]
    h, w = picture.shape[:2]
    x0, y0 = np.maximum(np.floor(-shift / scale).astype(int) - 1, 0)
    x1 = min(w, int(np.ceil((width - shift[0]) / scale)) + 1)
    y1 = min(h, int(np.ceil((height - shift[1]) / scale)) + 1)
    out = np.full((height, width, 3), PAD_VALUE, np.uint8)
    if x1 > x0 and y1 > y0:
        cut = picture[y0:y1, x0:x1]
        sx, sy = scale, scale
        if scale < 0.9:
            size = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
            sx, sy = scale * cut.shape[1] / size[0], scale * cut.shape[0] / size[1]
            cut = np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)
        # pixel centres lie at .5: keep box coordinates and picture in step
        m = np.array(
            [
                [sx, 0, x0 * scale + shift[0] + 0.5 * sx - 0.5],
                [0, sy, y0 * scale + shift[1] + 0.5 * sy - 0.5],
            ]
        )
        cv2.warpAffine(
            cut,
            m,
            (width, height),
            dst=out,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_TRANSPARENT,
        )
    return out, _warp_labels(labels, scale, shift, width, height)


def _warp_labels(
    labels: Labels, scale: float, shift: NDArray[np.float64], width: int, height: int
) -> Labels:
    limit = np.array([width, height, width, height], np.float32)
    move = np.tile(shift, 2).astype(np.float32)
    boxes = labels.xyxy * np.float32(scale) + move
    clipped = np.clip(boxes, 0, limit)
    sides = clipped[:, 2:] - clipped[:, :2]
    area = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    visible = sides.prod(1) / np.maximum(area, 1e-6)
    keep = (visible >= MIN_VISIBLE) & (sides.min(1, initial=np.inf) >= MIN_SIZE_PX)
    vague = ~keep & (visible > 0)
    ignored = np.clip(labels.ignored_xyxy * np.float32(scale) + move, 0, limit)
    return Labels(
        clipped[keep],
        labels.class_id[keep],
        np.concatenate([ignored, clipped[vague]]),
        np.concatenate([labels.ignored_class_id, labels.class_id[vague]]),
        labels.not_exhaustive,
    )


def flip(picture: Picture, labels: Labels) -> tuple[Picture, Labels]:
    """Mirror left and right."""
    width = picture.shape[1]

    def mirrored(xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.stack([width - xyxy[:, 2], xyxy[:, 1], width - xyxy[:, 0], xyxy[:, 3]], axis=1)

    return np.ascontiguousarray(picture[:, ::-1]), Labels(
        mirrored(labels.xyxy),
        labels.class_id,
        mirrored(labels.ignored_xyxy),
        labels.ignored_class_id,
        labels.not_exhaustive,
    )


def turn(picture: Picture, labels: Labels, quarters: int) -> tuple[Picture, Labels]:
    """Turn anticlockwise by quarters, as a phone on its side does."""
    for _ in range(quarters % 4):
        width = picture.shape[1]

        def turned(b: NDArray[np.float32], width: int = width) -> NDArray[np.float32]:
            return np.stack([b[:, 1], width - b[:, 2], b[:, 3], width - b[:, 0]], axis=1)

        picture = np.rot90(picture)
        labels = Labels(
            turned(labels.xyxy),
            labels.class_id,
            turned(labels.ignored_xyxy),
            labels.ignored_class_id,
            labels.not_exhaustive,
        )
    return np.ascontiguousarray(picture), labels

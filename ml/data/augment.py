"""What the trainer sees of a picture: a jittered crop, or the whole frame letterboxed.

Pure functions of (picture, labels, random generator): the same generator gives the same sample.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.detections.preprocess import PAD_VALUE
from ml.config import TrainConfig
from ml.targets import Labels

Picture = NDArray[np.uint8]
MIN_VISIBLE = 0.4  # of a box's area; what is cut off further is ignored, not learned
MIN_SIZE_PX = 1.5  # a box narrower than this in the input shows nothing


def crop_sample(
    picture: Picture, labels: Labels, config: TrainConfig, rng: np.random.Generator
) -> tuple[Picture, Labels]:
    """A `crop_px` square, scaled as whole frames are at `input_width`, times a random factor."""
    if rng.random() < config.turn_rate:
        picture, labels = turn(picture, labels, 1 if rng.random() < 0.5 else 3)
    height, width = picture.shape[:2]
    jitter = np.exp(rng.uniform(np.log(config.scale_min), np.log(config.scale_max)))
    scale = config.input_width / max(width, height) * jitter
    side = config.crop_px
    small = np.flatnonzero(labels.class_id != 0)
    if len(small) and rng.random() < config.aim_rate:
        kinds = np.unique(labels.class_id[small])
        wanted = small[labels.class_id[small] == rng.choice(kinds)]
        box = labels.xyxy[rng.choice(wanted)]
        middle = (box[:2] + box[2:]) / 2 + rng.uniform(-0.4, 0.4, 2) * side / scale
    else:
        half = min(side / scale / 2, width / 2), min(side / scale / 2, height / 2)
        middle = rng.uniform(half, (width - half[0], height - half[1]))
    matrix = np.array(
        [[scale, 0, side / 2 - scale * middle[0]], [0, scale, side / 2 - scale * middle[1]]],
        np.float64,
    )
    picture, labels = warp(picture, labels, matrix, side, side)
    return decorate(picture, labels, config, rng)


def frame_sample(
    picture: Picture, labels: Labels, config: TrainConfig, rng: np.random.Generator
) -> tuple[Picture, Labels]:
    """The whole frame, letterboxed into the input, zoomed and shifted by up to `frame_zoom`."""
    zoom = np.exp(rng.uniform(-0.7, 1.0) * np.log1p(config.frame_zoom))
    matrix = letterbox_matrix(
        picture.shape[1], picture.shape[0], config.input_width, config.input_height
    )
    middle = np.array([config.input_width, config.input_height]) / 2
    shift = rng.uniform(-0.5, 0.5, 2) * middle * config.frame_zoom
    matrix[:, :2] *= zoom
    matrix[:, 2] = (matrix[:, 2] - middle) * zoom + middle + shift
    picture, labels = warp(picture, labels, matrix, config.input_width, config.input_height)
    return decorate(picture, labels, config, rng)


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


def decorate(
    picture: Picture, labels: Labels, config: TrainConfig, rng: np.random.Generator
) -> tuple[Picture, Labels]:
    """Flip, colour, blur, each at its rate."""
    if rng.random() < config.flip_rate:
        picture, labels = flip(picture, labels)
    picture = jitter_colour(picture, rng)
    if rng.random() < config.blur_rate:
        picture = motion_blur(picture, rng.uniform(2.0, 6.0), rng.uniform(0, np.pi))
    return picture, labels


def jitter_colour(picture: Picture, rng: np.random.Generator) -> Picture:
    """Per-channel gain, contrast and gamma by one table; saturation by mixing with grey."""
    gain = rng.uniform(0.75, 1.25) * rng.uniform(0.92, 1.08, 3)
    gamma = np.exp(rng.uniform(-0.3, 0.3))
    ramp = (np.arange(256) / 255.0) ** gamma
    contrast = rng.uniform(0.8, 1.2)
    table = ((ramp - 0.5) * contrast + 0.5)[:, None] * gain[None, :] * 255.0
    lut = np.clip(table, 0, 255).astype(np.uint8).reshape(1, 256, 3)
    out = cv2.LUT(picture, lut)
    saturation = rng.uniform(0.6, 1.25)
    grey = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.addWeighted(out, saturation, grey, 1 - saturation, 0), np.uint8)


def motion_blur(picture: Picture, length_px: float, angle: float) -> Picture:
    """Smear along a line of `length_px`; keep it short, so that boxes stay true."""
    side = int(np.ceil(length_px)) | 1
    kernel = np.zeros((side, side), np.float32)
    middle = (side - 1) / 2
    reach = np.array([np.cos(angle), np.sin(angle)]) * (length_px - 1) / 2
    start, end = middle - reach, middle + reach
    cv2.line(kernel, tuple(map(round, start.tolist())), tuple(map(round, end.tolist())), 1.0, 1)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)

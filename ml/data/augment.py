"""What the trainer sees of a picture: a jittered crop, or the whole frame letterboxed.

Pure functions of (picture, labels, random generator): the same generator gives the same sample.
"""

from __future__ import annotations

import cv2
import numpy as np

from core.dataset.labels import Labels
from core.video.frame import Picture
from ml.config import TrainConfig
from ml.data.warping import flip, letterbox_matrix, turn, warp


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

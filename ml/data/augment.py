"""What the trainer sees of a picture: a jittered crop, or the whole frame letterboxed.

Pure functions of (sample, random generator): the same generator gives the same sample.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.video.frame import Picture
from ml.config import TrainConfig
from ml.data.past import invent_past, of_another_scene, shaken
from ml.data.pasting import paste_drawn
from ml.data.sample import Sample
from ml.data.warping import flip, letterbox_matrix, turn, warp


def crop_sample(sample: Sample, config: TrainConfig, rng: np.random.Generator) -> Sample:
    """A `crop_px` square, scaled as whole frames are at `input_width`, times a random factor."""
    if rng.random() < config.turn_rate:
        sample = _turned(sample, 1 if rng.random() < 0.5 else 3)
    labels = sample.labels
    height, width = sample.picture.shape[:2]
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
    return _seen(sample, matrix, (side, side), config, rng)


def frame_sample(sample: Sample, config: TrainConfig, rng: np.random.Generator) -> Sample:
    """The whole frame, letterboxed into the input, zoomed and shifted by up to `frame_zoom`."""
    zoom = np.exp(rng.uniform(-0.7, 1.0) * np.log1p(config.frame_zoom))
    height, width = sample.picture.shape[:2]
    matrix = letterbox_matrix(width, height, config.input_width, config.input_height)
    middle = np.array([config.input_width, config.input_height]) / 2
    shift = rng.uniform(-0.5, 0.5, 2) * middle * config.frame_zoom
    matrix[:, :2] *= zoom
    matrix[:, 2] = (matrix[:, 2] - middle) * zoom + middle + shift
    return _seen(sample, matrix, (config.input_width, config.input_height), config, rng)


def _seen(
    sample: Sample,
    matrix: NDArray[np.float64],
    size: tuple[int, int],
    config: TrainConfig,
    rng: np.random.Generator,
) -> Sample:
    """The part of the picture that `matrix` moves into an input of `size`, varied."""
    picture, labels = warp(sample.picture, sample.labels, matrix, *size)
    past = None
    if config.remembers and rng.random() < config.memory_rate:
        if sample.past is not None:
            past = warp(sample.past, sample.labels, matrix, *size)[0]
        else:
            moved = warp(sample.picture, sample.labels, shaken(matrix, rng), *size)[0]
            past = invent_past(moved, picture, labels, rng)
    if rng.random() < config.paste_rate:
        picture, past, labels = paste_drawn(picture, past, labels, rng)
    if past is not None and rng.random() < config.cut_rate:
        past = of_another_scene(past, rng)
    return decorate(Sample(picture, labels, past), config, rng)


def _turned(sample: Sample, quarters: int) -> Sample:
    past = None if sample.past is None else turn(sample.past, sample.labels, quarters)[0]
    return Sample(*turn(sample.picture, sample.labels, quarters), past)


def decorate(sample: Sample, config: TrainConfig, rng: np.random.Generator) -> Sample:
    """Flip, colour, blur, each at its rate, both frames alike; the one before gets some noise."""
    picture, labels, past = sample.picture, sample.labels, sample.past
    # One tall picture: whatever is done is done to both frames.
    both = picture if past is None else np.concatenate([picture, past])
    if rng.random() < config.flip_rate:
        labels = flip(picture, labels)[1]
        both = np.ascontiguousarray(both[:, ::-1])
    both = jitter_colour(both, rng)
    blurred = rng.random() < config.blur_rate
    length, angle = rng.uniform(2.0, 6.0), rng.uniform(0, np.pi)
    frames = [both] if past is None else [both[: len(picture)], both[len(picture) :]]
    if blurred:
        frames = [motion_blur(each, length, angle) for each in frames]
    if past is None:
        return Sample(frames[0], labels)
    return Sample(frames[0], labels, _a_moment_earlier(frames[1], rng))


def _a_moment_earlier(picture: Picture, rng: np.random.Generator) -> Picture:
    """The light flickers, and a sensor is noisy."""
    if rng.random() < 0.5:
        gain, lift = rng.uniform(0.98, 1.02), rng.uniform(-2, 2)
        picture = np.asarray(cv2.convertScaleAbs(picture, alpha=gain, beta=lift), np.uint8)
    if rng.random() < 0.6:
        noise = rng.integers(-3, 4, picture.shape[:2], np.int16)[..., None]
        picture = np.clip(picture.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    return picture


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

"""The frame before a still, invented: what a net with a memory learns motion from.

Hardly any labelled picture comes with the frame before it. So people and rackets are bent a little,
the camera shakes, and balls are taken out where they are and put where they may have come from.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import Labels
from core.detections.detections import ObjectClass
from core.video.frame import Picture

_SHAKES_PX, _SHAKE_ODDS = (0.0, 0.4, 1.2, 4.0), (0.35, 0.35, 0.2, 0.1)
_ZOOM_PER_PX = 0.0006
_FIELD_PX = 8  # one vector of the bending field for so many pixels
_LYING = 0.25  # share of balls that do not move
_SLOWEST_PX, _FASTEST_PX = 2.0, 70.0  # of a flying ball, from frame to frame
_EDGE_PX = 1.2  # over which a ball fades into its surroundings
_TRIES = 6


def shaken(matrix: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """The 2x3 matrix of the same picture a frame earlier, from a camera that is held by hand."""
    before = matrix.copy()
    shake = float(rng.choice(_SHAKES_PX, p=_SHAKE_ODDS))
    before[:, 2] += rng.normal(0, shake, 2)
    before[[0, 1], [0, 1]] *= 1 + rng.normal(0, _ZOOM_PER_PX * shake)
    return before


def invent_past(past: Picture, here: Picture, labels: Labels, rng: np.random.Generator) -> Picture:
    """The frame before `here` (H, W, 3), made of `past`, the same picture from a shaken camera."""
    bent = _bend(past, labels, rng)
    for box in labels.xyxy[labels.class_id == ObjectClass.BALL]:
        if rng.random() >= _LYING:
            _move_ball(bent, here, box, rng)
    return bent


def of_another_scene(past: Picture, rng: np.random.Generator) -> Picture:
    """What a cut leaves: a picture that has nothing to do with the next one."""
    if rng.random() < 0.5:
        return np.ascontiguousarray(past[::-1, ::-1])
    return np.broadcast_to(rng.integers(0, 256, 3, np.uint8), past.shape).copy()


def _bend(picture: Picture, labels: Labels, rng: np.random.Generator) -> Picture:
    """Move limbs and rackets by a smooth field of shifts; always a new picture."""
    height, width = picture.shape[:2]
    ys, xs = np.mgrid[0:height:_FIELD_PX, 0:width:_FIELD_PX].astype(np.float32)
    field = np.zeros((2, *xs.shape), np.float32)
    for box, kind in zip(labels.xyxy, labels.class_id, strict=True):
        if kind != ObjectClass.BALL:
            for at, move, sigma in _pushes(box, kind == ObjectClass.PLAYER, rng):
                bump = np.exp(-((xs - at[0]) ** 2 + (ys - at[1]) ** 2) / (2 * sigma * sigma))
                field += move[:, None, None] * bump
    if np.abs(field).max(initial=0) < 0.1:
        return picture.copy()
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (cv2.resize(each, (width, height)) for each in field)
    bent = cv2.remap(
        picture, columns + x, rows + y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(bent, np.uint8)


def _pushes(
    box: NDArray[np.float32], person: bool, rng: np.random.Generator
) -> list[tuple[NDArray[np.float64], NDArray[np.float32], float]]:
    """Where something moves, how far (pixels), and how wide around: three limbs, or a racket."""
    longest = float((box[2:] - box[:2]).max())
    count, reach, spread = (3, 0.02, 0.18) if person else (1, 0.25, 0.5)
    sigma = spread * longest + 2
    made = []
    for _ in range(count):
        at = rng.uniform(box[:2], box[2:]) if person else (box[:2] + box[2:]) / 2.0
        move = np.clip(rng.normal(0, reach * longest, 2), -0.5 * sigma, 0.5 * sigma)
        made.append((np.asarray(at, np.float64), move.astype(np.float32), sigma))
    return made


def _move_ball(
    past: Picture, here: Picture, box: NDArray[np.float32], rng: np.random.Generator
) -> None:
    """Cover the ball in `past` with what is beside it, and put it elsewhere. In place."""
    size = float((box[2:] - box[:2]).max())
    reach = int(np.ceil(size * 0.75)) + 2
    x, y = (round(float(v)) for v in (box[:2] + box[2:]) / 2)
    ball, spot = _patch(here, x, y, reach), _patch(past, x, y, reach)
    beside = _beside(past, x, y, reach, size * 1.3 + 3, rng)
    if ball is None or spot is None or beside is None:
        return
    _blend(spot, beside.copy(), size * 0.62 + _EDGE_PX)
    step = np.exp(rng.uniform(np.log(_SLOWEST_PX), np.log(_FASTEST_PX)))
    angle = rng.uniform(0, 2 * np.pi)
    there = _patch(past, round(x - step * np.cos(angle)), round(y - step * np.sin(angle)), reach)
    if there is not None:
        _blend(there, ball, size * 0.5 + _EDGE_PX / 2)


def _beside(
    picture: Picture, x: int, y: int, reach: int, away: float, rng: np.random.Generator
) -> Picture | None:
    for _ in range(_TRIES):
        angle = rng.uniform(0, 2 * np.pi)
        place = round(x + away * np.cos(angle)), round(y + away * np.sin(angle))
        if (found := _patch(picture, *place, reach)) is not None:
            return found
    return None


def _patch(picture: Picture, x: int, y: int, reach: int) -> Picture | None:
    """The square around a pixel, as a view; None where it would leave the picture."""
    height, width = picture.shape[:2]
    if not (reach <= x < width - reach and reach <= y < height - reach):
        return None
    return picture[y - reach : y + reach + 1, x - reach : x + reach + 1]


def _blend(onto: Picture, patch: Picture, radius: float) -> None:
    """Put a round part of `patch` over `onto`, both square and of one size. In place."""
    reach = len(onto) // 2
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    alpha = np.clip((radius - np.hypot(rows, columns)) / _EDGE_PX, 0, 1)[..., None]
    onto[:] = (onto * (1 - alpha) + patch * alpha + 0.5).astype(np.uint8)

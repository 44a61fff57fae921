"""The racket: where its parts are, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.sample.camera import Camera, Floats
from core.sample.layer import Colour, Layer

Pixels = NDArray[np.int32]

LENGTH_M = 0.685
HAND_FROM_BUTT_M = 0.07
HEAD_HALF_LENGTH_M = 0.170
HEAD_HALF_WIDTH_M = 0.130
HEAD_FROM_HAND_M = LENGTH_M - HEAD_HALF_LENGTH_M - HAND_FROM_BUTT_M
_FRAME_M = 0.013
_FINE = 2  # drawn this many times larger, then averaged


@dataclass(frozen=True)
class Racket:
    """A racket in the world: ``hand`` on the grip, ``axis`` to the tip, ``normal`` of the strings.

    All of shape (3,), metres; directions have length 1.
    """

    hand: Floats
    axis: Floats
    normal: Floats

    @property
    def side(self) -> Floats:
        """Direction across the strings, (3,)."""
        return np.asarray(np.cross(self.axis, self.normal))

    @property
    def centre(self) -> Floats:
        """Centre of the strings, (3,)."""
        return self.hand + self.axis * HEAD_FROM_HAND_M

    def on_strings(self, across: Floats, along: Floats) -> Floats:
        """Return world points (n, 3) of places on the strings in metres from the centre."""
        return self.centre + np.outer(across, self.side) + np.outer(along, self.axis)

    def rim(self, inset_m: float = 0.0, points: int = 48) -> Floats:
        """Return the head's outline in the world, (points, 3)."""
        angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
        return self.on_strings(
            np.cos(angle) * (HEAD_HALF_WIDTH_M - inset_m),
            np.sin(angle) * (HEAD_HALF_LENGTH_M - inset_m),
        )

    @property
    def butt(self) -> Floats:
        """The lower end of the grip, (3,)."""
        return self.hand - self.axis * HAND_FROM_BUTT_M

    def along(self, from_butt_m: float, across_m: float = 0.0) -> Floats:
        """Return a point on the shaft, (3,)."""
        return np.asarray(self.butt + self.axis * from_butt_m + self.side * across_m)


@dataclass(frozen=True)
class RacketStyle:
    """Colours, RGB in 0..1."""

    frame: Colour
    accent: Colour
    strings: Colour
    grip: Colour


def head_box(racket: Racket, camera: Camera) -> Floats:
    """Return the axis-aligned box of the head in the picture, xyxy (4,)."""
    pixels = camera.project(racket.rim())[0]
    return np.concatenate([pixels.min(axis=0), pixels.max(axis=0)])


def racket_box(racket: Racket, camera: Camera) -> Floats:
    """Return the box from butt to tip in the picture, xyxy (4,)."""
    grip = np.stack([racket.along(0.0, 0.016), racket.along(0.0, -0.016)])
    pixels = camera.project(np.concatenate([racket.rim(), grip]))[0]
    return np.concatenate([pixels.min(axis=0), pixels.max(axis=0)])


def _strings(
    racket: Racket, at: Callable[[Floats], Pixels], size: tuple[int, int]
) -> NDArray[np.float32]:
    """Return how much of each fine pixel the strings cover, of shape ``size``."""
    strings = np.zeros(size, np.float32)
    for shift in np.linspace(-0.88, 0.88, 12):
        half = HEAD_HALF_LENGTH_M * float(np.sqrt(1 - shift**2))
        ends = racket.on_strings(np.full(2, shift * HEAD_HALF_WIDTH_M), np.array([-half, half]))
        cv2.polylines(strings, [at(ends)], False, (0.62,), 1, cv2.LINE_AA, 4)
    for shift in np.linspace(-0.9, 0.9, 14):
        half = HEAD_HALF_WIDTH_M * float(np.sqrt(1 - shift**2))
        ends = racket.on_strings(np.array([-half, half]), np.full(2, shift * HEAD_HALF_LENGTH_M))
        cv2.polylines(strings, [at(ends)], False, (0.62,), 1, cv2.LINE_AA, 4)
    return strings


def draw_racket(
    layer: Layer, racket: Racket, camera: Camera, style: RacketStyle, light: float
) -> None:
    """Draw the racket over what is in ``layer``; ``light`` scales its brightness."""
    box = racket_box(racket, camera)
    left, top = (int(np.floor(v)) - 4 for v in box[:2])
    right, bottom = (int(np.ceil(v)) + 4 for v in box[2:])
    if right - left > 900 or bottom - top > 900:
        return
    size = ((bottom - top) * _FINE, (right - left) * _FINE)
    metre = float(camera.scale_at(racket.centre[None])[0]) * _FINE

    def at(points: Floats) -> Pixels:
        pixels = (camera.project(points)[0] - (left, top)) * _FINE - 0.5
        return np.asarray(np.rint(pixels * 16), np.int32)

    def thick(width_m: float) -> int:
        return max(1, round(width_m * metre))

    paint = np.zeros((*size, 3), np.float32)
    cover = np.zeros(size, np.float32)

    def stroke(points: Floats, width_m: float, colour: Colour, closed: bool = False) -> None:
        curve = [at(points)]
        tone = tuple(float(c) * light for c in colour)
        cv2.polylines(paint, curve, closed, tone, thick(width_m), cv2.LINE_AA, 4)
        cv2.polylines(cover, curve, closed, (1.0,), thick(width_m), cv2.LINE_AA, 4)

    def curve(*places: tuple[float, float]) -> Floats:
        return np.stack([racket.along(up, across) for up, across in places])

    strings = _strings(racket, at, size)
    # The bed as a whole veils what is behind it a little.
    cv2.fillPoly(cover, [at(racket.rim())], (0.12,), cv2.LINE_AA, 4)
    cover = np.maximum(cover, strings)
    paint[:] = np.array(style.strings, np.float32) * light
    for side in (-1.0, 1.0):
        stroke(
            curve((0.22, 0.006 * side), (0.29, 0.03 * side), (0.37, 0.072 * side)),
            0.016,
            style.frame,
        )
    stroke(racket.rim(_FRAME_M / 2), _FRAME_M * 1.5, style.frame, closed=True)
    stroke(racket.rim(_FRAME_M / 2)[4:21], _FRAME_M * 0.8, style.accent)
    stroke(curve((0.19, 0.0), (0.25, 0.0)), 0.026, style.frame)
    stroke(curve((0.0, 0.0), (0.20, 0.0)), 0.032, style.grip)
    stroke(curve((0.0, 0.0), (0.015, 0.0)), 0.037, tuple(c * 0.6 for c in style.grip))
    shape = (right - left, bottom - top)
    small = np.asarray(
        cv2.resize(paint * cover[..., None], shape, interpolation=cv2.INTER_AREA), np.float32
    )
    alpha = np.asarray(cv2.resize(cover, shape, interpolation=cv2.INTER_AREA), np.float32)
    layer.over(left, top, small, alpha)

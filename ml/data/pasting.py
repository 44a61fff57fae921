"""Drawn rackets and balls on real pictures, with exact boxes: truth that nobody had to draw."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import Labels
from core.detections.detections import ObjectClass
from core.sample.camera import Camera, Floats
from core.sample.layer import Layer, Single, window_around
from core.sample.racket import (
    HEAD_HALF_LENGTH_M,
    Racket,
    RacketStyle,
    draw_racket,
    head_box,
    racket_box,
)
from core.video.frame import Picture

BALL_M = 0.067
PERSON_M = 1.75
_DISTANCE_M = 9.0  # far enough that the near end of a racket is hardly larger than the far one
_EXPOSURES = (1, 1, 3, 6)  # drawn poses that are averaged: a swing smears
_SMALLEST_HEAD_PX = 6.0

Pasted = tuple[Picture, Picture | None, Labels]


def paste_drawn(
    picture: Picture, past: Picture | None, labels: Labels, rng: np.random.Generator
) -> Pasted:
    """Draw one or two rackets and up to three balls over ``picture`` (H, W, 3).

    They move: ``past``, the frame before where there is one, shows them where they were. Sizes
    follow a labelled player, or are drawn at random. Returns new pictures and labels.
    """
    scene = _Scene(picture, past, labels, rng)
    for _ in range(1 if rng.random() < 0.8 else 2):
        scene.add_racket()
    for _ in range(int(rng.integers(0, 4))):
        scene.add_ball()
    return scene.finished()


class _Scene:
    """One picture while things are put onto it."""

    def __init__(
        self, picture: Picture, past: Picture | None, labels: Labels, rng: np.random.Generator
    ) -> None:
        self._pictures = [p.copy() for p in (picture, past) if p is not None]
        self._labels, self._rng = labels, rng
        height, width = picture.shape[:2]
        self._size = width, height
        self._blur = rng.uniform(0.0, 0.9)  # sigma in pixels: no camera is sharper than its picture
        self._boxes: list[Floats] = []
        self._kinds: list[ObjectClass] = []
        people = labels.xyxy[labels.class_id == ObjectClass.PLAYER]
        self._person = people[rng.integers(len(people))] if len(people) else None
        tall = np.exp(rng.uniform(np.log(40.0), np.log(380.0)))
        if self._person is not None:
            tall = float(self._person[3] - self._person[1]) * rng.uniform(0.85, 1.2)
        self._px_per_m = tall / PERSON_M
        self._light = float(np.clip(picture.mean() / 110.0, 0.35, 1.25)) * rng.uniform(0.7, 1.2)

    def add_racket(self) -> None:
        """Draw a racket in any pose; none where its head would be a few pixels."""
        if self._px_per_m * 2 * HEAD_HALF_LENGTH_M < _SMALLEST_HEAD_PX:
            return
        rng = self._rng
        camera = self._camera()
        axis, normal = _perpendicular(rng)
        spin_axis = rng.normal(size=3)
        spin = rng.normal(0, 0.25)  # radians between two frames
        drift = rng.normal(0, 0.06, 3)  # metres between two frames
        hand = self._hand()
        poses = int(rng.choice(_EXPOSURES))
        shutter = rng.uniform(0.2, 0.7)
        style = _style(rng)

        def at(time: float) -> Racket:
            turn = cv2.Rodrigues(spin_axis / np.linalg.norm(spin_axis) * spin * time)[0]
            return Racket(hand + drift * time, turn @ axis, turn @ normal)

        for frame, picture in enumerate(self._pictures):
            moments = -frame + np.linspace(-0.5, 0.5, poses) * (shutter if poses > 1 else 0.0)
            rackets = [at(float(moment)) for moment in moments]
            window = window_around([racket_box(racket, camera) for racket in rackets], *self._size)
            drawn = Layer(window)
            for racket in rackets:
                one = Layer(window)
                draw_racket(one, racket, camera, style, self._light)
                drawn.rgb += one.rgb / poses
                drawn.alpha += one.alpha / poses
            self._put(picture, drawn)
        self._boxes += [racket_box(at(0.0), camera), head_box(at(0.0), camera)]
        self._kinds += [ObjectClass.RACKET, ObjectClass.RACKET_HEAD]

    def add_ball(self) -> None:
        """Draw a ball, smeared along its way by the shutter."""
        rng = self._rng
        radius = max(BALL_M * self._px_per_m / 2 * rng.uniform(0.8, 1.3), 1.1)
        place = rng.uniform((0, 0), self._size)
        angle = rng.uniform(0, 2 * np.pi)
        step = np.array([np.cos(angle), np.sin(angle)]) * np.exp(rng.uniform(0, np.log(80.0)))
        smear = step * rng.choice([0.0, 0.1, 0.3]) / 2
        colour = np.array([0.82, 0.92, 0.25]) * rng.uniform(0.75, 1.15, 3) * self._light
        pale = rng.uniform(0, 0.5)
        colour = colour * (1 - pale) + colour.mean() * pale

        def shade(place: Single, nx: Single, ny: Single) -> Single:
            lit = 0.85 - 0.3 * ny - 0.15 * nx
            return (lit[..., None] * colour).astype(np.float32)

        reach = np.abs(smear) + radius
        for frame, picture in enumerate(self._pictures):
            middle = place - step * frame
            ends = [(float(x), float(y)) for x, y in (middle - smear, middle + smear)]
            box = np.concatenate([middle - reach, middle + reach])
            layer = Layer(window_around([box], *self._size))
            layer.limb(ends[0], ends[1], radius, radius, shade)
            self._put(picture, layer)
        self._boxes.append(np.concatenate([place - reach, place + reach]))
        self._kinds.append(ObjectClass.BALL)

    def finished(self) -> Pasted:
        """The pictures with everything on them, and the labels of what is still in sight."""
        past = self._pictures[1] if len(self._pictures) > 1 else None
        labels = _with(self._labels, self._boxes, self._kinds, self._size)
        return self._pictures[0], past, labels

    def _put(self, picture: Picture, layer: Layer) -> None:
        """Blend ``layer`` into ``picture``, in place."""
        rgb: Single = layer.rgb
        alpha: Single = layer.alpha
        if self._blur > 0.3:
            rgb = np.asarray(cv2.GaussianBlur(layer.rgb, (0, 0), self._blur), np.float32)
            alpha = np.asarray(cv2.GaussianBlur(layer.alpha, (0, 0), self._blur), np.float32)
        spot = picture[layer.window.slices]
        mixed = spot * (1 - alpha[..., None]) + rgb * 255.0
        spot[:] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)

    def _camera(self) -> Camera:
        """A camera that shows a metre at the origin as ``_px_per_m`` pixels."""
        return Camera(
            np.array([0.0, -_DISTANCE_M, 0.0]),
            np.zeros(3),
            self._px_per_m * _DISTANCE_M,
            *self._size,
        )

    def _hand(self) -> Floats:
        """Where a hand may be, in metres around the picture's middle: mostly beside a player."""
        rng = self._rng
        spot = rng.uniform((0, 0), self._size)
        if self._person is not None and rng.random() < 0.7:
            x0, y0, x1, y1 = (float(v) for v in self._person)
            spread = 0.3 * (y1 - y0)
            spot = np.array(
                [rng.uniform(x0 - spread, x1 + spread), y0 + rng.uniform(-0.15, 0.7) * (y1 - y0)]
            )
        away = (spot - np.array(self._size) / 2) / self._px_per_m
        return np.array([away[0], 0.0, -away[1]])


def _perpendicular(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Two random directions at right angles, each (3,) of length 1."""
    axis, other = rng.normal(size=3), rng.normal(size=3)
    axis = axis / np.linalg.norm(axis)
    other = other - axis * float(other @ axis)
    return axis, other / np.linalg.norm(other)


def _style(rng: np.random.Generator) -> RacketStyle:
    """Frames are black, white or in one strong colour."""

    def tone() -> tuple[float, ...]:
        if rng.random() < 0.5:
            return tuple(float(v) for v in np.full(3, rng.choice([0.06, 0.15, 0.9])))
        return tuple(float(v) for v in rng.uniform(0.05, 0.95, 3))

    strings = rng.uniform(0.3, 0.95)
    return RacketStyle(tone(), tone(), (strings, strings, strings * rng.uniform(0.7, 1.0)), tone())


def _with(
    labels: Labels, boxes: list[Floats], kinds: list[ObjectClass], size: tuple[int, int]
) -> Labels:
    """``labels`` and the new boxes, clipped to the picture; those mostly outside are dropped."""
    whole = np.array(boxes, np.float32).reshape(-1, 4)
    seen = np.clip(whole, 0, [*size, *size]).astype(np.float32)
    kept = _area(seen) >= 0.5 * _area(whole)
    class_id = np.array([int(kind) for kind in kinds], np.int64)
    return replace(
        labels,
        xyxy=np.concatenate([labels.xyxy, seen[kept]]),
        class_id=np.concatenate([labels.class_id, class_id[kept]]),
    )


def _area(xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((xyxy[:, 2:] - xyxy[:, :2]).clip(0).prod(1), np.float32)

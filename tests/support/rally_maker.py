"""Boxes as a detector would give them for made-up rallies, with exact truth beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from rally_world import BALL_RADIUS, HEIGHT, Camera, Shot, Vector, random_shot

from core.detections.detections import Detections, ObjectClass

VIEWS = ("side", "behind", "front", "corner")


@dataclass(frozen=True)
class Conditions:
    """How a rally is filmed and how well the detector does. Lengths as shares of the object."""

    view: str = "side"
    fps: float = 30.0
    slow: float = 1.0  # capture rate over film rate
    size: tuple[int, int] = (1280, 720)
    noise: float = 0.06
    ball_noise: float = 0.15
    miss: float = 0.1
    blur_miss: float = 0.15  # more per own length moved within the exposure
    exposure: float = 0.5  # share of a picture's time
    false_balls: float = 0.3  # per picture
    lying_balls: int = 2
    jitter: float = 0.0  # variable rate: share of a picture's time
    repeat_every: int = 0  # each so many pictures is a copy of the one before
    bystanders: int = 1
    n_hits: int = 4
    spacing_s: float = 1.7


@dataclass(frozen=True)
class TrueContact:
    """When a hit happens on the film's clock, and the offset in the picture at that moment."""

    time_s: float
    offset: tuple[float, float]
    visible: bool  # the ball is inside the picture


@dataclass(frozen=True)
class Made:
    """A stream of boxes: ``times_s`` of the film, ``boxes`` of all pictures, the truth."""

    conditions: Conditions
    times_s: Vector
    boxes: Detections
    truth: tuple[TrueContact, ...]
    film_fps: float
    capture_fps: float | None


@dataclass
class _Rows:
    frame: list[int] = field(default_factory=list)
    box: list[tuple[float, float, float, float]] = field(default_factory=list)
    score: list[float] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)


def make_rally(seed: int, conditions: Conditions | None = None) -> Made:
    """Return a rally of one player; equal seeds give equal streams."""
    c = conditions or Conditions()
    rng = np.random.default_rng(seed)
    camera = _camera(c, rng)
    feet = np.array([0.0, 0.0, 0.0])
    away = np.array([1.0, 0.0, 0.0]) if c.view == "side" else np.array([0.0, 1.0, 0.0])
    if c.view == "front":
        away = np.array([0.0, -1.0, 0.0])
    shots = [
        random_shot(rng, 1.2 + i * c.spacing_s + rng.uniform(-0.2, 0.2), feet, away)
        for i in range(c.n_hits)
    ]
    end = shots[-1].time_s + 1.2
    real = np.arange(0, end, 1.0 / (c.fps * c.slow))
    real = real + rng.uniform(-0.5, 0.5, len(real)) * c.jitter / (c.fps * c.slow)
    rows = _Rows()
    lying = [feet + np.array([*rng.uniform(-3, 3, 2), BALL_RADIUS]) for _ in range(c.lying_balls)]
    start = 0
    for frame, time_s in enumerate(real):
        if c.repeat_every and frame and frame % c.repeat_every == 0:
            _copy(rows, frame, start)
            start = len(rows.frame) - (len(rows.frame) - start) // 2
            continue
        start = len(rows.frame)
        _picture(rows, frame, float(time_s), c, camera, shots, lying, rng)
    boxes = Detections.of(np.array(rows.frame, np.int32), rows.box, rows.score, rows.kind)
    film = real * c.slow
    film = film - film[0]
    shift = float(real[0] * c.slow)
    truth = tuple(_truth(shot, camera, c, shift) for shot in shots)
    return Made(c, film, boxes, truth, c.fps, c.fps * c.slow if c.slow != 1 else None)


@dataclass(frozen=True)
class _Swing:
    """The racket over all shots: between two it goes from one's end to the other's beginning."""

    shots: list[Shot]

    def head(self, time_s: float) -> tuple[Vector, Vector, Vector]:
        """Return the strings' centre and half axes."""
        for first, second in pairwise(self.shots):
            low, high = first.time_s + 0.45, second.time_s - 0.45
            if low < time_s < high:
                share = (time_s - low) / (high - low)
                share = share * share * (3 - 2 * share)
                a, b = first.head(low), second.head(high)
                return tuple((1 - share) * p + share * q for p, q in zip(a, b, strict=True))
        return min(self.shots, key=lambda s: abs(s.time_s - time_s)).head(time_s)


def _camera(c: Conditions, rng: np.random.Generator) -> Camera:
    place = {
        "side": np.array([1.0, -9.0, 1.6]),
        "behind": np.array([0.8, -7.0, 2.2]),
        "front": np.array([0.7, -9.0, 1.7]),
        "corner": np.array([-6.0, -6.0, 2.5]),
    }[c.view]
    place = place + rng.normal(0, 0.3, 3)
    aim = np.array([0.5 if c.view == "side" else 0.0, 0.0, 1.4])
    return Camera(place, aim, focal=0.95 * c.size[0], size=c.size)


def _truth(shot: Shot, camera: Camera, c: Conditions, shift: float) -> TrueContact:
    box = _head_box(shot, shot.time_s, camera)
    x, y = camera.project(shot.point)[0]
    offset = (
        float((x - (box[0] + box[2]) / 2) / ((box[2] - box[0]) / 2)),
        float((y - (box[1] + box[3]) / 2) / ((box[3] - box[1]) / 2)),
    )
    inside = 0 < x < c.size[0] and 0 < y < c.size[1]
    return TrueContact(shot.time_s * c.slow - shift, offset, bool(inside))


def _head_box(
    shot: Shot | _Swing, time_s: float, camera: Camera
) -> tuple[float, float, float, float]:
    centre, shaft, across = shot.head(time_s)
    middle = camera.project(centre)[0]
    a = camera.project(centre + shaft)[0] - middle
    b = camera.project(centre + across)[0] - middle
    half = np.maximum(np.sqrt(a**2 + b**2), 1.5)
    return (*(middle - half), *(middle + half))


def _picture(
    rows: _Rows,
    frame: int,
    time_s: float,
    c: Conditions,
    camera: Camera,
    shots: list[Shot],
    lying: list[Vector],
    rng: np.random.Generator,
) -> None:
    open_s = c.exposure / (c.fps * c.slow)
    shot = _Swing(shots)
    feet = shots[0].feet
    low, high = camera.project(np.stack([feet, feet + np.array([0.0, 0.0, HEIGHT])]))
    width = 0.38 * (low[1] - high[1])
    player = (low[0] - width / 2, high[1], low[0] + width / 2, low[1])
    _emit(rows, frame, ObjectClass.PLAYER, player, 0.9, c.noise * 0.3, 0.01, rng)
    for i in range(c.bystanders):
        x = 60.0 + 90 * i
        _emit(rows, frame, ObjectClass.PLAYER, (x, 200, x + 35, 300), 0.7, 0.02, 0.1, rng)
    head = _head_box(shot, time_s, camera)
    later = _head_box(shot, time_s + open_s, camera)
    gone = np.hypot(later[0] - head[0], later[1] - head[1]) / max(head[2] - head[0], 1)
    miss = min(0.95, c.miss + c.blur_miss * float(gone))
    _emit(rows, frame, ObjectClass.RACKET_HEAD, head, 0.7, c.noise, miss, rng)
    racket = _racket_box(shot, time_s, camera)
    _emit(rows, frame, ObjectClass.RACKET, racket, 0.7, c.noise, miss, rng)
    for one in shots:
        _ball(rows, frame, time_s, one, c, camera, open_s, rng)
    for place in lying:
        _still_ball(rows, frame, camera, place, c, rng)
    for _ in range(rng.poisson(c.false_balls)):
        x, y = rng.uniform(0, c.size[0]), rng.uniform(0, c.size[1])
        side = rng.uniform(5, 14)
        _emit(rows, frame, ObjectClass.BALL, (x, y, x + side, y + side), 0.35, 0.1, 0.0, rng)


def _racket_box(shot: Shot, time_s: float, camera: Camera) -> tuple[float, float, float, float]:
    centre, shaft, _ = shot.head(time_s)
    butt = camera.project(centre - shaft / np.linalg.norm(shaft) * 0.52)[0]
    x0, y0, x1, y1 = _head_box(shot, time_s, camera)
    return min(x0, butt[0]), min(y0, butt[1]), max(x1, butt[0]), max(y1, butt[1])


def _ball(
    rows: _Rows,
    frame: int,
    time_s: float,
    shot: Shot,
    c: Conditions,
    camera: Camera,
    open_s: float,
    rng: np.random.Generator,
) -> None:
    # The exposure lies around the picture's time; at a hit the picture shows one side of it.
    place = shot.ball(time_s)
    if place is None:
        return
    early, late = time_s - open_s / 2, time_s + open_s / 2
    if time_s < shot.time_s:
        late = min(late, shot.time_s)
    else:
        early = max(early, shot.time_s)
    ends = [one for one in (shot.ball(early), shot.ball(late)) if one is not None]
    if (place - camera.place) @ camera.axes()[2] < 0.5:
        return
    xy = camera.project(place)[0]
    side = 2 * BALL_RADIUS * camera.scale_at(place)
    seen = np.concatenate([camera.project(one) for one in ends] or [xy[None]])
    low, high = seen.min(axis=0) - side / 2, seen.max(axis=0) + side / 2
    streak = seen[-1] - seen[0]
    if (high < 0).any() or (low > np.array(c.size)).any():
        return
    miss = min(0.95, c.miss + c.blur_miss * float(np.hypot(*streak)) / side / 2)
    box = (low[0], low[1], high[0], high[1])
    _emit(rows, frame, ObjectClass.BALL, box, 0.6, c.ball_noise, miss, rng, side)


def _still_ball(
    rows: _Rows, frame: int, camera: Camera, place: Vector, c: Conditions, rng: np.random.Generator
) -> None:
    x, y = camera.project(place)[0]
    side = 2 * BALL_RADIUS * camera.scale_at(place)
    box = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    _emit(rows, frame, ObjectClass.BALL, box, 0.6, c.ball_noise / 3, 0.2, rng)


def _emit(
    rows: _Rows,
    frame: int,
    kind: ObjectClass,
    box: tuple[float, ...],
    score: float,
    noise: float,
    miss: float,
    rng: np.random.Generator,
    side: float | None = None,
) -> None:
    """Write one noisy box, or none; draws the same number of random values either way."""
    seen = rng.random() >= miss
    w, h = box[2] - box[0], box[3] - box[1]
    unit = side if side is not None else (w + h) / 2
    dx, dy, dw, dh = rng.normal(0, noise, 4) * unit
    value = float(np.clip(score + rng.normal(0, 0.1), 0.05, 0.99))
    if not seen:
        return
    x, y = (box[0] + box[2]) / 2 + dx, (box[1] + box[3]) / 2 + dy
    w, h = max(w + dw, 1.0), max(h + dh, 1.0)
    rows.frame.append(frame)
    rows.box.append((x - w / 2, y - h / 2, x + w / 2, y + h / 2))
    rows.score.append(value)
    rows.kind.append(int(kind))


def _copy(rows: _Rows, frame: int, start: int) -> None:
    """Repeat the picture before: the same boxes but for the codec's trembling."""
    for i in range(start, len(rows.frame)):
        rows.frame.append(frame)
        rows.box.append(rows.box[i])
        rows.score.append(rows.score[i])
        rows.kind.append(rows.kind[i])

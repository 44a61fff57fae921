"""Choosing a practice by a seed: court, weather, clothes, camera, and which shots are hit."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from core.sample.camera import UP, Camera, Floats
from core.sample.court import BACK_FENCE_M, SIDE_FENCE_M, Place
from core.sample.figure import Outfit
from core.sample.flight import BALL_RADIUS_M, Leg, leg_between, legs_from
from core.sample.layer import Colour
from core.sample.racket import (
    HEAD_HALF_LENGTH_M,
    HEAD_HALF_WIDTH_M,
    Racket,
    RacketStyle,
    head_box,
)
from core.sample.scene import IN_PALM, Scene, Shot, ground_of, racket_of
from core.sample.strokes import StrokeKind, swing_at

Rng = np.random.Generator
FPS = float(Fraction(30))
_RADII = (0.10, 0.50, 0.30, 0.90, 0.14, 0.70)
"""Distances from the centre of the strings, one for each score: 5 3 4 1 5 2."""

_COURTS: tuple[tuple[Colour, Colour, bool], ...] = (
    ((0.15, 0.35, 0.60), (0.24, 0.48, 0.34), False),
    ((0.20, 0.46, 0.36), (0.24, 0.50, 0.40), False),
    ((0.66, 0.34, 0.20), (0.62, 0.33, 0.20), True),
    ((0.16, 0.34, 0.56), (0.17, 0.36, 0.60), False),
    ((0.34, 0.28, 0.52), (0.22, 0.44, 0.36), False),
    ((0.25, 0.45, 0.32), (0.55, 0.28, 0.22), False),
    ((0.42, 0.44, 0.45), (0.36, 0.38, 0.39), False),
)
_SCREENS = ((0.09, 0.27, 0.20), (0.08, 0.16, 0.27), (0.12, 0.14, 0.15), (0.14, 0.33, 0.24))
_SKINS = (
    (0.87, 0.68, 0.55),
    (0.78, 0.57, 0.43),
    (0.60, 0.41, 0.29),
    (0.40, 0.26, 0.18),
    (0.93, 0.76, 0.64),
)
_HAIRS = (
    (0.16, 0.11, 0.08),
    (0.34, 0.22, 0.12),
    (0.66, 0.50, 0.28),
    (0.07, 0.06, 0.06),
    (0.45, 0.44, 0.43),
)
_SHIRTS = (
    (0.90, 0.35, 0.22), (0.93, 0.93, 0.92), (0.10, 0.11, 0.13), (0.20, 0.55, 0.80),
    (0.86, 0.20, 0.28), (0.20, 0.65, 0.45), (0.95, 0.80, 0.25), (0.55, 0.30, 0.60),
    (0.14, 0.20, 0.42),
)  # fmt: skip
_SHORTS = (
    (0.12, 0.14, 0.20),
    (0.92, 0.92, 0.92),
    (0.25, 0.27, 0.30),
    (0.10, 0.10, 0.11),
    (0.16, 0.24, 0.46),
)
_SHOES = ((0.95, 0.95, 0.95), (0.90, 0.35, 0.20), (0.15, 0.60, 0.75), (0.75, 0.90, 0.20))
_FRAMES = (
    (0.08, 0.08, 0.09),
    (0.85, 0.15, 0.15),
    (0.95, 0.85, 0.10),
    (0.10, 0.35, 0.75),
    (0.93, 0.93, 0.93),
    (0.95, 0.45, 0.10),
    (0.15, 0.60, 0.35),
)
_STRINGS = ((0.92, 0.92, 0.88), (0.15, 0.15, 0.16), (0.90, 0.88, 0.45), (0.85, 0.85, 0.85))
_GRIPS = ((0.93, 0.93, 0.92), (0.10, 0.10, 0.11), (0.20, 0.35, 0.60))


def cast_scene(seed: int, seconds: float = 10.0, size: tuple[int, int] = (1280, 720)) -> Scene:
    """Return the practice of this seed; the same seed gives the same values.

    Seed 0 is the practice that is shown to people; others vary everything.
    """
    rng = np.random.default_rng([seed, 20])
    shown = seed == 0
    left_handed = not shown and bool(rng.random() < 0.25)
    mirrored = not shown and bool(rng.random() < 0.5)
    view = "front" if shown else str(rng.choice(["front", "front", "side", "behind"]))
    stand = np.array([rng.uniform(-0.6, 0.6), rng.uniform(8.6, 10.6), 0.0])
    camera = _camera(rng, view, stand, mirrored, size, shown)
    shots = _shots(rng, camera, stand, left_handed, seconds)
    outfit, other = _outfit(rng), _outfit(rng)
    if shown:
        outfit = Outfit(_SKINS[1], _HAIRS[1], (0.93, 0.40, 0.25), (0.96, 0.96, 0.96),
                        (0.13, 0.16, 0.24), (0.95, 0.95, 0.95), (0.16, 0.45, 0.80), None,
                        long_hair=False)  # fmt: skip
    style = RacketStyle(
        _pick(rng, _FRAMES), _pick(rng, _FRAMES), _pick(rng, _STRINGS), _pick(rng, _GRIPS)
    )
    if shown:
        style = RacketStyle(_FRAMES[0], _FRAMES[2], _STRINGS[0], _GRIPS[0])
    return Scene(
        seed=seed,
        seconds=seconds,
        fps=FPS,
        exposure_s=1 / 220 if shown else float(1 / rng.uniform(70, 600)),
        camera=camera,
        place=_place(rng, camera, shown, seed),
        outfit=outfit,
        style=style,
        left_handed=left_handed,
        shots=shots,
        lying_balls=_lying(rng, camera, stand),
        spectator=_bystander(rng, camera, stand) if shown or rng.random() < 0.6 else None,
        spectator_outfit=other,
        grain=1.2 if shown else float(rng.uniform(0.5, 5.0)),
    )


def _pick(rng: Rng, colours: tuple[Colour, ...]) -> Colour:
    chosen = np.array(colours[int(rng.integers(len(colours)))])
    varied = np.clip(chosen * rng.uniform(0.88, 1.12) + rng.normal(0, 0.02, 3), 0.02, 0.97)
    return tuple(float(v) for v in varied)


def _outfit(rng: Rng) -> Outfit:
    cap = _pick(rng, _SHIRTS) if rng.random() < 0.4 else None
    return Outfit(_pick(rng, _SKINS), _pick(rng, _HAIRS), _pick(rng, _SHIRTS), _pick(rng, _SHIRTS),
                  _pick(rng, _SHORTS), _pick(rng, _SHORTS), _pick(rng, _SHOES), cap,
                  bool(rng.random() < 0.35))  # fmt: skip


def _place(rng: Rng, camera: Camera, shown: bool, seed: int) -> Place:
    inside, outside, clay = _COURTS[0 if shown else int(rng.integers(len(_COURTS)))]
    tint = 1.0 if shown else float(rng.uniform(0.8, 1.15))
    height = 0.85 if shown else float(rng.uniform(0.4, 1.2))
    # The sun stands behind the camera or beside it, so that faces are lit.
    toward = camera.position - camera.target
    turn = float(np.arctan2(toward[1], toward[0])) + (
        0.75 if shown else float(rng.uniform(-1.6, 1.6))
    )
    sun = np.array([np.cos(turn) * np.cos(height), np.sin(turn) * np.cos(height), np.sin(height)])
    return Place(
        inside=tuple(c * tint for c in inside),
        outside=tuple(c * tint for c in outside),
        screen=_SCREENS[0] if shown else _pick(rng, _SCREENS),
        trees=(0.22, 0.36, 0.15)
        if shown
        else _pick(rng, ((0.22, 0.36, 0.15), (0.30, 0.36, 0.16), (0.16, 0.27, 0.14))),
        sky=(0.36, 0.58, 0.86),
        clay=clay,
        sun=sun,
        sunny=0.9 if shown else float(np.clip(rng.uniform(-0.4, 1.1), 0, 1)),
        seed=seed,
    )


def _camera(
    rng: Rng, view: str, stand: Floats, mirrored: bool, size: tuple[int, int], shown: bool
) -> Camera:
    away, turn, high = {
        "front": (rng.uniform(7, 16), rng.uniform(0.15, 0.75), rng.uniform(1.3, 2.6)),
        "side": (rng.uniform(6, 9), rng.uniform(0.9, 1.5), rng.uniform(1.2, 2.4)),
        "behind": (rng.uniform(5, 7), rng.uniform(2.3, 2.9), rng.uniform(1.6, 2.8)),
    }[view]
    tall_px = rng.uniform(0.26, 0.62) * size[1]
    if shown:
        away, turn, high, tall_px = 17.5, 0.40, 1.94, 0.47 * size[1]
    side = -1.0 if mirrored else 1.0
    offset = np.array([side * np.sin(turn) * away, -np.cos(turn) * away, high])
    aside = np.array([rng.uniform(-0.8, 0.8), rng.uniform(-0.6, 0.6), rng.uniform(0.9, 1.4)])
    if shown:
        aside = np.array([0.45, 0.0, 1.36])
    position = stand * (1, 1, 0) + offset
    position[0] = np.clip(position[0], -SIDE_FENCE_M + 0.3, SIDE_FENCE_M - 0.3)
    position[1] = np.clip(position[1], -BACK_FENCE_M + 0.3, BACK_FENCE_M - 0.3)
    if abs(position[1]) < 0.5:
        position[1] = -0.5
    distance = float(np.linalg.norm(position - stand))
    return Camera(position, stand + aside, tall_px * distance / 1.82, *size)


def _shots(
    rng: Rng, camera: Camera, stand: Floats, left_handed: bool, seconds: float
) -> tuple[Shot, ...]:
    shots: list[Shot] = []
    # Not on a frame's time: contact lies between pictures, as in life.
    contact_s = 0.957
    order = rng.permutation(len(_RADII)) if seconds < 9 else np.arange(len(_RADII))
    while contact_s < seconds - 0.35:
        count = len(shots)
        last = contact_s + 2.2 > seconds - 0.35
        kind = StrokeKind.FOREHAND if count % 3 != 1 else StrokeKind.BACKHAND
        if last and count >= 2:
            kind = StrokeKind.SERVE
            contact_s += 0.30
        step = np.array([rng.uniform(-0.45, 0.45), rng.uniform(-0.25, 0.25), 0.0])
        radius = _RADII[int(order[count % len(order)])]
        shots.append(_shot(rng, camera, stand + step, left_handed, kind, contact_s, radius))
        contact_s += float(rng.uniform(1.52, 1.60))
        if kind is StrokeKind.SERVE:
            break
    return tuple(shots)


def _shot(
    rng: Rng,
    camera: Camera,
    stand: Floats,
    left_handed: bool,
    kind: StrokeKind,
    contact_s: float,
    radius: float,
) -> Shot:
    ground = ground_of(stand, left_handed)
    swing = swing_at(kind, 0.0)
    racket = racket_of(swing, ground)
    for _ in range(60):
        angle = float(rng.uniform(0, 2 * np.pi))
        wanted = (radius * float(np.cos(angle)), radius * float(np.sin(angle)))
        contact, place = ball_on_strings(racket, camera, wanted, ground.forward)
        if float(np.hypot(*place)) < 0.96:
            break
    serve = kind is StrokeKind.SERVE
    swung = float(rng.uniform(-0.16, 0.16))
    rise = -0.10 if serve else float(rng.uniform(0.10, 0.17))
    speed = float(rng.uniform(26, 31)) if serve else float(rng.uniform(17, 23))
    ahead = ground.forward * np.cos(swung) + ground.side * np.sin(swung)
    outgoing = legs_from(contact, (ahead + UP * rise) * speed, contact_s, contact_s + 1.1)
    if serve:
        toss_s = contact_s - 0.78
        hand = ground.world(swing_at(kind, -0.78).free_hand + IN_PALM)
        incoming: tuple[Leg, ...] = (leg_between(hand, toss_s, contact, contact_s),)
        return Shot(kind, contact_s, stand, incoming, outgoing, contact, wanted, toss_s)
    return Shot(kind, contact_s, stand, _feed(rng, ground.forward, contact, contact_s), outgoing,
                contact, wanted, None)  # fmt: skip


def _feed(rng: Rng, forward: Floats, contact: Floats, contact_s: float) -> tuple[Leg, ...]:
    """Return a ball fed from across the net that bounces once and arrives at the contact."""
    bounce_s = contact_s - float(rng.uniform(0.40, 0.50))
    ahead = forward + np.array([float(rng.uniform(-0.12, 0.12)), 0, 0])
    bounce = contact + ahead * float(rng.uniform(8.0, 9.5)) * (contact_s - bounce_s)
    bounce[2] = BALL_RADIUS_M
    origin = bounce + ahead * float(rng.uniform(12.5, 14.0))
    origin[2] = 1.1
    start_s = bounce_s - float(rng.uniform(0.86, 0.94))
    return (
        leg_between(origin, start_s, bounce, bounce_s),
        leg_between(bounce, bounce_s, contact, contact_s),
    )


def ball_on_strings(
    racket: Racket, camera: Camera, offset: tuple[float, float], toward: Floats
) -> tuple[Floats, tuple[float, float]]:
    """Return the ball's centre (3,) so that its picture lies at ``offset`` in the head's box.

    Also returns its place on the strings in half axes. Newton's method on the projection.
    """
    box = head_box(racket, camera)
    half = (box[2:] - box[:2]) / 2
    wanted = (box[:2] + box[2:]) / 2 + half * offset
    out = racket.normal * np.sign(racket.normal @ toward) * (BALL_RADIUS_M + 0.004)
    place = np.zeros(2)

    def pixel(at: Floats) -> Floats:
        seen = camera.project(racket.on_strings(at[:1], at[1:]) + out)[0]
        return np.asarray(seen[0], np.float64)

    for _ in range(8):
        here = pixel(place)
        slope = np.stack([(pixel(place + d) - here) / 1e-4 for d in np.eye(2) * 1e-4], axis=1)
        place = place + np.linalg.lstsq(slope, wanted - here, rcond=None)[0]
    shares = (float(place[0] / HEAD_HALF_WIDTH_M), float(place[1] / HEAD_HALF_LENGTH_M))
    return racket.on_strings(place[:1], place[1:])[0] + out, shares


def _lying(rng: Rng, camera: Camera, stand: Floats) -> tuple[Floats, ...]:
    found: list[Floats] = []
    for _ in range(200):
        if len(found) >= 5:
            break
        x, y = (
            rng.uniform(-SIDE_FENCE_M + 0.6, SIDE_FENCE_M - 0.6),
            rng.uniform(-14, BACK_FENCE_M - 0.4),
        )
        ball = np.array([x, y, BALL_RADIUS_M])
        if _in_picture(camera, ball) and np.hypot(x - stand[0], y - stand[1]) > 1.6:
            found.append(ball)
    return tuple(found)


def _bystander(rng: Rng, camera: Camera, stand: Floats) -> Floats | None:
    near = float(np.linalg.norm(camera.position - stand))
    main = camera.project(stand)[0][0, 0]
    for _ in range(300):
        x, y = (
            rng.uniform(-SIDE_FENCE_M + 1, SIDE_FENCE_M - 1),
            rng.uniform(-15, BACK_FENCE_M - 0.8),
        )
        spot = np.array([x, y, 0.0])
        apart = abs(camera.project(spot)[0][0, 0] - main) > camera.width * 0.2
        far = np.linalg.norm(camera.position - spot) > near + 2.5
        if far and apart and _in_picture(camera, spot) and _in_picture(camera, spot + UP * 1.8):
            return spot
    return None


def _in_picture(camera: Camera, point: Floats) -> bool:
    if (point - camera.position) @ camera.axes[2] < 1:
        return False
    x, y = camera.project(point)[0][0]
    return bool(20 < x < camera.width - 20 and 20 < y < camera.height - 20)

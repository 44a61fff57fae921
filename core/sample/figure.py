"""The player: joints from a swing, and limbs with clothes drawn over each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.sample.camera import UP, Camera, Floats
from core.sample.layer import Colour, Layer, LimbShape, Shader, Single
from core.sample.strokes import Swing

UPPER_ARM_M, FOREARM_M, THIGH_M, SHIN_M = 0.31, 0.28, 0.46, 0.46


@dataclass(frozen=True)
class Outfit:
    """Colours RGB in 0..1; ``cap`` and ``long_hair`` change the head."""

    skin: Colour
    hair: Colour
    shirt: Colour
    trim: Colour
    shorts: Colour
    socks: Colour
    shoes: Colour
    cap: Colour | None
    long_hair: bool


@dataclass(frozen=True)
class Pose:
    """World positions (3,) in metres of one moment; side 0 is the racket side, 1 the other."""

    pelvis: Floats
    neck: Floats
    head: Floats
    face: Floats
    shoulders: tuple[Floats, Floats]
    elbows: tuple[Floats, Floats]
    hands: tuple[Floats, Floats]
    hips: tuple[Floats, Floats]
    knees: tuple[Floats, Floats]
    ankles: tuple[Floats, Floats]
    toes: tuple[Floats, Floats]


@dataclass(frozen=True)
class Ground:
    """Where a player stands: origin (3,) and his racket side and forward directions (3,)."""

    origin: Floats
    side: Floats
    forward: Floats

    def world(self, local: Floats) -> Floats:
        """Return the world point of (racket side, forward, up) in metres."""
        return self.origin + self.turn(local)

    def turn(self, local: Floats) -> Floats:
        """Return the world direction of (racket side, forward, up)."""
        turned: Floats = self.side * local[0] + self.forward * local[1] + UP * local[2]
        return turned


def pose_of(swing: Swing, ground: Ground, feet: tuple[Floats, Floats], look_at: Floats) -> Pose:
    """Place the joints: hands and feet where they must be, elbows and knees by two-bone reach.

    ``feet`` are the ankles in the world, racket side first.
    """
    sin, cos = np.sin(swing.yaw), np.cos(swing.yaw)
    half = np.sin(swing.yaw * 0.5), np.cos(swing.yaw * 0.5)
    pelvis = np.array([0.0, -0.03, 1.00 - swing.crouch])
    neck = pelvis + np.array([0.02 * sin, 0.07 + swing.crouch * 0.5, 0.50])
    across, hip = np.array([cos, -sin, 0.0]), np.array([half[1], -half[0], 0.0])
    shoulders = tuple(ground.world(neck + k * 0.185 * across - UP * 0.05) for k in (1, -1))
    hips = tuple(ground.world(pelvis + k * 0.10 * hip) for k in (1, -1))
    hands = (ground.world(swing.hand), ground.world(swing.free_hand))
    poles = (ground.turn(np.array([0.5, -0.4, -0.8])), ground.turn(np.array([-0.5, -0.4, -0.8])))
    elbows = tuple(_bend(shoulders[k], hands[k], UPPER_ARM_M, FOREARM_M, poles[k]) for k in (0, 1))
    ahead = ground.forward + 0.0
    knees = tuple(_bend(hips[k], feet[k], THIGH_M, SHIN_M, ahead) for k in (0, 1))
    splay = (0.35, -0.35)
    toes = tuple(
        feet[k] + 0.17 * (ahead * 0.9 + ground.side * splay[k]) - UP * 0.045 for k in (0, 1)
    )
    head = neck + np.array([0.0, 0.035, 0.165])
    face = look_at - ground.world(head)
    level = max(float(np.hypot(face[0], face[1])), 1e-6)
    # A neck bends only so far.
    face = np.array([*face[:2], np.clip(face[2], -0.5 * level, 0.45 * level)])
    face = face / np.linalg.norm(face)
    return Pose(
        ground.world(pelvis), ground.world(neck), ground.world(head), face,
        (shoulders[0], shoulders[1]), (elbows[0], elbows[1]), hands, (hips[0], hips[1]),
        (knees[0], knees[1]), feet, (toes[0], toes[1]),
    )  # fmt: skip


def _bend(start: Floats, end: Floats, first: float, second: float, pole: Floats) -> Floats:
    """Return the middle joint of two bones, bent towards ``pole``; a far end stretches them."""
    line = end - start
    length = max(float(np.linalg.norm(line)), 1e-6)
    line = line / length
    reach = min(length, (first + second) * 0.999)
    along = (first**2 - second**2 + reach**2) / (2 * reach)
    aside = float(np.sqrt(max(first**2 - along**2, 0.0)))
    out = pole - (pole @ line) * line
    out = out / max(float(np.linalg.norm(out)), 1e-6)
    bent: Floats = start + line * along * (length / reach) + out * aside
    return bent


@dataclass(frozen=True)
class Piece:
    """A limb to draw: ends in the world, radii in metres, and its shader.

    Pieces with one ``anchor`` are painted together, at its depth, in their order; without
    one the middle counts. ``nearer_m`` moves that depth towards the camera.
    """

    start: Floats
    end: Floats
    start_m: float
    end_m: float
    shader: Shader
    anchor: Floats | None = None
    nearer_m: float = 0.0
    shape: LimbShape = LimbShape.TUBE


Shade = Callable[..., Shader]


def pieces_of(pose: Pose, outfit: Outfit, camera: Camera, light: Floats) -> list[Piece]:
    """Return the limbs of a player as seen by ``camera``.

    ``light`` is the direction to the light in picture coordinates (right, down, to viewer).
    """

    def cloth(*bands: tuple[float, Colour]) -> Shader:
        return _banded(bands, light, folds=0.0 if bands[0][1] is outfit.skin else 0.035)

    pieces: list[Piece] = []
    for k in (0, 1):
        pieces += _leg(pose, outfit, k, cloth)
    pieces += _trunk(pose, outfit, camera, cloth)
    for k in (0, 1):
        pieces += _arm(pose, outfit, k, cloth)
    return pieces + _head_pieces(pose, outfit, camera, light, cloth)


def _trunk(pose: Pose, outfit: Outfit, camera: Camera, cloth: Shade) -> list[Piece]:
    """Shorts and shirt: as broad as the shoulders seem from the camera."""
    view = camera.position - pose.pelvis
    view = view / np.linalg.norm(view)
    across = pose.shoulders[0] - pose.shoulders[1]
    slant = float((across / np.linalg.norm(across)) @ view)
    broad = float(np.sqrt(max(1 - slant * slant, 0.0)))
    chest, waist = 0.112 + 0.055 * broad, 0.112 + 0.040 * broad
    down = (pose.pelvis - pose.neck) / np.linalg.norm(pose.pelvis - pose.neck)
    at = (pose.pelvis + pose.neck) / 2
    shirt = cloth((1.0, outfit.shirt))
    striped = cloth((0.20, outfit.shirt), (0.27, outfit.trim), (1.0, outfit.shirt))
    high, low = pose.neck + down * (0.06 + chest), pose.pelvis - down * 0.02
    seat = cloth((1.0, outfit.shorts))
    top = [pose.shoulders[k] + (pose.shoulders[1 - k] - pose.shoulders[k]) * 0.1 for k in (0, 1)]
    return [
        Piece(pose.hips[0], pose.hips[1], 0.098, 0.098, seat, at),
        Piece(pose.neck, pose.neck - down * 0.10, 0.060, 0.053, cloth((1.0, outfit.skin)), at),
        Piece(top[0], top[1], 0.078, 0.078, shirt, at),
        Piece(high, low, chest, waist, striped, at),
        Piece(low, low + down * 0.10, waist, waist + 0.008, shirt, at, 0.0, LimbShape.CUT),
    ]


def _arm(pose: Pose, outfit: Outfit, k: int, cloth: Shade) -> list[Piece]:
    shoulder, elbow, hand = pose.shoulders[k], pose.elbows[k], pose.hands[k]
    # An arm goes before or behind the trunk as a whole.
    at = shoulder * 0.25 + elbow * 0.45 + hand * 0.30
    skin = cloth((1.0, outfit.skin))
    sleeve, wrist = shoulder + (elbow - shoulder) * 0.66, elbow + (hand - elbow) * 0.86
    band = elbow + (hand - elbow) * 0.70
    pieces = [
        Piece(shoulder + (elbow - shoulder) * 0.4, elbow, 0.050, 0.041, skin, at),
        Piece(elbow, elbow + (wrist - elbow) * 0.35, 0.041, 0.043, skin, at),
        Piece(elbow + (wrist - elbow) * 0.35, wrist, 0.043, 0.029, skin, at),
        Piece(wrist, hand, 0.033, 0.039, skin, at),
        Piece(shoulder, sleeve, 0.077, 0.066, cloth((1.0, outfit.shirt)), at, 0.0, LimbShape.CUT),
    ]
    if k == 0:
        tape = cloth((1.0, outfit.trim))
        pieces.append(Piece(band, wrist, 0.040, 0.037, tape, at, 0.0, LimbShape.CUT))
    return pieces


def _leg(pose: Pose, outfit: Outfit, k: int, cloth: Shade) -> list[Piece]:
    hip, knee, ankle, toe = pose.hips[k], pose.knees[k], pose.ankles[k], pose.toes[k]
    at, behind = (hip + knee + ankle) / 3, -0.25
    skin = cloth((1.0, outfit.skin))
    hem, calf = hip + (knee - hip) * 0.70, knee + (ankle - knee) * 0.32
    top = knee + (ankle - knee) * 0.66
    heel = ankle - (toe - ankle) * (0.32, 0.32, 0.0) - UP * 0.032
    sole = cloth((1.0, tuple(0.45 + 0.5 * c for c in outfit.trim)))
    sock = cloth((0.12, outfit.trim), (1.0, outfit.socks))
    cut = LimbShape.CUT
    return [
        Piece(hip + (knee - hip) * 0.4, knee, 0.080, 0.058, skin, at, behind),
        Piece(knee, calf, 0.058, 0.061, skin, at, behind),
        Piece(calf, ankle, 0.061, 0.037, skin, at, behind),
        Piece(top, ankle, 0.049, 0.041, sock, at, behind, cut),
        Piece(heel - UP * 0.016, toe - UP * 0.012, 0.046, 0.034, sole, at, behind),
        Piece(heel + UP * 0.006, toe + UP * 0.008, 0.046, 0.034,
              cloth((0.35, outfit.shoes), (0.55, outfit.trim), (1.0, outfit.shoes)), at, behind),
        Piece(hip, hem, 0.100, 0.094, cloth((1.0, outfit.shorts)), at, behind, cut),
    ]  # fmt: skip


def _head_pieces(
    pose: Pose, outfit: Outfit, camera: Camera, light: Floats, cloth: Shade
) -> list[Piece]:
    at = pose.head
    crown, chin = at + UP * 0.050, at + pose.face * 0.020 - UP * 0.058
    skull = _head(pose.face, outfit, camera, light)
    pieces = [Piece(crown, chin, 0.101, 0.076, skull, at, 0.05, LimbShape.BALL)]
    if outfit.long_hair:
        back = at - pose.face * 0.10
        tail = cloth((1.0, outfit.hair))
        pieces.append(Piece(back + UP * 0.03, back - pose.face * 0.05 - UP * 0.19,
                            0.048, 0.018, tail, back))  # fmt: skip
    if outfit.cap is not None:
        flat = pose.face * (1, 1, 0)
        flat = flat / max(float(np.linalg.norm(flat)), 1e-6)
        brim = at + UP * 0.075 + flat * 0.085
        peak = cloth((1.0, tuple(c * 0.9 for c in outfit.cap)))
        end = brim + flat * 0.085 - UP * 0.02
        pieces.append(Piece(brim, end, 0.052, 0.030, peak, end, 0.05))
    return pieces


def _banded(bands: tuple[tuple[float, Colour], ...], light: Floats, folds: float) -> Shader:
    """Return a shader of a round, matt surface whose colour changes along the limb."""
    lx, ly, lz = (float(v) for v in light)

    def shade(place: Single, nx: Single, ny: Single) -> Single:
        nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0, 1))
        bright = 0.50 + 0.62 * np.clip(nx * lx + ny * ly + nz * lz, 0, 1) - 0.07 * ny
        # Folds in the cloth, along and across the limb.
        bright = bright + folds * np.sin(place * 13 + nx * 4) * nz
        colour: Single = np.broadcast_to(np.array(bands[-1][1], np.float32), (*place.shape, 3))
        for end, tone in reversed(bands[:-1]):
            within = np.clip((end - place) * 40 + 0.5, 0, 1)[..., None]
            colour = colour + (np.array(tone, np.float32) - colour) * within
        return np.asarray(colour * bright[..., None], np.float32)

    return shade


def _head(face: Floats, outfit: Outfit, camera: Camera, light: Floats) -> Shader:
    """Return the shader of a head: face where it looks, hair or a cap elsewhere."""
    axes = camera.axes * np.array([[1.0], [1.0], [-1.0]])  # right, down, to the viewer
    front = axes @ face
    up = axes @ (UP - (UP @ face) * face)
    up = up / max(float(np.linalg.norm(up)), 1e-6)
    side = np.cross(up, front)
    lx, ly, lz = (float(v) for v in light)

    def shade(place: Single, nx: Single, ny: Single) -> Single:
        nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0, 1))

        def toward(d: Floats) -> Single:
            return np.asarray(nx * float(d[0]) + ny * float(d[1]) + nz * float(d[2]), np.float32)

        ahead, right = toward(front), toward(side)
        high = 0.5 - place + 0.35 * toward(up)
        bright = 0.52 + 0.60 * np.clip(nx * lx + ny * ly + nz * lz, 0, 1)
        covered = np.clip(
            np.maximum(high - 0.42, np.minimum(-ahead + 0.02, high + 0.75)) * 12, 0, 1
        )
        top: Colour = outfit.hair if outfit.cap is None else outfit.cap
        low: Colour = outfit.hair
        hat = np.clip((high - 0.30) * 14, 0, 1)[..., None]
        cover = (
            np.array(low, np.float32)
            + (np.array(top, np.float32) - np.array(low, np.float32)) * hat
        )
        skin = np.broadcast_to(np.array(outfit.skin, np.float32), (*place.shape, 3))
        eyes = np.exp(-(((np.abs(right) - 0.36) / 0.13) ** 2 + ((high - 0.14) / 0.08) ** 2))
        mouth = np.exp(-((right / 0.26) ** 2 + ((high + 0.42) / 0.06) ** 2))
        nose = np.exp(-((right / 0.10) ** 2 + ((high + 0.08) / 0.14) ** 2))
        seen = np.clip(ahead * 2, 0, 1)
        features = (0.62 * eyes + 0.30 * mouth - 0.12 * nose) * seen
        colour = skin * (1 - features)[..., None]
        colour = colour + (cover - colour) * covered[..., None]
        return np.asarray(colour * bright[..., None], np.float32)

    return shade


def draw_pieces(
    layer: Layer,
    pieces: list[Piece],
    camera: Camera,
    others: list[tuple[float, Callable[[Layer], None]]],
) -> None:
    """Paint limbs and ``others`` (depth in metres, painter) from far to near."""
    jobs: list[tuple[float, Callable[[Layer], None]]] = list(others)
    for piece in pieces:
        ends, depth = camera.project(np.stack([piece.start, piece.end]))
        scale = camera.focal_px / depth
        jobs.append((depth_of(piece, camera), _painter(piece, ends, scale)))
    for _, paint in sorted(jobs, key=lambda job: -job[0]):
        paint(layer)


def depth_of(piece: Piece, camera: Camera) -> float:
    """Return the depth in metres at which a piece is painted."""
    at = (piece.start + piece.end) / 2 if piece.anchor is None else piece.anchor
    return float(camera.project(at)[1][0]) - piece.nearer_m


def _painter(piece: Piece, ends: Floats, scale: Floats) -> Callable[[Layer], None]:
    def paint(layer: Layer) -> None:
        layer.limb(
            (float(ends[0, 0]), float(ends[0, 1])),
            (float(ends[1, 0]), float(ends[1, 1])),
            float(piece.start_m * scale[0]),
            float(piece.end_m * scale[1]),
            piece.shader,
            piece.shape,
        )

    return paint


def box_of(pieces: list[Piece], camera: Camera) -> Floats:
    """Return the axis-aligned box around limbs in the picture, xyxy (4,)."""
    points = np.stack([p for piece in pieces for p in (piece.start, piece.end)])
    radii = np.array([r for piece in pieces for r in (piece.start_m, piece.end_m)])
    pixels, depth = camera.project(points)
    reach = (radii * camera.focal_px / depth)[:, None]
    return np.concatenate([(pixels - reach).min(axis=0), (pixels + reach).max(axis=0)])


def standing_pose(spot: Floats, camera: Camera) -> Pose:
    """Return somebody who stands at ``spot`` (3,), arms down, and watches."""
    toward = (camera.position - spot) * (1, 1, 0)
    forward = toward / np.linalg.norm(toward)
    ground = Ground(spot, np.cross(forward, UP), forward)
    swing = Swing(
        np.array([0.27, 0.06, 0.82]),
        np.array([0.0, 0.0, -1.0]),
        np.array([0.0, 1.0, 0.0]),
        np.array([-0.25, 0.10, 0.84]),
        0.1,
        0.02,
    )
    feet = tuple(ground.world(np.array([k * 0.13, 0.0, 0.085])) for k in (1, -1))
    return pose_of(swing, ground, (feet[0], feet[1]), spot + forward * 5 + UP * 1.5)

"""The player: joints from a swing, and limbs with clothes drawn over each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.sample.camera import Camera, Floats
from core.sample.layer import Colour, Layer, Shader, Single
from core.sample.strokes import Swing

UPPER_ARM_M, FOREARM_M, THIGH_M, SHIN_M = 0.31, 0.28, 0.46, 0.46
_UP = np.array([0.0, 0.0, 1.0])


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
        turned: Floats = self.side * local[0] + self.forward * local[1] + _UP * local[2]
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
    shoulders = tuple(ground.world(neck + k * 0.185 * across - (0, 0, 0.05)) for k in (1, -1))
    hips = tuple(ground.world(pelvis + k * 0.10 * hip) for k in (1, -1))
    hands = (ground.world(swing.hand), ground.world(swing.free_hand))
    poles = (ground.turn(np.array([0.5, -0.4, -0.8])), ground.turn(np.array([-0.5, -0.4, -0.8])))
    elbows = tuple(_bend(shoulders[k], hands[k], UPPER_ARM_M, FOREARM_M, poles[k]) for k in (0, 1))
    ahead = ground.forward + 0.0
    knees = tuple(_bend(hips[k], feet[k], THIGH_M, SHIN_M, ahead) for k in (0, 1))
    splay = (0.35, -0.35)
    toes = tuple(
        feet[k] + 0.17 * (ahead * 0.9 + ground.side * splay[k]) - (0, 0, 0.045) for k in (0, 1)
    )
    head = neck + np.array([0.0, 0.035, 0.165])
    face = look_at - ground.world(head)
    face = face / max(float(np.linalg.norm(face)), 1e-6) * (1, 1, 0.6)
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
    """A limb to draw: ends in the world, radii in metres, and its shader."""

    start: Floats
    end: Floats
    start_m: float
    end_m: float
    shader: Shader
    nearer_m: float = 0.0


def pieces_of(pose: Pose, outfit: Outfit, camera: Camera, light: Floats) -> list[Piece]:
    """Return the limbs of a player as seen by ``camera``, in no order.

    ``light`` is the direction to the light in picture coordinates (right, down, to viewer).
    """

    def cloth(*bands: tuple[float, Colour]) -> Shader:
        return _banded(bands, light)

    skin, pieces = outfit.skin, list[Piece]()
    view = camera.position - pose.pelvis
    view = view / np.linalg.norm(view)
    across = pose.shoulders[0] - pose.shoulders[1]
    broad = float(np.sqrt(max(1 - ((across / np.linalg.norm(across)) @ view) ** 2, 0)))
    chest, waist = 0.115 + 0.055 * broad, 0.105 + 0.035 * broad
    down = (pose.pelvis - pose.neck) / np.linalg.norm(pose.pelvis - pose.neck)
    shirt = cloth((0.34, outfit.shirt), (0.40, outfit.trim), (1.0, outfit.shirt))
    pieces.append(Piece(pose.neck + down * 0.16, pose.pelvis - down * 0.05, chest, waist, shirt))
    shoulder = cloth((1.0, outfit.shirt))
    pieces.append(Piece(*pose.shoulders, 0.072, 0.072, shoulder, 0.02))
    pieces.append(Piece(pose.pelvis, pose.pelvis + down * 0.06, waist + 0.012, waist + 0.015,
                        cloth((1.0, outfit.shorts)), 0.01))  # fmt: skip
    pieces.append(Piece(pose.neck, pose.head, 0.058, 0.055, cloth((1.0, skin)), -0.01))
    for k in (0, 1):
        shoulder_m, elbow, hand = pose.shoulders[k], pose.elbows[k], pose.hands[k]
        sleeve = shoulder_m + (elbow - shoulder_m) * 0.62
        pieces.append(Piece(shoulder_m, elbow, 0.054, 0.043, cloth((1.0, skin))))
        pieces.append(Piece(shoulder_m, sleeve, 0.074, 0.066,
                            cloth((0.9, outfit.shirt), (1.0, outfit.trim)), 0.015))  # fmt: skip
        wrist = elbow + (hand - elbow) * 0.88
        bands = ((0.80, skin), (0.98, outfit.trim), (1.0, skin)) if k == 0 else ((1.0, skin),)
        pieces.append(Piece(elbow, wrist, 0.043, 0.031, cloth(*bands), 0.01))
        pieces.append(Piece(wrist, hand, 0.034, 0.040, cloth((1.0, skin)), 0.03))
        hip, knee, ankle, toe = pose.hips[k], pose.knees[k], pose.ankles[k], pose.toes[k]
        pieces.append(Piece(hip, knee, 0.088, 0.058, cloth((1.0, skin))))
        hem = hip + (knee - hip) * 0.66
        pieces.append(Piece(hip, hem, 0.108, 0.096,
                            cloth((0.93, outfit.shorts), (1.0, outfit.trim)), 0.02))  # fmt: skip
        calf = knee + (ankle - knee) * 0.3
        leg = cloth((0.55, skin), (0.60, outfit.trim), (1.0, outfit.socks))
        pieces.append(Piece(knee, calf, 0.056, 0.060, cloth((1.0, skin))))
        pieces.append(Piece(calf, ankle, 0.060, 0.040, leg))
        heel = ankle - (toe - ankle) * 0.35
        pieces.append(Piece(heel - (0, 0, 0.03), toe, 0.048, 0.038,
                            cloth((0.75, outfit.shoes), (1.0, outfit.trim)), 0.02))  # fmt: skip
    crown = pose.head + (0, 0, 0.055)
    chin = pose.head + pose.face * 0.025 - (0, 0, 0.055)
    pieces.append(Piece(crown, chin, 0.103, 0.078, _head(pose.face, outfit, camera, light), 0.03))
    if outfit.cap is not None:
        flat = pose.face * (1, 1, 0)
        flat = flat / max(float(np.linalg.norm(flat)), 1e-6)
        brim = pose.head + (0, 0, 0.085) + flat * 0.09
        pieces.append(Piece(brim, brim + flat * 0.085 - (0, 0, 0.02), 0.05, 0.035,
                            cloth((1.0, outfit.cap)), 0.03 + 0.1 * float(flat @ view)))  # fmt: skip
    if outfit.long_hair:
        back = pose.head - pose.face * 0.10
        pieces.append(Piece(back + (0, 0, 0.03), back - pose.face * 0.05 - (0, 0, 0.19), 0.048,
                            0.018, cloth((1.0, outfit.hair)), -0.02))  # fmt: skip
    return pieces


def _banded(bands: tuple[tuple[float, Colour], ...], light: Floats) -> Shader:
    """Return a shader of a round, matt surface whose colour changes along the limb."""
    lx, ly, lz = (float(v) for v in light)

    def shade(place: Single, nx: Single, ny: Single) -> Single:
        nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0, 1))
        bright = 0.50 + 0.62 * np.clip(nx * lx + ny * ly + nz * lz, 0, 1) - 0.07 * ny
        # Folds in the cloth, along and across the limb.
        bright = bright + 0.035 * np.sin(place * 17 + nx * 5) * nz
        colour: Single = np.broadcast_to(np.float32(bands[-1][1]), (*place.shape, 3))
        for end, tone in reversed(bands[:-1]):
            within = np.clip((end - place) * 40 + 0.5, 0, 1)[..., None]
            colour = colour + (np.float32(tone) - colour) * within
        return np.asarray(colour * bright[..., None], np.float32)

    return shade


def _head(face: Floats, outfit: Outfit, camera: Camera, light: Floats) -> Shader:
    """Return the shader of a head: face where it looks, hair or a cap elsewhere."""
    axes = camera.axes * np.array([[1.0], [1.0], [-1.0]])  # right, down, to the viewer
    front = axes @ face
    up = axes @ _UP
    side = np.cross(up, front)
    lx, ly, lz = (float(v) for v in light)

    def shade(place: Single, nx: Single, ny: Single) -> Single:
        nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0, 1))

        def toward(d: Floats) -> Single:
            return np.asarray(nx * float(d[0]) + ny * float(d[1]) + nz * float(d[2]), np.float32)

        ahead, right = toward(front), toward(side)
        high = 0.5 - place + 0.35 * toward(up)
        bright = 0.52 + 0.60 * np.clip(nx * lx + ny * ly + nz * lz, 0, 1)
        covered = np.clip((np.maximum(high - 0.42, -ahead - 0.02 - high * 0.3)) * 12, 0, 1)
        top: Colour = outfit.hair if outfit.cap is None else outfit.cap
        low: Colour = outfit.hair
        hat = np.clip((high - 0.25) * 14, 0, 1)[..., None]
        cover = np.float32(low) + (np.float32(top) - np.float32(low)) * hat
        skin = np.broadcast_to(np.float32(outfit.skin), (*place.shape, 3))
        eyes = np.exp(-(((np.abs(right) - 0.36) / 0.13) ** 2 + ((high - 0.16) / 0.09) ** 2))
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
        jobs.append((float(depth.mean()) - piece.nearer_m, _painter(piece, ends, scale)))
    for _, paint in sorted(jobs, key=lambda job: -job[0]):
        paint(layer)


def _painter(piece: Piece, ends: Floats, scale: Floats) -> Callable[[Layer], None]:
    def paint(layer: Layer) -> None:
        layer.limb(
            (float(ends[0, 0]), float(ends[0, 1])),
            (float(ends[1, 0]), float(ends[1, 1])),
            float(piece.start_m * scale[0]),
            float(piece.end_m * scale[1]),
            piece.shader,
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
    ground = Ground(spot, np.cross(forward, _UP), forward)
    swing = Swing(
        np.array([0.27, 0.06, 0.82]),
        np.array([0.0, 0.0, -1.0]),
        np.array([0.0, 1.0, 0.0]),
        np.array([-0.25, 0.10, 0.84]),
        0.1,
        0.02,
    )
    feet = tuple(ground.world(np.array([k * 0.13, 0.0, 0.085])) for k in (1, -1))
    return pose_of(swing, ground, (feet[0], feet[1]), spot + forward * 5 + (0, 0, 1.5))

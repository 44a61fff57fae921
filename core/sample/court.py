"""The place: court with lines, fence, trees, sky and net, drawn ray by ray."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.sample.camera import Camera, Floats
from core.sample.layer import Colour

HALF_LENGTH_M = 11.885
SERVICE_M = 6.40
HALF_SINGLES_M = 4.115
HALF_DOUBLES_M = 5.485
NET_CENTRE_M, NET_POST_M, NET_HALF_M = 0.914, 1.07, 6.4
BACK_FENCE_M, SIDE_FENCE_M, FENCE_TOP_M = 18.0, 9.6, 3.2

Single = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Place:
    """Colours (RGB in 0..1) and weather of a court."""

    inside: Colour
    outside: Colour
    screen: Colour
    trees: Colour
    sky: Colour
    clay: bool
    sun: Floats
    """Direction to the sun, (3,), length 1."""
    sunny: float
    """0 for an overcast day without shadows, 1 for hard shadows."""
    seed: int


@dataclass(frozen=True)
class Backdrop:
    """The drawn place: RGB in 0..1 (h, w, 3), and the net with its cover (h, w) over it.

    ``net_in_front`` says that the net stands between the camera and the player.
    """

    rgb: Single
    net_rgb: Single
    net_alpha: Single


def draw_place(place: Place, camera: Camera) -> Backdrop:
    """Draw everything that does not move; about 0.3 s for 1280x720."""
    rays = camera.rays()
    noise = _Noise(place.seed)
    rgb, depth = _sky_and_trees(place, camera, rays, noise)
    _ground(place, camera, rays, noise, rgb, depth)
    for axis, where in (
        (1, BACK_FENCE_M),
        (1, -BACK_FENCE_M),
        (0, SIDE_FENCE_M),
        (0, -SIDE_FENCE_M),
    ):
        _fence(place, camera, rays, noise, rgb, depth, axis, where)
    net_rgb, net_alpha = _net(place, camera, rays)
    return Backdrop(np.clip(rgb, 0, 1), net_rgb, net_alpha)


class _Noise:
    """Fractal noise in about -1..1 that can be looked up anywhere."""

    def __init__(self, seed: int, rough: float = 0.6) -> None:
        rng = np.random.default_rng(seed)
        side = 512
        total = np.zeros((side, side), np.float32)
        for octave in range(2, 9):
            cells = 1 << octave
            grid = np.pad(rng.normal(size=(cells, cells)).astype(np.float32), 4, mode="wrap")
            scale = side // cells
            fine = cv2.resize(grid, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
            total += (
                np.asarray(fine)[4 * scale : -4 * scale, 4 * scale : -4 * scale] * rough**octave
            )
        self._tile = total / float(total.std())
        self._side = side

    def at(self, x: Single, y: Single, per_m: float) -> Single:
        """Return noise (h, w) at coordinates in metres, ``per_m`` tile pixels a metre."""
        u = np.mod(x * per_m, self._side - 1).astype(np.float32)
        v = np.mod(y * per_m, self._side - 1).astype(np.float32)
        return np.asarray(cv2.remap(self._tile, u, v, cv2.INTER_LINEAR), np.float32)


def _mix(a: Single, b: Colour | Single, amount: Single) -> Single:
    mixed = np.asarray(b, np.float32) - a
    mixed *= amount.astype(np.float32)[..., None]
    mixed += a
    return mixed


def _sky_and_trees(
    place: Place, camera: Camera, rays: Single, noise: _Noise
) -> tuple[Single, Single]:
    across = np.arctan2(rays[..., 0], rays[..., 1])
    up = rays[..., 2] / np.hypot(rays[..., 0], rays[..., 1])
    high = np.clip(up * 2.2, 0, 1) ** 0.7
    rgb = _mix(
        np.broadcast_to(np.array([0.86, 0.90, 0.94], np.float32), rays.shape), place.sky, high
    )
    clouds = noise.at(across * 9, up * 30, 12)
    rgb = _mix(rgb, (0.97, 0.97, 0.98), np.clip(clouds * 0.45, 0, 0.8))
    foliage = _Noise(place.seed + 1, rough=0.92)
    for number, (height, distance, dark) in enumerate(((0.092, 28.0, 1.15), (0.066, 19.0, 1.0))):
        # Crowns: bumps of a few metres, each with leaves lit from above, and gaps between.
        x = (across * distance).astype(np.float32)
        z = (up * distance).astype(np.float32)
        crowns = noise.at(x, np.full_like(x, 40.0 * number + 9), 7)
        leaves = foliage.at(x, z + 50 * number, 60)
        clumps = noise.at(x + 31, z * 1.2, 26)
        top = height * distance + 0.75 * crowns + 0.16 * clumps + 0.09 * leaves
        depth_in = np.clip((top - z) / 2.6, 0, 1)
        tone = dark * (1.12 - 0.50 * depth_in + 0.16 * clumps + 0.24 * leaves)
        leaf = np.array(place.trees, np.float32) * np.clip(tone, 0.22, 1.9)[..., None]
        leaf[..., 0] += 0.05 * np.clip(tone - 0.9, 0, 1)
        leaf = _mix(leaf, (0.62, 0.70, 0.76), np.full_like(x, 0.16 - 0.08 * number))
        edge = np.clip((top - z) * camera.focal_px / distance / 2.0 + 0.5, 0, 1)
        rgb = _mix(rgb, leaf, edge)
    return rgb, np.full(rays.shape[:2], np.inf, np.float32)


def _ground(
    place: Place, camera: Camera, rays: Single, noise: _Noise, rgb: Single, depth: Single
) -> None:
    down = rays[..., 2] < -1e-4
    far = np.where(down, -float(camera.position[2]) / np.minimum(rays[..., 2], -1e-4), 1e4)
    far = far.astype(np.float32)
    x = (float(camera.position[0]) + far * rays[..., 0]).astype(np.float32)
    y = (float(camera.position[1]) + far * rays[..., 1]).astype(np.float32)
    # How much ground a pixel covers, across and along the view: lines fade instead of jagging.
    pixel = far / camera.focal_px
    deep = pixel / np.maximum(-rays[..., 2], 0.02)
    forward = camera.axes[2]
    foot_x = pixel * abs(forward[1]) + deep * abs(forward[0])
    foot_y = pixel * abs(forward[0]) + deep * abs(forward[1])
    inside = _band(x, 0, HALF_DOUBLES_M + 0.03, foot_x) * _band(y, 0, HALF_LENGTH_M + 0.03, foot_y)
    colour = _mix(
        np.broadcast_to(np.array(place.outside, np.float32), rays.shape), place.inside, inside
    )
    grain = noise.at(x, y, 90) * np.clip(0.012 / np.maximum(deep, 1e-4), 0, 1)
    wear = noise.at(x + 3, y + 5, 7)
    strength = 0.10 if place.clay else 0.045
    colour *= (1 + strength * wear + 0.07 * grain)[..., None]
    if place.clay:
        swept = np.sin(y * 40 + wear * 3) * np.clip(0.02 / np.maximum(deep, 1e-4), 0, 1)
        colour *= (1 + 0.02 * swept)[..., None]
    lines = _lines(x, y, foot_x, foot_y)
    colour = _mix(colour, (0.93, 0.94, 0.93), lines * (0.90 + 0.05 * np.clip(wear, -1, 1)))
    shade = _ground_light(place, noise, x, y)
    haze = np.clip(far / 140, 0, 0.25)
    colour = _mix(colour * shade[..., None], (0.80, 0.84, 0.86), haze)
    hit = down & (far < depth)
    rgb[hit] = colour[hit]
    depth[hit] = far[hit]


def _ground_light(place: Place, noise: _Noise, x: Single, y: Single) -> Single:
    """Return how bright the ground is: the trees' dappled shadow at one side."""
    if place.sunny < 0.3:
        return np.ones_like(x)
    reach = 2.4 * noise.at(y * 0.9, x * 0.15, 9) - 1.0
    side = np.sign(place.sun[0]) or 1.0
    edge = SIDE_FENCE_M - 3.4 - reach
    shadow = np.clip((x * side - edge) * 1.6 + 0.5 + 0.5 * noise.at(x, y, 24), 0, 1)
    return np.asarray(1 - 0.42 * place.sunny * shadow, np.float32)


def _band(value: Single, centre: float, half: float, foot: Single) -> Single:
    """Return how much of a pixel of size ``foot`` lies within ``half`` of ``centre``."""
    foot = np.maximum(foot, 1e-4)
    distance = np.abs(value - centre)
    cover = np.clip((half - distance) / foot + 0.5, 0, 1)
    return np.asarray(cover * np.minimum(1, 2 * half / foot), np.float32)


def _lines(x: Single, y: Single, foot_x: Single, foot_y: Single) -> Single:
    half = 0.025
    whole = np.zeros_like(x)
    length = _band(y, 0, HALF_LENGTH_M + half, foot_y)
    width = _band(x, 0, HALF_DOUBLES_M + half, foot_x)
    singles = _band(x, 0, HALF_SINGLES_M + half, foot_x)
    for side in (-1.0, 1.0):
        for at in (HALF_SINGLES_M, HALF_DOUBLES_M):
            whole = np.maximum(whole, _band(x, side * at, half, foot_x) * length)
        whole = np.maximum(whole, _band(y, side * HALF_LENGTH_M, 2 * half, foot_y) * width)
        whole = np.maximum(whole, _band(y, side * SERVICE_M, half, foot_y) * singles)
        mark = _band(y, side * (HALF_LENGTH_M - 0.1), 0.1, foot_y)
        whole = np.maximum(whole, _band(x, 0, half, foot_x) * mark)
    centre = _band(x, 0, half, foot_x) * _band(y, 0, SERVICE_M, foot_y)
    return np.asarray(np.maximum(whole, centre), np.float32)


def _fence(
    place: Place,
    camera: Camera,
    rays: Single,
    noise: _Noise,
    rgb: Single,
    depth: Single,
    axis: int,
    where: float,
) -> None:
    gap = where - float(camera.position[axis])
    toward = rays[..., axis]
    if abs(gap) < 0.3:
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(toward * gap > 1e-6, gap / toward, np.inf).astype(np.float32)
    far = np.minimum(far, 1e4)
    other = 1 - axis
    along = (float(camera.position[other]) + far * rays[..., other]).astype(np.float32)
    z = (float(camera.position[2]) + far * rays[..., 2]).astype(np.float32)
    limit = SIDE_FENCE_M if axis == 1 else BACK_FENCE_M
    hit = (far < depth) & (np.abs(along) < limit) & (z > -0.02) & (z < FENCE_TOP_M)
    if not hit.any():
        return
    pixel = far / camera.focal_px
    wind = noise.at(along, z * 0.3, 10)
    fold = np.sin(along * 5.2 + wind * 1.2) * 0.03 + wind * 0.035
    facing = 0.84 if axis == 0 else 1.0
    screen = (
        np.array(place.screen, np.float32) * (facing * (1 + fold) * (0.86 + 0.06 * z))[..., None]
    )
    seam = _band(np.mod(along + 30, 3.0), 1.5, 0.012, pixel)
    screen = _mix(screen, tuple(c * 0.6 for c in place.screen), seam)
    for height in (0.12, 2.32):
        screen = _mix(screen, tuple(c * 0.7 for c in place.screen), _band(z, height, 0.02, pixel))
    opaque = np.clip((2.4 - z) / pixel + 0.5, 0, 1)
    mesh = np.full_like(z, 0.17)
    cover = np.maximum(opaque, mesh)
    post = _band(np.mod(along + 30, 3.0), 1.5, 0.035, pixel)
    rail = np.maximum(_band(z, FENCE_TOP_M - 0.04, 0.03, pixel), post)
    steel = np.array([0.30, 0.34, 0.33], np.float32)
    colour = _mix(screen, (0.35, 0.39, 0.38), np.where(opaque > 0.5, 0, 1).astype(np.float32))
    behind = rail * np.where(opaque > 0.5, 0.35, 1.0)
    colour = _mix(colour, steel, behind.astype(np.float32))
    cover = np.maximum(cover, rail)
    contact = np.clip(1 - z / 0.35, 0, 1) * 0.25
    colour = colour * (1 - contact)[..., None]
    mixed = _mix(rgb, colour, cover.astype(np.float32))
    rgb[hit] = mixed[hit]
    depth[hit] = np.where(cover[hit] > 0.5, far[hit], depth[hit])


def _net(place: Place, camera: Camera, rays: Single) -> tuple[Single, Single]:
    shape = rays.shape[:2]
    colour: Single = np.zeros((*shape, 3), np.float32)
    cover: Single = np.zeros(shape, np.float32)
    gap = -float(camera.position[1])
    if abs(gap) < 0.3:
        return colour, cover
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(rays[..., 1] * gap > 1e-6, gap / rays[..., 1], 1e4).astype(np.float32)
    x = float(camera.position[0]) + far * rays[..., 0]
    z = float(camera.position[2]) + far * rays[..., 2]
    pixel = far / camera.focal_px
    top = NET_CENTRE_M + (NET_POST_M - NET_CENTRE_M) * (x / NET_HALF_M) ** 2
    within = _band(x, 0, NET_HALF_M, pixel) * np.clip(z / pixel + 0.5, 0, 1)
    cell = 0.042
    threads = np.maximum(
        _band(np.mod(x + 50, cell), cell / 2, 0.0022, pixel),
        _band(np.mod(z + 50, cell), cell / 2, 0.0022, pixel),
    )
    cord = np.clip((top - z) / pixel + 0.5, 0, 1)
    band = np.clip((z - (top - 0.055)) / pixel + 0.5, 0, 1)
    strap = _band(x, 0, 0.03, pixel)
    white = np.maximum(band, strap)
    cover = (within * cord * np.maximum(threads * 0.9, white)).astype(np.float32)
    colour = _mix(
        np.broadcast_to(np.array([0.06, 0.07, 0.07], np.float32), rays.shape),
        (0.9, 0.9, 0.88),
        white,
    )
    for side in (-1.0, 1.0):
        post = _band(x, side * NET_HALF_M, 0.04, pixel) * np.clip(
            (NET_POST_M - z) / pixel + 0.5, 0, 1
        )
        post = post * np.clip(z / pixel + 0.5, 0, 1)
        colour = _mix(colour, (0.10, 0.22, 0.16), post)
        cover = np.maximum(cover, post)
    return colour, np.asarray(cover, np.float32)

"""Drawing a scene's pictures: still backdrop once, moving parts with motion blur."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from core.sample.camera import Camera, Floats
from core.sample.court import draw_place
from core.sample.figure import Piece, box_of, draw_pieces, pieces_of, standing_pose
from core.sample.flight import BALL_RADIUS_M
from core.sample.layer import Layer, Shader, Single
from core.sample.racket import draw_racket, racket_box
from core.sample.scene import Scene
from core.video.frame import Picture

_BALL_COLOUR = np.float32([0.80, 0.93, 0.22])


class Renderer:
    """Draws frames of one scene; making it costs about a second, a frame 15 to 60 ms."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._light = light_in_picture(scene)
        self._bright = 0.80 + 0.24 * scene.place.sunny
        backdrop = draw_place(scene.place, scene.camera)
        rgb = backdrop.rgb
        for ball in scene.lying_balls:
            self._put_ball(rgb, ball)
        if scene.spectator is not None:
            pose = standing_pose(scene.spectator, scene.camera)
            pieces = pieces_of(pose, scene.spectator_outfit, scene.camera, self._light)
            self._shade(rgb, self._shadow([pieces], []))
            layer = _layer_around([box_of(pieces, scene.camera)], scene.camera)
            draw_pieces(layer, pieces, scene.camera, [])
            _compose(rgb, layer, self._bright)
        cover = backdrop.net_alpha[..., None]
        behind = scene.camera.position[1] * scene.shots[0].stand[1] > 0
        if behind:
            rgb = rgb * (1 - cover) + backdrop.net_rgb * cover
        self._still = rgb
        self._net = None if behind else (backdrop.net_rgb * cover, 1 - cover)

    def frame(self, index: int) -> Picture:
        """Return frame ``index``, RGB uint8 (height, width, 3), exposed around its time."""
        scene = self.scene
        middle = index / scene.fps
        times = middle + scene.exposure_s * self._moments(middle)
        rgb = self._still.copy()
        layers, shadows = [], []
        boxes: list[Floats] = []
        moments = []
        for time_s in times:
            pieces = pieces_of(scene.pose_at(time_s), scene.outfit, scene.camera, self._light)
            racket = scene.racket_at(time_s)
            balls = scene.balls_at(time_s)
            boxes += [box_of(pieces, scene.camera), racket_box(racket, scene.camera)]
            boxes += [_ball_box(ball, scene.camera) for ball in balls]
            moments.append((pieces, racket, balls))
        total = _layer_around(boxes, scene.camera)
        for pieces, racket, balls in moments:
            layer = Layer(total.left, total.top, total.alpha.shape[1], total.alpha.shape[0])
            others: list[tuple[float, Callable[[Layer], None]]] = [
                (
                    float(scene.camera.project(racket.centre)[1][0]) - 0.05,
                    lambda target, r=racket: draw_racket(target, r, scene.camera, scene.style, 1.0),
                )
            ]
            for ball in balls:
                piece = Piece(ball, ball + 1e-4, BALL_RADIUS_M, BALL_RADIUS_M, self._ball_shader())
                pieces = [*pieces, piece]
            draw_pieces(layer, pieces, scene.camera, others)
            layers.append(layer)
            shadows.append((pieces, racket))
        for layer in layers:
            total.rgb += layer.rgb / len(layers)
            total.alpha += layer.alpha / len(layers)
        first = shadows[len(shadows) // 2]
        self._shade(
            rgb,
            self._shadow(
                [first[0]], [first[1].rim(), np.stack([first[1].butt, first[1].along(0.36)])]
            ),
        )
        _compose(rgb, total, self._bright)
        if self._net is not None:
            rgb = self._net[0] + rgb * self._net[1]
        return self._finished(rgb, index)

    def _moments(self, middle: float) -> NDArray[np.float64]:
        """Return moments in -0.5..0.5 of the exposure, close enough that nothing steps."""
        scene = self.scene
        ends = [middle - scene.exposure_s / 2, middle + scene.exposure_s / 2]
        rims = [scene.camera.project(scene.racket_at(t).rim(points=8))[0] for t in ends]
        moved = float(np.abs(rims[1] - rims[0]).max())
        balls = [scene.balls_at(t) for t in ends]
        if len(balls[0]) == len(balls[1]):
            for a, b in zip(*balls, strict=True):
                shift = scene.camera.project(np.stack([a, b]))[0]
                moved = max(moved, float(np.abs(shift[1] - shift[0]).max()))
        count = int(np.clip(np.ceil(moved / 2.5), 1, 12))
        return (np.arange(count) + 0.5) / count - 0.5

    def _ball_shader(self) -> Shader:
        lx, ly, lz = (float(v) for v in self._light)

        def shade(place: Single, nx: Single, ny: Single) -> Single:
            nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0, 1))
            bright = 0.60 + 0.50 * np.clip(nx * lx + ny * ly + nz * lz, 0, 1)
            return np.asarray(_BALL_COLOUR * bright[..., None], np.float32)

        return shade

    def _put_ball(self, rgb: Single, ball: Floats) -> None:
        piece = Piece(ball, ball + 1e-4, BALL_RADIUS_M, BALL_RADIUS_M, self._ball_shader())
        self._shade(rgb, self._shadow([[piece]], []))
        layer = _layer_around([_ball_box(ball, self.scene.camera)], self.scene.camera)
        draw_pieces(layer, [piece], self.scene.camera, [])
        _compose(rgb, layer, self._bright)

    def _shadow(self, groups: list[list[Piece]], outlines: list[Floats]) -> Single:
        """Return how much of the sun is kept from the ground, (h, w) in 0..1."""
        camera, sun = self.scene.camera, self.scene.place.sun
        mask = np.zeros((camera.height, camera.width), np.uint8)

        def down(points: Floats) -> Floats:
            points = np.atleast_2d(points)
            return points - points[:, 2:] / max(float(sun[2]), 0.2) * sun

        for piece in (piece for group in groups for piece in group):
            ends, depth = camera.project(down(np.stack([piece.start, piece.end])))
            width = (piece.start_m + piece.end_m) * camera.focal_px / float(depth.mean())
            a, b = (tuple(int(v * 8) for v in end) for end in ends)
            cv2.line(
                mask, (a[0], a[1]), (b[0], b[1]), 255, max(1, round(width * 0.8)), cv2.LINE_AA, 3
            )
        for outline in outlines:
            points = np.rint(camera.project(down(outline))[0] * 8).astype(np.int32)
            cv2.polylines(mask, [points], len(outline) > 2, 255, 2, cv2.LINE_AA, 3)
        return np.asarray(mask, np.uint8)  # type: ignore[return-value]

    def _shade(self, rgb: Single, mask: NDArray[np.generic]) -> None:
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        if not len(rows):
            return
        part = np.s_[max(rows[0] - 6, 0) : rows[-1] + 7, max(columns[0] - 6, 0) : columns[-1] + 7]
        soft = 1.2 + 5 * (1 - self.scene.place.sunny)
        blurred = cv2.GaussianBlur(np.asarray(mask[part], np.float32), (0, 0), soft) / 255
        strength = 0.16 + 0.36 * self.scene.place.sunny
        rgb[part] *= (1 - strength * np.asarray(blurred, np.float32))[..., None]

    def _finished(self, rgb: Single, index: int) -> Picture:
        rng = np.random.default_rng([self.scene.seed, 7, index])
        height, width = rgb.shape[:2]
        noise = rng.normal(0, self.scene.grain, (height // 2, width // 2)).astype(np.float32)
        grain = np.asarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR))
        return np.clip(rgb * 255 + grain[..., None] + 0.5, 0, 255).astype(np.uint8)


def light_in_picture(scene: Scene) -> Floats:
    """Return the direction to the light as (right, down, to the viewer), length 1."""
    seen = scene.camera.axes @ scene.place.sun * (1, 1, -1)
    fill = np.array([0.0, -0.35, 0.75])
    light = seen * (0.4 + 0.6 * scene.place.sunny) + fill * (1 - 0.6 * scene.place.sunny)
    unit: Floats = light / np.linalg.norm(light)
    return unit


def _ball_box(ball: Floats, camera: Camera) -> Floats:
    centre, depth = camera.project(ball)
    reach = BALL_RADIUS_M * camera.focal_px / depth[0]
    return np.concatenate([centre[0] - reach, centre[0] + reach])


def _layer_around(boxes: list[Floats], camera: Camera) -> Layer:
    table = np.stack(boxes)
    inside = (table[:, 2] > 0) & (table[:, 3] > 0)
    inside &= (table[:, 0] < camera.width) & (table[:, 1] < camera.height)
    table = table[inside] if inside.any() else np.array([[0.0, 0.0, 4.0, 4.0]])
    left, top = np.floor(np.clip(table[:, :2].min(axis=0) - 4, 0, None)).astype(int)
    right = int(min(np.ceil(table[:, 2].max() + 4), camera.width))
    bottom = int(min(np.ceil(table[:, 3].max() + 4), camera.height))
    return Layer(int(left), int(top), max(right - int(left), 1), max(bottom - int(top), 1))


def _compose(rgb: Single, layer: Layer, bright: float) -> None:
    height, width = layer.alpha.shape
    part = np.s_[layer.top : layer.top + height, layer.left : layer.left + width]
    rgb[part] = layer.rgb * np.float32(bright) + rgb[part] * (1 - layer.alpha[..., None])

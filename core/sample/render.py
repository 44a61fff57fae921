"""Drawing a scene's pictures: still backdrop once, moving parts with motion blur."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from core.sample.camera import Camera, Floats
from core.sample.court import draw_place
from core.sample.figure import Piece, box_of, draw_pieces, pieces_of, standing_pose
from core.sample.flight import BALL_RADIUS_M
from core.sample.layer import Layer, LimbShape, Shader, Single, window_around
from core.sample.racket import draw_racket, racket_box
from core.sample.scene import Scene
from core.sample.shadow import lay_shadow, shadow_mask, window_of
from core.video.frame import Picture

_BALL_COLOUR = np.array([0.80, 0.93, 0.22], np.float32)
_GRAINS = 5
_STEP_PX = 2.5
_MOST_MOMENTS = 12


class Renderer:
    """Draws frames of one scene.

    Making it costs about a second at 1280x720; a frame costs 8 ms for every moment of its
    exposure, of which a frame has 1 to 12: as many as keep the blur smooth.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._light = light_in_picture(scene)
        self._bright = np.float32(0.80 + 0.24 * scene.place.sunny)
        backdrop = draw_place(scene.place, scene.camera)
        rgb = backdrop.rgb
        for ball in scene.lying_balls:
            self._put(rgb, [self._ball(ball)])
        if scene.spectator is not None:
            pose = standing_pose(scene.spectator, scene.camera)
            self._put(rgb, pieces_of(pose, scene.spectator_outfit, scene.camera, self._light))
        cover = backdrop.net_alpha[..., None]
        # Whether the net stands behind the player, seen from the camera.
        behind = scene.camera.position[1] * scene.shots[0].stand[1] > 0
        self._net_rgb = backdrop.net_rgb * cover
        self._net_through = np.ones_like(cover) if behind else 1 - cover
        if behind:
            rgb = rgb * (1 - cover) + self._net_rgb
            self._net_rgb = np.zeros_like(rgb)
        self._still = np.asarray(rgb, np.float32)
        whole = self._net_rgb + self._still * self._net_through
        self._grains = [self._grain(k) for k in range(_GRAINS)]
        self._empty = [_developed(whole, grain) for grain in self._grains]

    def frame(self, index: int) -> Picture:
        """Return frame ``index``, RGB uint8 (height, width, 3), exposed around its time."""
        scene = self.scene
        moments = [self._moment(t) for t in self._times(index / scene.fps)]
        pieces, outlines, _ = moments[len(moments) // 2]
        mask = shadow_mask(pieces, outlines, scene.place, scene.camera)
        boxes = [box for moment in moments for box in moment[2][0]]
        window = window_around(boxes, scene.camera.width, scene.camera.height)
        shadow = window_of(mask)
        total = Layer(window)
        for pieces, _, (_, others) in moments:
            layer = Layer(window)
            draw_pieces(layer, pieces, scene.camera, others)
            total.rgb += layer.rgb / len(moments)
            total.alpha += layer.alpha / len(moments)
        part = window if shadow is None else window.joined(shadow)
        rgb: Floats = self._still[part.slices].copy()
        lay_shadow(rgb, mask, part, scene.place.sunny)
        inside = window.within(part)
        through = 1 - total.alpha[..., None]
        rgb[inside] = total.rgb * self._bright + rgb[inside] * through
        rgb = self._net_rgb[part.slices] + rgb * self._net_through[part.slices]
        chosen = int(np.random.default_rng([scene.seed, 7, index]).integers(_GRAINS))
        picture = self._empty[chosen].copy()
        picture[part.slices] = _developed(rgb, self._grains[chosen][part.slices])
        return picture

    def _moment(
        self, time_s: float
    ) -> tuple[
        list[Piece], list[Floats], tuple[list[Floats], list[tuple[float, Callable[[Layer], None]]]]
    ]:
        """Return what stands where: limbs and balls, the racket's outlines, boxes and painters."""
        scene, camera = self.scene, self.scene.camera
        limbs = pieces_of(scene.pose_at(time_s), scene.outfit, camera, self._light)
        racket = scene.racket_at(time_s)
        balls = [self._ball(ball) for ball in scene.balls_at(time_s) if _before(camera, ball)]
        boxes = [box_of(limbs, camera), racket_box(racket, camera)]
        boxes += [box_of([ball], camera) for ball in balls]
        paint = partial(draw_racket, racket=racket, camera=camera, style=scene.style, light=1.0)
        depth = float(camera.project(racket.centre)[1][0]) - 0.05
        outlines = [racket.rim(points=20), np.stack([racket.butt, racket.along(0.36)])]
        return [*limbs, *balls], outlines, (boxes, [(depth, paint)])

    def _times(self, middle: float) -> Floats:
        """Return moments of the exposure, close enough together that nothing steps."""
        scene, half = self.scene, self.scene.exposure_s / 2
        ends = (middle - half, middle + half)
        moved = 0.0
        rims = [scene.camera.project(scene.racket_at(t).rim(points=8))[0] for t in ends]
        moved = float(np.abs(rims[1] - rims[0]).max())
        for a, b in zip(*(scene.balls_at(t) for t in ends), strict=False):
            if _before(scene.camera, a) and _before(scene.camera, b):
                pixels = scene.camera.project(np.stack([a, b]))[0]
                moved = max(moved, float(np.abs(pixels[1] - pixels[0]).max()))
        count = int(np.clip(np.ceil(moved / _STEP_PX), 1, _MOST_MOMENTS))
        return middle + scene.exposure_s * ((np.arange(count) + 0.5) / count - 0.5)

    def _ball(self, ball: Floats) -> Piece:
        lx, ly, lz = (float(v) for v in self._light)

        def shade(place: Single, nx: Single, ny: Single) -> Single:
            nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0, 1))
            bright = 0.60 + 0.50 * np.clip(nx * lx + ny * ly + nz * lz, 0, 1)
            return np.asarray(_BALL_COLOUR * bright[..., None], np.float32)

        shader: Shader = shade
        end = ball + 1e-4
        return Piece(ball, end, BALL_RADIUS_M, BALL_RADIUS_M, shader, shape=LimbShape.BALL)

    def _put(self, rgb: Floats, pieces: list[Piece]) -> None:
        """Draw something that stands still into the backdrop, with its shadow."""
        camera, place = self.scene.camera, self.scene.place
        mask = shadow_mask(pieces, [], place, camera)
        shadow = window_of(mask)
        if shadow is not None:
            lay_shadow(rgb[shadow.slices], mask, shadow, place.sunny)
        layer = Layer(window_around([box_of(pieces, camera)], camera.width, camera.height))
        draw_pieces(layer, pieces, camera, [])
        here = layer.window.slices
        rgb[here] = layer.rgb * self._bright + rgb[here] * (1 - layer.alpha[..., None])

    def _grain(self, number: int) -> Floats:
        rng = np.random.default_rng([self.scene.seed, 7, 1000, number])
        height, width = self.scene.camera.height, self.scene.camera.width
        coarse = rng.normal(0, self.scene.grain, (height // 2, width // 2)).astype(np.float32)
        fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(fine, np.float32) + np.float32(0.5)


def light_in_picture(scene: Scene) -> Floats:
    """Return the direction to the light as (right, down, to the viewer), length 1."""
    seen = scene.camera.axes @ scene.place.sun * (1, 1, -1)
    fill = np.array([0.0, -0.35, 0.75])
    light = seen * (0.4 + 0.6 * scene.place.sunny) + fill * (1 - 0.6 * scene.place.sunny)
    return np.asarray(light / np.linalg.norm(light))


def _before(camera: Camera, point: Floats) -> bool:
    return bool((point - camera.position) @ camera.axes[2] > 0.3)


def _developed(rgb: Floats, grain: Floats) -> Picture:
    """Return 8-bit pixels of light, a little over-exposed as phones do, and grain in 0..255."""
    return np.clip(rgb * np.float32(285) + grain[..., None], 0, 255).astype(np.uint8)

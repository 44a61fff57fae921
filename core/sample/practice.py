"""A drawn practice as a video file with its truth, or as labelled pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.files import write_atomically
from core.progress import NoProgress, Progress
from core.sample.casting import cast_scene
from core.sample.render import Renderer
from core.sample.scene import Scene
from core.sample.sound import sound_of
from core.sample.truth import ObjectTruth, as_json, objects_at
from core.video.frame import Picture
from core.video.writer import VideoWriter


@dataclass(frozen=True)
class LabelledFrame:
    """A drawn picture, RGB uint8 (height, width, 3), and everything in it."""

    picture: Picture
    objects: tuple[ObjectTruth, ...]


def write_practice(
    path: Path, seed: int = 0, seconds: float = 10.0, progress: Progress | None = None
) -> Scene:
    """Draw the practice of ``seed`` into ``path`` (MP4) and its truth beside it (.json)."""
    progress = progress or NoProgress()
    scene = cast_scene(seed, seconds)
    renderer = Renderer(scene)
    size = (scene.camera.width, scene.camera.height)
    with VideoWriter(path, size, scene.fps, sound_of(scene), quality=22, preset="slow") as writer:
        for index in range(scene.n_frames):
            writer.write(renderer.frame(index))
            progress.step(index + 1, scene.n_frames, "drawing")
    write_atomically(path.with_suffix(".json"), as_json(scene, path.name).encode())
    return scene


def iterate_labelled_frames(
    seed: int, scenes: int, frames_per_scene: int = 12, size: tuple[int, int] = (1280, 720)
) -> Iterator[LabelledFrame]:
    """Yield drawn pictures with their objects, ``frames_per_scene`` of each scene.

    Half of the frames are taken within 0.15 s of a contact. Of one processor a scene costs
    1.4 s and a frame 70 ms at 1280x720, 0.3 s and 30 ms at 640x360: with 12 frames a scene
    0.2 s or 0.06 s a picture.
    """
    rng = np.random.default_rng([seed, 5])
    for number in range(scenes):
        scene = cast_scene(seed * 100_003 + number + 1, 6.0, size)
        renderer = Renderer(scene)
        for k in range(frames_per_scene):
            if k % 2:
                shot = scene.shots[int(rng.integers(len(scene.shots)))]
                time_s = shot.contact_s + float(rng.uniform(-0.15, 0.15))
            else:
                time_s = float(rng.uniform(0.1, scene.seconds - 0.1))
            index = min(max(round(time_s * scene.fps), 0), scene.n_frames - 1)
            yield LabelledFrame(renderer.frame(index), objects_at(scene, index / scene.fps))

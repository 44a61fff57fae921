"""Choosing golden frames: stretches of a film around what sounds like hits, or single pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.detections.model_manifest import ModelManifest
from core.detections.preprocess import Letterbox
from core.errors import FileError, ModelError
from core.phone.golden import Golden, GoldenFrame, GoldenLetterbox, Stretch, write_picture
from core.progress import NoProgress, Progress
from core.resources import sample_video
from core.video.frame import VideoInfo
from core.video.reader import VideoReader
from core.video.sound import read_onset_curve
from core.video.still import SUFFIXES, read_still

N_FRAMES = 40
"""Golden frames at most."""

AROUND_S = 0.66
"""Length of a stretch. On the sample practice hits keep their scores in 0.53 s around them."""

_FEWEST, _MOST = 16, N_FRAMES
_SAMPLE = "the sample practice"


@dataclass(frozen=True)
class _Target:
    """Where pictures go, and how they are made to fit; counts them."""

    folder: Path
    input_size: tuple[int, int]

    def box_of(self, source_size: tuple[int, int]) -> Letterbox:
        return Letterbox(*source_size, *self.input_size)


def choose(
    source: Path | None,
    manifest: ModelManifest,
    input_size: tuple[int, int],
    folder: Path,
    progress: Progress | None = None,
    n_frames: int = N_FRAMES,
) -> Golden:
    """Write pictures into ``folder`` and return them without anything to expect yet.

    ``source`` is a video, a folder of pictures, or None for the sample practice that ships.
    Pictures are fitted into ``input_size`` (width, height), and never turned upright: so the
    phone's package gets them, which has one size.
    ``golden.json`` is not written: see ``ml.export.check``. Raises ``FileError`` where there is
    nothing to choose from, ``VideoError``, ``ModelError`` and ``Cancelled``.
    """
    target = _Target(folder, input_size)
    progress = progress or NoProgress()
    path = source or sample_video()
    if path.is_dir():
        stretches = _stills(path, target, progress, n_frames)
    elif path.is_file():
        stretches = _film(path, target, progress, n_frames)
    else:
        raise FileError(f"There is no “{path}”.", "Name a video, or a folder of pictures.")
    return Golden(
        source=path.name if source is not None else _SAMPLE,
        input_size=target.input_size,
        classes=manifest.classes,
        thresholds=dict(manifest.thresholds),
        stride=manifest.stride,
        top_k=manifest.top_k,
        stretches=tuple(stretches),
    )


def stretches_around(
    times_s: NDArray[np.float64],
    strength: NDArray[np.float32],
    n_film: int,
    fps: float,
    n_frames: int = N_FRAMES,
) -> list[tuple[int, int]]:
    """Return (first, end) of stretches of a film with ``n_film`` frames, in order, apart.

    The film is cut into as many parts as stretches fit into ``n_frames``; of each part the
    stretch lies around its strongest sound (``times_s``, ``strength``), else in its middle.
    """
    length = min(max(math.ceil(AROUND_S * fps), _FEWEST), _MOST, n_frames, n_film)
    count = max(1, min(n_frames, n_film) // length)
    found = []
    for k in range(count):
        low, high = k * n_film // count, (k + 1) * n_film // count
        # A stretch is whole only where its middle keeps away from the film's ends.
        inside = (times_s * fps >= low + length / 2) & (times_s * fps <= high - length / 2)
        middle = (low + high) / 2
        if inside.any():
            middle = float(times_s[inside][np.argmax(strength[inside])] * fps)
        first = int(np.clip(round(middle - length / 2), low, max(low, high - length)))
        found.append((first, min(first + length, n_film)))
    return found


def _film(path: Path, target: _Target, progress: Progress, n_frames: int) -> list[Stretch]:
    curve = read_onset_curve(path, progress)
    onsets = curve.onsets() if curve is not None else None
    with VideoReader(path) as reader:
        info = reader.info
        spans = stretches_around(
            onsets.time_s if onsets is not None else np.zeros(0),
            onsets.strength if onsets is not None else np.zeros(0, np.float32),
            info.n_frames,
            info.fps,
            n_frames,
        )
        total = sum(end - first for first, end in spans)
        stretches: list[Stretch] = []
        for first, end in spans:
            done = sum(len(each.frames) for each in stretches)
            stretches.append(_stretch(reader, info, (first, end), target, done))
            progress.step(done + end - first, total)
    return stretches


def _stretch(
    reader: VideoReader, info: VideoInfo, span: tuple[int, int], target: _Target, done: int
) -> Stretch:
    box = target.box_of((info.width, info.height))
    start_s = info.timebase.time_of(span[0])
    frames = [
        GoldenFrame(
            write_picture(target.folder, done + number, box.apply(frame.rgb)),
            number,
            round(frame.time_s - start_s, 6),
        )
        for number, frame in enumerate(reader.frames(*span, size=box.fitted))
    ]
    return _as_stretch(box, info.fps, frames)


def _stills(folder: Path, target: _Target, progress: Progress, n_frames: int) -> list[Stretch]:
    """Every picture is a stretch of its own: nothing says that they follow one another."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not paths:
        raise FileError(f"There are no pictures in “{folder}”.", "Name a folder that has some.")
    chosen = [paths[k * len(paths) // n_frames] for k in range(n_frames)]
    stretches = []
    for number, path in enumerate(dict.fromkeys(chosen)):
        picture = read_still(path)
        box = target.box_of((picture.shape[1], picture.shape[0]))
        name = write_picture(target.folder, number, box.apply(picture))
        stretches.append(_as_stretch(box, 30.0, [GoldenFrame(name, 0, 0.0)]))
        progress.step(number + 1, len(chosen))
    return stretches


def _as_stretch(box: Letterbox, fps: float, frames: Sequence[GoldenFrame]) -> Stretch:
    if not frames:
        raise ModelError("The film ends before its golden frames.", "Name another one.")
    return Stretch(
        (box.source_width, box.source_height),
        float(fps),
        GoldenLetterbox(box.fitted, box.margin),
        tuple(frames),
    )

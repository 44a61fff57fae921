"""The golden frames of a check: taken over or chosen anew, and what the net finds in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.detections.decode import decode
from core.detections.model_manifest import DEFAULT_THRESHOLD, ModelManifest
from core.errors import ModelError
from core.phone.check_report import GoldenBox
from core.phone.golden import (
    FOLDER,
    Golden,
    GoldenFrame,
    GoldenLetterbox,
    Stretch,
    read_pictures,
)
from core.phone.golden_choice import choose
from core.phone.hit_comparison import Played, play
from core.phone.map_comparison import Maps
from core.phone.ties import ties_of
from core.progress import Progress
from core.video.frame import Picture
from ml.export.check_runners import Run


@dataclass(frozen=True)
class GoldenSet:
    """Golden frames and where their pictures lie."""

    golden: Golden
    folder: Path

    def pictures(self) -> Iterator[tuple[Stretch, GoldenFrame, Picture, Picture]]:
        """Yield every frame with its stretch, its picture and the frame before it.

        Raises ModelError for a picture that is missing or of another size.
        """
        for stretch in self.golden.stretches:
            before: Picture | None = None
            for frame, picture in read_pictures(self.folder, stretch, self.golden.input_size):
                yield stretch, frame, picture, picture if before is None else before
                before = picture

    @property
    def shown_limits(self) -> np.ndarray:
        """The score of each channel from which boxes are shown, (C,)."""
        wanted = [self.golden.thresholds.get(k, DEFAULT_THRESHOLD) for k in self.golden.classes]
        return np.clip(np.asarray(wanted, np.float32), 2e-3, 1 - 1e-3)

    @property
    def limits(self) -> np.ndarray:
        """The score of each channel from which boxes are listed, (C,)."""
        weak = self.shown_limits * self.golden.weak_share
        return np.clip(weak, 1e-3, 1 - 1e-3).astype(np.float32)


def golden_for(
    folder: Path,
    frames: str,
    manifest: ModelManifest,
    input_size: tuple[int, int],
    new: Path,
    progress: Progress,
    n_frames: int,
) -> GoldenSet:
    """The model's own golden frames where they suit, else ones chosen and written into `new`.

    Raises FileError, VideoError, ModelError, Cancelled.
    """
    if not frames:
        kept = _kept(folder / FOLDER, manifest, input_size)
        if kept is not None:
            return GoldenSet(kept, folder / FOLDER)
    source = Path(frames) if frames else None
    return GoldenSet(choose(source, manifest, input_size, new, progress, n_frames), new)


def _kept(folder: Path, manifest: ModelManifest, size: tuple[int, int]) -> Golden | None:
    """The golden frames of a folder; None where they do not suit, are not whole, or lie in the
    input in another way than ours. They are only pictures: new ones are as good."""
    try:
        golden = Golden.load(folder)
        if not golden.suits(manifest, size):
            return None
        for stretch in golden.stretches:
            fit = stretch.fit(size)
            if stretch.letterbox != GoldenLetterbox(fit.fitted, fit.margin):
                return None
            for _ in read_pictures(folder, stretch, size):
                pass
    except ModelError:
        return None
    return golden


def boxes_of(golden: Golden, limits: np.ndarray, maps: Maps) -> tuple[GoldenBox, ...]:
    """The boxes of one frame's maps down to the limits, best first, in pixels of the input."""
    hmap, regs, w_h = maps
    if not all(np.isfinite(each).all() for each in maps):
        return ()
    xyxy, score, channel = decode(
        hmap, regs, w_h, stride=golden.stride, top_k=golden.top_k, thresholds=limits
    )
    return tuple(
        GoldenBox(
            golden.classes[k],
            round(float(s), 5),
            (round(float(a), 3), round(float(b), 3), round(float(c), 3), round(float(d), 3)),
        )
        for (a, b, c, d), s, k in zip(xyxy, score, channel, strict=True)
    )


@dataclass(frozen=True)
class Reference:
    """What PyTorch finds: maps, boxes and what ties with them frame by frame, hits and tracks
    stretch by stretch."""

    maps: tuple[Maps, ...]
    boxes: tuple[tuple[GoldenBox, ...], ...]
    ties: tuple[tuple[GoldenBox, ...], ...]
    played: tuple[Played, ...]


def reference_of(found: GoldenSet, run: Run, step: Callable[[], None]) -> Reference:
    """Run the net over all golden frames; `step` is called after each."""
    maps = []
    for _, _, picture, previous in found.pictures():
        maps.append(run(picture, previous))
        step()
    boxes = [boxes_of(found.golden, found.limits, each) for each in maps]
    golden = found.golden
    ties = [ties_of(each, found.limits, golden.classes, golden.stride) for each in maps]
    played = play_all(golden, boxes)
    return Reference(tuple(maps), tuple(boxes), tuple(ties), tuple(played))


def play_all(golden: Golden, boxes: Sequence[Sequence[GoldenBox]]) -> list[Played]:
    """Hits and tracks of each stretch from the boxes of all frames."""
    played, at = [], 0
    for stretch in golden.stretches:
        part = boxes[at : at + len(stretch.frames)]
        played.append(play(stretch, golden.input_size, part))
        at += len(stretch.frames)
    return played


def expecting(golden: Golden, reference: Reference, weights_sha256: str) -> Golden:
    """The golden frames with what the reference found as what to expect."""
    stretches, at = [], 0
    for stretch, (hits, _) in zip(golden.stretches, reference.played, strict=True):
        frames = tuple(
            replace(frame, boxes=reference.boxes[at + k], ties=reference.ties[at + k])
            for k, frame in enumerate(stretch.frames)
        )
        stretches.append(replace(stretch, frames=frames, hits=hits))
        at += len(frames)
    return replace(golden, stretches=tuple(stretches), weights_sha256=weights_sha256)

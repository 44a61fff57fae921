"""Judging a detector beside another: each pinned clip is looked at by both, once, and compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.before_after.box_change import shown
from core.before_after.clip import Clip
from core.before_after.clip_hits import hits_of
from core.before_after.comparison import ClipComparison, Sight, compare
from core.before_after.looks import Looks
from core.before_after.verdict import Verdict, verdict_of
from core.detections.detections import ObjectClass
from core.detections.detector import Detector
from core.detections.model_manifest import DEFAULT_THRESHOLD, ModelManifest
from core.detections.onnx_detector import OnnxDetector
from core.errors import LockedError, VideoError
from core.progress import Progress
from core.sessions.store import SessionStore

OnClip = Callable[[ClipComparison], None]


@dataclass(frozen=True)
class Contestant:
    """A detector to compare. ``thresholds`` say from which score on boxes of a class are shown."""

    folder: Path
    title: str
    manifest: ModelManifest
    make: Callable[[], Detector]

    @property
    def thresholds(self) -> dict[ObjectClass, float]:
        """From which score on boxes of a class are shown."""
        told = self.manifest.thresholds
        return {kind: told.get(kind.label, DEFAULT_THRESHOLD) for kind in ObjectClass}


@dataclass(frozen=True)
class Judgement:
    """Two detectors on all pinned clips; ``left_out`` says in words what could not be judged."""

    before: str
    after: str
    clips: tuple[ClipComparison, ...]
    verdict: Verdict
    left_out: tuple[str, ...] = ()


def contestant_of(folder: Path, title: str, threads: int = 2) -> Contestant:
    """Return a detector's folder as a contestant; it is loaded only if it must look.

    Raises ``ModelError`` when it is missing or damaged.
    """
    manifest = ModelManifest.load(folder)
    return Contestant(folder, title, manifest, lambda: OnnxDetector(folder, threads))


def judge(
    before: Contestant,
    after: Contestant,
    clips: Sequence[Clip],
    store: SessionStore,
    progress: Progress,
    on_clip: OnClip = lambda comparison: None,
    left_out: Sequence[str] = (),
) -> Judgement:
    """Compare two detectors on every clip; ``on_clip`` hears of each as soon as it is done.

    A clip whose video is gone, or which another window is looking at, is left out and said.
    Raises ``Cancelled`` as ``progress`` does (what was looked at is kept), ``ModelError``,
    ``FileError``.
    """
    looks, missing, done = Looks(store), list(left_out), []
    costs = [clip.looked_at[1] - clip.looked_at[0] for clip in clips]
    makers = [_Once(each.make) for each in (before, after)]
    for number, clip in enumerate(clips):
        start, total = 2 * sum(costs[:number]), 2 * sum(costs)
        try:
            sights = [
                _sight(
                    clip, each, maker, looks, store,
                    Share(progress, start + turn * costs[number], costs[number], total, clip.title),
                )
                for turn, (each, maker) in enumerate(zip((before, after), makers, strict=True))
            ]  # fmt: skip
        except (VideoError, LockedError) as error:
            missing.append(str(error))
            continue
        comparison = compare(clip, *sights)
        done.append(comparison)
        on_clip(comparison)
    return Judgement(
        before.title, after.title, tuple(done), verdict_of(done), tuple(missing)
    )  # fmt: skip


class Share:
    """A part of a longer ``Progress``: its own 0 to 1 is the other's ``start`` to ``+ size``."""

    def __init__(
        self, whole: Progress, start: float, size: float, total: float, title: str
    ) -> None:
        self._whole, self._start, self._size = whole, start, size
        self._total, self._title = total, title

    def step(self, done: float, total: float, note: str = "") -> None:
        """Hand on what is done; raise ``Cancelled`` when asked to stop."""
        share = done / total if total else 0.0
        at = self._start + self._size * min(1.0, share)
        self._whole.step(at, self._total, f"“{self._title}”, {note}".rstrip(", "))


class _Once:
    """Makes a detector when it is first needed, and keeps it."""

    def __init__(self, make: Callable[[], Detector]) -> None:
        self._make = make
        self._made: Detector | None = None

    def __call__(self) -> Detector:
        if self._made is None:
            self._made = self._make()
        return self._made


def _sight(
    clip: Clip,
    contestant: Contestant,
    maker: Callable[[], Detector],
    looks: Looks,
    store: SessionStore,
    progress: Progress,
) -> Sight:
    model_hash = contestant.manifest.model_hash
    boxes = looks.known(clip, model_hash)
    if boxes is None:
        boxes = looks.look(clip, maker(), progress)
    hits = hits_of(clip, boxes, model_hash, store, progress)
    within = boxes.between(clip.first, clip.stop - 1)
    return Sight(shown(within, contestant.thresholds), hits)

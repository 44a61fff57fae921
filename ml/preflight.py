"""Everything that could end a night's run, looked at before its first step."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from core.dataset.finding import Finding, Severity
from core.dataset.health import check_dataset
from core.errors import Cancelled, TrainingError
from core.training.events import Event, Preparing
from ml.config import TrainConfig
from ml.data.frame_cache import FrameCache
from ml.training_data import TrainingData

_NAMED = 3
_TOLD_EVERY = 50
_SAMPLE_BYTES = 200_000
_JOURNAL_BYTES = 10_000_000


class Told:
    """A `core.progress.Progress` that tells of some steps, and hears that it should stop."""

    def __init__(self, tell: Callable[[Event], None], cancelled: Callable[[], bool]) -> None:
        self._tell, self._cancelled, self._next = tell, cancelled, 0.0

    def step(self, done: float, total: float, note: str = "") -> None:
        """Take one report; raise Cancelled when asked to stop."""
        if self._cancelled():
            raise Cancelled
        if done >= min(self._next, total):
            self._next = done + _TOLD_EVERY
            self._tell(Preparing(note, int(done), int(total)))


def check_data(
    data: TrainingData,
    input_size: tuple[int, int],
    tell: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> list[str]:
    """Check labels and pictures; what a person should know of them, in sentences.

    Raises TrainingError with the reasons if a training must not begin, and Cancelled.
    """
    findings = [
        finding
        for dataset in (data.real, data.drawn)
        if dataset is not None
        for finding in check_dataset(dataset, input_size, Told(tell, cancelled)).findings
    ]
    bad = [each for each in findings if each.severity is Severity.STOPS_TRAINING]
    if bad:
        more = f" And {len(bad) - _NAMED} more." if len(bad) > _NAMED else ""
        raise TrainingError(" ".join(each.sentence for each in bad[:_NAMED]) + more, bad[0].way_out)
    return [_said(each) for each in findings]


def check_memory(cache: FrameCache) -> list[str]:
    """Say how many of the pictures memory has room for, if not all."""
    expected = cache.expected_bytes()
    if cache.max_bytes is None or expected <= cache.max_bytes:
        return []
    return [
        f"Decoded, all pictures would take {expected / 1e9:.1f} GB; "
        f"{cache.max_bytes / expected:.0%} of them are kept in memory, the others are read from "
        "the disk every time."
    ]


def bytes_needed(n_parameters: int, config: TrainConfig) -> int:
    """What a run's folder grows to: two checkpoints and one in the making, and its samples.

    A checkpoint holds the net, its average and two moments of every parameter in 4 bytes each.
    """
    evaluations = -(-config.epochs // config.evaluate_every) if config.evaluate_every else 0
    samples = evaluations * config.sample_pictures * _SAMPLE_BYTES
    return 3 * 16 * n_parameters + samples + _JOURNAL_BYTES


def bytes_free(folder: Path) -> int:
    """What the disk has left on which `folder` is, or will be."""
    there = next(each for each in (folder, *folder.parents) if each.is_dir())
    return shutil.disk_usage(there).free


def no_room(folder: Path, needed: int, free: int) -> TrainingError:
    """The refusal of a disk that is too full."""
    return TrainingError(
        f"The disk of “{folder}” has {free / 1e6:.0f} MB free; this run needs "
        f"{needed / 1e6:.0f} MB.",
        "Free some space, or name another folder for the run.",
    )


def check_disk(folder: Path, n_parameters: int, config: TrainConfig) -> None:
    """Raise TrainingError unless the run's files will fit."""
    needed, free = bytes_needed(n_parameters, config), bytes_free(folder)
    if free < needed:
        raise no_room(folder, needed, free)


def _said(finding: Finding) -> str:
    return f"{finding.sentence} {finding.way_out}".strip()

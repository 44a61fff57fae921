"""The work behind “Before and after”: make the detector, evaluate it, compare. No Qt."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from app.trainer_process import ask_trainer, stepping
from core.before_after.class_change import ClassChanges, changes_of, evaluation_of, known_report
from core.before_after.clip import Clip
from core.before_after.looks import Looks
from core.before_after.pins import clips_of, read_pins
from core.before_after.subject import Subject, subject_of_run
from core.detections.model_manifest import ModelManifest
from core.errors import TrainingError
from core.evaluation.report import EvaluationReport
from core.models.make_request import MakeModelRequest
from core.models.shelf import ModelShelf
from core.progress import Progress
from core.sessions.store import SessionStore
from core.training.run_record import RunState, read_run

RUNS = "runs"
_SECONDS_A_FRAME = 0.04


@dataclass(frozen=True)
class Plan:
    """What judging a training will take: ``frames`` still to be looked at by either detector."""

    subject: Subject
    clips: tuple[Clip, ...]
    left_out: tuple[str, ...]
    frames: int

    @property
    def minutes(self) -> float:
        """About how long it takes on this laptop."""
        return self.frames * _SECONDS_A_FRAME / 60 + (1.0 if self.subject.make else 0.0)

    @property
    def at_once(self) -> bool:
        """Whether everything is on file already."""
        return self.frames == 0 and self.subject.make is None


def plan_of(name: str, store: SessionStore, shelf: ModelShelf) -> Plan:
    """Return what judging a training of the library takes.

    Raises ``TrainingError`` while it is running or before it has learned anything, ``FileError``.
    """
    run = read_run(store.root / RUNS / name)
    if run.status.state in (RunState.RUNNING, RunState.PREPARING):
        raise TrainingError(
            "This training is still under way.",
            "Before and after are compared when it is finished; “Finish now” keeps its best.",
        )
    return plan_for(subject_of_run(run, shelf), store)


def plan_for(subject: Subject, store: SessionStore) -> Plan:
    """Return what judging takes. Raises ``FileError``, ``ModelError``."""
    pinned = clips_of(store, read_pins(store.root))
    looks = Looks(store)
    hashes = [ModelManifest.load(subject.before).model_hash]
    if subject.make is None:
        hashes.append(ModelManifest.load(subject.after).model_hash)
    frames = 0
    for clip in pinned.clips:
        first, stop = clip.looked_at
        known = sum(looks.known(clip, each) is not None for each in hashes)
        frames += (2 - known) * (stop - first)
    return Plan(subject, pinned.clips, pinned.left_out, frames)


def make_model(request: MakeModelRequest, progress: Progress) -> Path:
    """Have the trainer make a detector and return its folder. Raises ``TrainingError``."""
    ask_trainer("make-model", asdict(request), stepping(progress, "Making the detector"))
    return Path(request.folder)


def class_changes(subject: Subject, library: Path, progress: Progress) -> ClassChanges | None:
    """Return how AP changed on the validation pictures; None where there are none.

    Raises ``Cancelled``, ``TrainingError``, ``FileError``, ``ModelError``.
    """
    if subject.labels is None:
        return None
    if not _has_pictures(subject.labels):
        return None
    reports = [
        _report(library, model, subject.labels, progress)
        for model in (subject.before, subject.after)
    ]
    return changes_of(*reports)


def _has_pictures(labels: Path) -> bool:
    """Return whether there is a picture to evaluate on; damage is for the trainer to tell."""
    try:
        return bool(json.loads(labels.read_bytes())["images"])
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _report(library: Path, model: Path, labels: Path, progress: Progress) -> EvaluationReport:
    request = evaluation_of(library, model, labels)
    known = known_report(request)
    if known is None:
        hear = stepping(progress, "Counting on the validation pictures")
        ask_trainer("evaluate", asdict(request), hear)
        known = EvaluationReport.load(Path(request.out))
    return known

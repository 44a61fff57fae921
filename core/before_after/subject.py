"""What is judged against what: a training's detector, and the one it would take the place of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.detections.model_manifest import FILE_NAME
from core.errors import TrainingError
from core.files import state_of
from core.models.adoptions import Act
from core.models.make_request import MakeModelRequest
from core.models.shelf import ModelShelf
from core.training.presets import PRESETS
from core.training.run_record import RunRecord

VALIDATION = "instances_val.json"


@dataclass(frozen=True)
class Subject:
    """``after`` is judged beside ``before``, both folders of detectors.

    ``make`` is what the trainer must be asked first, None where ``after`` is there. ``labels``
    are the validation pictures' labels, None where there are none.
    """

    before: Path
    after: Path
    title: str
    make: MakeModelRequest | None = None
    labels: Path | None = None


def subject_of_run(run: RunRecord, shelf: ModelShelf) -> Subject:
    """Return a training as it can be judged; its detector has the training's name on the shelf.

    A detector older than the training's best checkpoint is made anew. Raises ``TrainingError``
    when the training has learned nothing yet.
    """
    checkpoint = run.checkpoint
    if checkpoint is None:
        raise TrainingError(
            "This training has no checkpoint yet, so there is nothing to compare.",
            "Let it come to its first one, or to its end.",
        )
    after = shelf.folder / run.name
    fresh = state_of(after / FILE_NAME).mtime_ns >= state_of(checkpoint).mtime_ns
    labels = labels_in(str(_dataset_of(run)))
    data = "" if labels is None else str(labels.parent)
    title = title_of(run)
    make = MakeModelRequest(str(run.folder), str(after), title, data)
    return Subject(
        stands_before(shelf, after), after, title, None if fresh else make, labels
    )  # fmt: skip


def title_of(run: RunRecord) -> str:
    """Return what to call a training's detector: “Court tune-up of 22 Nov 2026, 15:00”."""
    preset = run.request.preset if run.request is not None else None
    known = {each.name: each.title for each in PRESETS}
    began = run.status.started_at or run.status.updated_at
    if preset is None or not began:
        return run.name
    at = datetime.fromisoformat(began).astimezone()
    return f"{known.get(preset, preset)} of {at.day} {at:%b %Y, %H:%M}"


def _dataset_of(run: RunRecord) -> object:
    return run.request.dataset if run.request is not None else run.config.get("dataset", "")


def subject_of_model(
    folder: Path, shelf: ModelShelf, against: Path | None = None, labels: Path | None = None
) -> Subject:
    """Return a detector as it can be judged, against the one in use unless told otherwise."""
    before = against or stands_before(shelf, folder)
    return Subject(before, folder, shelf.plain_title(folder), None, labels)


def stands_before(shelf: ModelShelf, folder: Path) -> Path:
    """Return the detector to compare with: the one in use; for that itself what it replaced."""
    current = shelf.current
    if folder.absolute() != current:
        return current
    own = shelf.name_of(folder)
    for change in reversed(shelf.history()):
        if change.act is Act.ADOPTED and change.model == own and change.instead_of != own:
            former = shelf.folder_of(change.instead_of)
            return former if (former / FILE_NAME).is_file() else shelf.default
    return shelf.default


def labels_in(dataset: str) -> Path | None:
    """Return the labels of a dataset's validation pictures, None where there are none."""
    path = Path(dataset) / VALIDATION
    return path if dataset and path.is_file() else None

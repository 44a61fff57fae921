"""What comes before a training's first sitting, in a job's thread: data frozen, folder set out.

Decoding is loaded here, beside the window.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from app.jobs.job import JobProgress
from app.trainer_process import ask_trainer, stepping
from core.errors import TrainingError
from core.files import write_atomically
from core.sessions.store import SessionStore
from core.training.choice import TrainChoice, request_for
from core.training.preflight import Preflight, Refusal
from core.training.request import TrainRequest
from core.training.run_folder import set_out

DATASETS, DRAWN = "datasets", "drawn"
_SCENES, _PER_SCENE = 40, 8
_DONE = "drawn.json"


@dataclass(frozen=True)
class Ground:
    """What a choice is put on: the library, the detector in use, and the run's future folder."""

    store: SessionStore
    detector: Path
    run_dir: Path


def request_of(choice: TrainChoice, ground: Ground, progress: JobProgress) -> TrainRequest:
    """Freeze the data of a choice and return its request. Raises ``SweetspotError``."""
    from core.sessions.chosen_data import freeze_choice

    data = freeze_choice(ground.store, choice.data, progress)
    drawn = base_set(ground.store, progress) if choice.base_share > 0 else None
    return request_for(choice, data.snapshot.folder, ground.run_dir, ground.detector, drawn)


def set_out_choice(choice: TrainChoice, ground: Ground, progress: JobProgress) -> Path:
    """Freeze the data of a choice and make the run's folder. Raises ``SweetspotError``."""
    return set_out(request_of(choice, ground, progress), choice.data)


def pack_choice(choice: TrainChoice, ground: Ground, path: Path, progress: JobProgress) -> Path:
    """Make the run's folder and put it into a zip for another computer; it waits here.

    Raises ``SweetspotError``.
    """
    from core.training.run_zip import export_run

    folder = set_out_choice(choice, ground, progress)
    export_run(folder, path, progress)
    return folder


def look_at_choice(choice: TrainChoice, ground: Ground, progress: JobProgress) -> Preflight:
    """Return what a choice would take. Data that are not there are a refusal, no error."""
    from core.sessions.chosen_data import freeze_choice

    try:
        data = freeze_choice(ground.store, choice.data, progress)
    except TrainingError as error:
        return Preflight(refusals=(Refusal(error.message, error.hint),))
    # Drawing the base set takes a minute, and changes little of the answer.
    drawn = ground.store.root / DATASETS / DRAWN
    there = drawn if (drawn / _DONE).is_file() else None
    request = request_for(choice, data.snapshot.folder, ground.run_dir, ground.detector, there)
    answer = ask_trainer("preflight", request.to_mapping(), stepping(progress))
    found = Preflight.from_mapping(answer)
    return replace(found, warnings=(*data.notes, *found.warnings))


def base_set(store: SessionStore, progress: JobProgress) -> Path:
    """Return the folder of pictures drawn by our own code, drawn now if they are not there yet.

    Raises ``TrainingError``, ``Cancelled``.
    """
    folder = store.root / DATASETS / DRAWN
    if not (folder / _DONE).is_file():
        request = {"folder": str(folder), "scenes": _SCENES, "frames_per_scene": _PER_SCENE}
        progress.step(0, 0, "drawing pictures of other courts")
        ask_trainer("draw", request, stepping(progress))
        write_atomically(folder / _DONE, b"{}\n")
    return folder

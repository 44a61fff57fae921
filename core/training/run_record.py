"""RunRecord: what a run's folder says, read without torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import FileError, SweetspotError
from core.files import write_atomically
from core.json_value import value_of
from core.process_lock import is_held
from core.training import request as request_file
from core.training.choice import DataChoice, read_choice
from core.training.events import Evaluated, Progressed
from core.training.journal import read_metrics
from core.training.request import TrainRequest, read_request

CONFIG, STATUS, ORIGIN = "config.json", "status.json", "origin.json"
LAST, BEST, SAMPLES, LOCK = "last.pt", "best.pt", "samples", "run.lock"


class RunState(StrEnum):
    """Where a run is in its life."""

    QUEUED = "queued"
    """Waits for another to end. Only the window that will begin it says so; never on file."""
    PREPARING = "preparing"
    RUNNING = "running"
    STOPPED = "stopped"
    """Asked to stop; goes on when asked to."""
    INTERRUPTED = "interrupted"
    """Killed, or the computer went off; goes on when asked to."""
    FINISHED = "finished"
    FAILED = "failed"
    GIVEN_UP = "given up"
    """The person wanted no more of it; it is not offered to go on."""


@dataclass(frozen=True)
class RunStatus:
    """The run's own word on where it is; ``status.json``. Times are ISO 8601 with zone.

    ``by_wish`` says that a person paused it by name: it waits to be asked and is not offered.
    """

    state: RunState
    step: int = 0
    of: int = 0
    epoch: int = 0
    epochs: int = 0
    device: str = ""
    best_ap50: float | None = None
    message: str = ""
    hint: str = ""
    started_at: str = ""
    updated_at: str = ""
    elapsed_s: float = 0.0
    by_wish: bool = False

    def save(self, folder: Path) -> None:
        """Write ``status.json``. Raises ``FileError``."""
        write_atomically(folder / STATUS, json.dumps(asdict(self), indent=2).encode())


@dataclass(frozen=True)
class RunOrigin:
    """What else a run depends on: the data's content, the seed, the programs; ``origin.json``."""

    snapshot: str = ""
    pictures: Mapping[str, int] = field(default_factory=dict)  # train, val, rendered
    labels: Mapping[str, int] = field(default_factory=dict)  # training boxes by class
    seed: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)
    machine: str = ""


@dataclass(frozen=True)
class RunRecord:
    """One run as its folder tells it; parts that are not there yet are empty."""

    folder: Path
    request: TrainRequest | None
    config: Mapping[str, Any]
    origin: RunOrigin
    status: RunStatus
    progress: tuple[Progressed, ...]
    evaluations: tuple[Evaluated, ...]
    choice: DataChoice | None = None
    """What a coach chose to learn from; None for a run that was begun another way."""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def best(self) -> Evaluated | None:
        """The evaluation with the highest mean AP50, None before the first."""
        return max(self.evaluations, key=lambda each: each.mean_ap50, default=None)

    @property
    def checkpoint(self) -> Path | None:
        """The checkpoint to use: the best, else the last, None before there is one."""
        for name in (BEST, LAST):
            if (self.folder / name).is_file():
                return self.folder / name
        return None

    @property
    def samples(self) -> tuple[Path, ...]:
        """The pictures drawn at the evaluations, oldest first."""
        return tuple(sorted((self.folder / SAMPLES).glob("*.jpg")))

    @property
    def under_way(self) -> bool:
        """Whether it is being trained, or about to be."""
        return self.status.state in (RunState.QUEUED, RunState.PREPARING, RunState.RUNNING)

    @property
    def broken_off(self) -> bool:
        """Whether it ended without anyone having wanted that: worth an offer to go on."""
        stopped = self.status.state is RunState.STOPPED and not self.status.by_wish
        return self.status.state is RunState.INTERRUPTED or stopped


def is_run(folder: Path) -> bool:
    """Return whether a folder holds a run."""
    return (folder / CONFIG).is_file() or (folder / STATUS).is_file()


def read_run(folder: Path) -> RunRecord:
    """Read a run's folder, whole or torn. Raises ``FileError`` if it holds no run."""
    if not is_run(folder):
        raise FileError(
            f"There is no run in “{folder}”.", "Name the folder that holds its config.json."
        )
    progress, evaluations = read_metrics(folder)
    return RunRecord(
        folder,
        _request_in(folder),
        _read_object(folder / CONFIG),
        _read(RunOrigin, folder / ORIGIN) or RunOrigin(),
        read_status(folder),
        progress,
        evaluations,
        read_choice(folder),
    )


def list_runs(folder: Path) -> list[RunRecord]:
    """Return the runs in a folder of runs, the latest first. Raises ``FileError`` if unreadable."""
    try:
        runs = [read_run(path) for path in folder.iterdir() if path.is_dir() and is_run(path)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileError(f"“{folder}” cannot be read ({error.strerror or error}).") from error
    return sorted(runs, key=lambda run: (run.status.updated_at, run.name), reverse=True)


def read_status(folder: Path) -> RunStatus:
    """Return a run's status; one that claims to be under way and is not was interrupted."""
    found = _read(RunStatus, folder / STATUS) or RunStatus(RunState.INTERRUPTED)
    under_way = found.state in (RunState.RUNNING, RunState.PREPARING)
    if under_way and not is_held(folder / LOCK):
        return RunStatus(**{**asdict(found), "state": RunState.INTERRUPTED})
    return found


def _request_in(folder: Path) -> TrainRequest | None:
    try:
        return read_request(folder / request_file.FILE_NAME)
    except SweetspotError:
        return None  # One damaged run must not hide the others.


def _read(kind: type[Any], path: Path) -> Any:  # noqa: ANN401 (a value of kind, or None)
    try:
        return value_of(kind, json.loads(path.read_bytes()), path.name)
    except (OSError, ValueError):
        return None


def _read_object(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return raw if isinstance(raw, dict) else {}

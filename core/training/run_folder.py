"""A run's folder before its first sitting and between sittings: set out, marked, removed."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from core import process_lock
from core.errors import FileError, TrainingError
from core.files import PART, write_atomically
from core.training.choice import DataChoice, write_choice
from core.training.request import FILE_NAME, TrainRequest
from core.training.run_record import LAST, LOCK, RunState, RunStatus, is_run, read_status

_STALE_S = 3600.0
NOT_BEGUN = "Not begun yet."


def set_out(request: TrainRequest, choice: DataChoice | None = None) -> Path:
    """Make the folder of a run that has not begun, and return it.

    ``choice`` is kept with it, where a coach made one. Raises ``TrainingError`` if there is a
    run in it already, ``FileError``.
    """
    folder = Path(request.run_dir)
    if is_run(folder):
        raise TrainingError(f"There is a training “{folder.name}” already.", "Go on with it.")
    write_atomically(folder / FILE_NAME, request.to_json().encode())
    if choice is not None:
        write_choice(folder, choice)
    write_status(folder, RunStatus(RunState.STOPPED, message=NOT_BEGUN, by_wish=True))
    return folder


def write_request(folder: Path, request: TrainRequest) -> None:
    """Write what a run is asked for when it goes on. Raises ``FileError``."""
    write_atomically(folder / FILE_NAME, request.to_json().encode())


def write_status(folder: Path, status: RunStatus) -> None:
    """Write where a run is, now. Raises ``FileError``."""
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    replace(status, updated_at=now).save(folder)


def finish_by_hand(folder: Path) -> None:
    """End a run that is not under way and keep what it has learned.

    Raises ``TrainingError`` if it has learned nothing, ``LockedError`` while it is trained.
    """
    with _alone(folder):
        if not (folder / LAST).is_file():
            raise TrainingError("This training has not learned anything yet.", "Let it go on.")
        words = "Ended by hand; the best is kept."
        write_status(folder, replace(read_status(folder), state=RunState.FINISHED, message=words))


def give_up(folder: Path) -> None:
    """Mark a run that is not under way as given up. Raises ``LockedError``, ``FileError``."""
    with _alone(folder):
        given_up = RunState.GIVEN_UP
        status = replace(read_status(folder), state=given_up, message="Given up.", by_wish=True)
        write_status(folder, status)


def say_failed(folder: Path, message: str, hint: str) -> None:
    """Write why a run could not go on, for one that could not say so itself.

    One that died in the middle was interrupted: it can go on as if the computer had gone off.
    """
    with suppress(FileError), _alone(folder):
        status = read_status(folder)
        if status.state is RunState.FAILED or not folder.is_dir():
            return
        under_way = status.state in (RunState.PREPARING, RunState.RUNNING, RunState.INTERRUPTED)
        state = RunState.INTERRUPTED if under_way else RunState.FAILED
        write_status(folder, replace(status, state=state, message=message, hint=hint))


def remove(folder: Path) -> None:
    """Delete a run's folder. Raises ``LockedError`` while it is trained, ``FileError``."""
    with _alone(folder):
        pass
    gone = folder.parent / f".{folder.name[:80]}.{secrets.token_hex(4)}{PART}"
    try:
        folder.rename(gone)  # At once for whoever looks; what follows may take a while.
    except OSError as error:
        raise FileError(
            f"“{folder.name}” could not be removed ({error.strerror or error}).",
            "Nothing was deleted.",
        ) from error
    shutil.rmtree(gone, ignore_errors=True)
    sweep(folder.parent)


def sweep(runs: Path) -> None:
    """Remove what a crash left of runs that were being deleted or brought in."""
    for path in runs.glob(f".*{PART}"):
        with suppress(OSError):
            if path.is_dir() and time.time() - path.stat().st_mtime > _STALE_S:
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with process_lock.held(folder / LOCK, "This run is being trained"):
        yield

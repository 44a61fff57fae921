"""Looking at a library's runs again and again: only what has changed on the disk is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import SweetspotError
from core.files import FileState, state_of
from core.process_lock import is_held
from core.training.journal import METRICS
from core.training.run_record import LOCK, STATUS, RunRecord, is_run, read_run


@dataclass(frozen=True)
class Seen:
    """A run as it was read, and what its files were like then."""

    run: RunRecord
    files: tuple[FileState, FileState]
    held: bool


def scan(folder: Path, known: Mapping[str, Seen]) -> dict[str, Seen]:
    """Return the runs in a folder by name; those that have not changed are the ones known.

    ``held`` says that some process trains it just now. A folder that cannot be read has none.
    """
    try:
        places = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    except OSError:
        return {}
    found = {}
    for place in places:
        if not is_run(place):
            continue
        files = state_of(place / STATUS), state_of(place / METRICS)
        before = known.get(place.name)
        held = (place / LOCK).is_file() and is_held(place / LOCK)
        if before is not None and (before.files, before.held) == (files, held):
            found[place.name] = before
            continue
        try:
            found[place.name] = Seen(read_run(place), files, held)
        except SweetspotError:
            continue  # It went away while we looked.
    return found


def newest_first(runs: Mapping[str, Seen]) -> tuple[RunRecord, ...]:
    """Return the runs in the order in which a person looks for them."""
    return tuple(sorted((each.run for each in runs.values()), key=_age, reverse=True))


def _age(run: RunRecord) -> tuple[str, str]:
    return run.status.started_at or run.status.updated_at, run.name

"""A run as one file: packed with all it needs for another computer, and taken back from one."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from core import process_lock
from core.errors import FileError, SweetspotError, TrainingError
from core.files import PART, sha256_of
from core.json_value import value_of
from core.progress import NoProgress, Progress
from core.safe_zip import members_of, pack, read_member, unpack
from core.training import choice, run_folder
from core.training.journal import METRICS, TIMING
from core.training.portable import DATA, DRAWN, START, is_portable, portable, without_places
from core.training.request import FILE_NAME
from core.training.run_record import (
    BEST,
    CONFIG,
    LAST,
    LOCK,
    ORIGIN,
    SAMPLES,
    STATUS,
    is_run,
    read_run,
    read_status,
)

CONTENTS = "run.json"
VERSION = 1
_FILES = frozenset(
    {CONFIG, STATUS, ORIGIN, METRICS, TIMING, LAST, BEST, FILE_NAME, choice.FILE_NAME}
)
_FOLDERS = frozenset({SAMPLES, DATA, DRAWN, START})
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}")
_AGAIN = "Ask for the file again, or pack the training once more."


@dataclass(frozen=True)
class Contents:
    """What stands in ``run.json``: the run's name, its last step, and every file's SHA-256."""

    version: int
    name: str
    step: int
    files: Mapping[str, str]


def export_run(folder: Path, path: Path, progress: Progress | None = None) -> None:
    """Pack a run with its data, its starting weights and all it has learned into ``path``.

    Every path in it is relative, so that ``sweetspot train --request request.json`` goes on with
    it in the unpacked folder, wherever that is. Raises ``LockedError`` while it is trained,
    ``TrainingError`` where its data are gone, ``FileError`` and ``Cancelled``.
    """
    watch, run = progress or NoProgress(), read_run(folder)
    if run.request is None:
        raise TrainingError(f"What “{folder.name}” was asked for is lost.", "It cannot be packed.")
    with process_lock.held(folder / LOCK, "This run is being trained"):
        request, brought = portable(run.request, begun=(folder / LAST).is_file())
        files: dict[str, Path | bytes] = {**brought, **_own_files(folder)}
        files[FILE_NAME] = request.to_json().encode()
        for name in (CONFIG, STATUS):
            if name in files:
                files[name] = without_places(folder, name, request)
        digests = {}
        for done, (name, content) in enumerate(files.items()):
            watch.step(done, len(files), "looking through the files")
            digests[name] = _digest(content)
        contents = Contents(VERSION, _name_of(folder), read_status(folder).step, digests)
        text = json.dumps(asdict(contents), indent=1).encode()
        pack(path, {CONTENTS: text, **files}, watch)


def read_contents(path: Path) -> Contents:
    """Return what a run's zip says it holds. Raises ``FileError`` for anything else."""
    try:
        raw = json.loads(read_member(path, CONTENTS, 1 << 26))
        contents = value_of(Contents, raw, CONTENTS)
    except (ValueError, RecursionError) as error:
        raise FileError(f"“{path.name}” holds no training ({error}).", _AGAIN) from error
    if contents.version > VERSION:
        raise FileError(f"“{path.name}” was packed by a newer Sweetspot.", "Update this one first.")
    if not _NAME.fullmatch(contents.name):
        raise FileError(f"“{path.name}” holds a training without a name.", _AGAIN)
    return contents


def import_run(path: Path, runs: Path, progress: Progress | None = None) -> Path:
    """Unpack a run below ``runs`` and return its folder; there it can go on and be repeated.

    It takes the place of the run of its name that waits here to begin; beside any other one it
    gets a number. Raises ``FileError`` for an archive that holds anything but a run, or not
    what it says, and ``Cancelled``; nothing has then changed.
    """
    contents = read_contents(path)
    named = {each.name for each in members_of(path)}
    if named != {CONTENTS, *contents.files} or not all(map(_belongs, contents.files)):
        raise FileError(f"“{path.name}” holds files that belong to no training.", _AGAIN)
    coming = runs / f".{contents.name}.{secrets.token_hex(4)}{PART}"
    try:
        unpack(path, coming, check=partial(_check, contents, path), progress=progress)
        target = _place_for(runs, contents.name)
        coming.rename(target)
    except OSError as error:
        raise FileError(f"“{path.name}” could not be put in its place ({error}).") from error
    finally:
        shutil.rmtree(coming, ignore_errors=True)
        run_folder.sweep(runs)
    return target


def _name_of(folder: Path) -> str:
    """What a run is called: as it was where it came from, if it was unpacked here by hand."""
    try:
        name = str(json.loads((folder / CONTENTS).read_bytes())["name"])
    except (OSError, ValueError, KeyError, TypeError):
        name = folder.absolute().name
    return re.sub(r"[^A-Za-z0-9_.-]", "-", name[:100]).lstrip(".-") or "run"


def _own_files(folder: Path) -> dict[str, Path | bytes]:
    files: dict[str, Path | bytes] = {
        name: folder / name for name in sorted(_FILES) if (folder / name).is_file()
    }
    samples = sorted((folder / SAMPLES).glob("*.jpg"))
    return {**files, **{f"{SAMPLES}/{each.name}": each for each in samples}}


def _digest(content: Path | bytes) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    try:
        return sha256_of(content)
    except OSError as error:
        raise FileError(
            f"“{content.name}” cannot be read ({error.strerror or error}).", "Nothing was packed."
        ) from error


def _belongs(name: str) -> bool:
    first, *rest = PurePosixPath(name).parts
    return first in _FOLDERS if rest else first in _FILES


def _check(contents: Contents, path: Path, folder: Path) -> None:
    """Refuse what is not as it was packed, and a request that leads out of its folder."""
    for name, digest in contents.files.items():
        if sha256_of(folder / name) != digest:
            raise FileError(f"“{name}” in “{path.name}” is not what was packed.", _AGAIN)
    (folder / CONTENTS).unlink()
    try:
        sound = is_run(folder) and is_portable((folder / FILE_NAME).read_bytes())
        sound = sound and read_run(folder).request is not None
    except (SweetspotError, OSError):
        sound = False
    if not sound:
        raise FileError(f"“{path.name}” holds no whole training.", _AGAIN)


def _place_for(runs: Path, name: str) -> Path:
    """A free folder for a run that comes; the one that waits to begin makes room for it."""
    target, number = runs / name, 2
    if is_run(target) and read_status(target).message == run_folder.NOT_BEGUN:
        run_folder.remove(target)
    while target.exists():
        target, number = runs / f"{name}-{number}", number + 1
    return target

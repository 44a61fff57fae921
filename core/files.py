"""Writing files so that a crash leaves the old one or the new one, never half of one."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from core.errors import FileError

PART = ".part"
"""How files end that are being written; one that is old was left by a crash."""


class FileState(NamedTuple):
    """When a file was last changed (ns), how many bytes it has, and which file it is."""

    mtime_ns: int
    size: int
    file_id: int


def write_atomically(path: Path, content: bytes | Callable[[BinaryIO], None]) -> None:
    """Write ``content`` beside ``path``, flush it to the disk, then put it in its place.

    ``content`` is the bytes, or a function that writes them to the open file.
    Raises ``FileError`` when the disk is full or the place cannot be written; the old file,
    where there was one, is then untouched.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not tempfile: its files are for their owner alone, and so would be what we leave.
        unique = path.parent / f".{path.name[:80]}.{secrets.token_hex(8)}{PART}"
        with unique.open("xb") as file:
            temporary = unique
            if callable(content):
                content(file)
            else:
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise FileError(
            f"“{path.name}” could not be written ({error.strerror or error}).",
            "Nothing that was there before is lost. Free some space or choose another folder.",
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def sweep(folder: Path, older_than_s: float = 3600.0, of: str = "") -> None:
    """Remove what a crash left of files that were being written in ``folder``.

    With ``of`` only of the file of that name: a folder that is not ours may hold others' parts.
    """
    ours = re.compile(rf"\.{re.escape(of[:80])}\.[0-9a-f]{{16}}{re.escape(PART)}")
    for path in folder.glob(f".*{PART}"):
        if of and not ours.fullmatch(path.name):
            continue
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > older_than_s:
                path.unlink()


def state_of(path: Path) -> FileState:
    """Return what tells whether a file has changed; zeros for one that cannot be looked at."""
    try:
        state = path.stat()
    except OSError:
        return FileState(0, 0, 0)
    return FileState(state.st_mtime_ns, state.st_size, state.st_ino)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

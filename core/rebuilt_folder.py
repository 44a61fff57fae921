"""Changing a folder as a whole: what is killed halfway leaves the old one, never half of a new."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import FileError
from core.process_lock import held

WORKSHOP = ".rebuilding"
"""The folder beside those that are rebuilt: what looks through their parent finds no copies."""

_NEW, _OLD, _LOCK = ".new", ".old", ".lock"
_AT_FDCWD, _EXCHANGE, _SWAP = -100, 2, 2


@contextmanager
def rebuilt(folder: Path, what: str) -> Iterator[Path]:
    """Yield a copy of ``folder`` to change; at the end of the ``with`` block it takes its place.

    The copy lies in ``WORKSHOP`` and shares the files' content: put new files over old ones
    (``write_atomically``), never write into them. Leaving by an exception drops the copy. ``what``
    says in the error what is being done where another process has the folder. Where the system
    can exchange two folders there is a whole one at every instant; elsewhere (Windows, some
    network disks) ``put_back`` mends a kill between the two renames. Raises ``LockedError``,
    ``FileError``.
    """
    folder = folder.resolve()
    with held(_at_work(folder, _LOCK), what):
        put_back(folder)
        new = _at_work(folder, _NEW)
        shutil.rmtree(new, ignore_errors=True)
        try:
            _copy(folder, new)
            yield new
            _put_in_place(new, folder)
        except OSError as error:
            raise FileError(
                f"“{folder.name}” could not be written ({error.strerror or error}).",
                "What was there before is untouched. Free some space, close programs that have "
                "its files open, or choose another folder.",
            ) from error
        finally:
            shutil.rmtree(new, ignore_errors=True)


def put_back(folder: Path) -> None:
    """Bring back what a kill between two renames left of ``folder``, if it did."""
    old = _at_work(folder, _OLD)
    if not old.is_dir():
        return
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        with suppress(OSError):
            old.rename(folder)


def _at_work(folder: Path, ending: str) -> Path:
    return folder.parent / WORKSHOP / f"{folder.name}{ending}"


def _copy(folder: Path, new: Path) -> None:
    if folder.is_dir():
        shutil.copytree(folder, new, copy_function=_linked)
    else:
        new.mkdir()


def _linked(source: str, target: str) -> str:
    """Let two names have one content; copy it where the disk cannot."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _put_in_place(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
    elif not _exchanged(new, folder):
        old = _at_work(folder, _OLD)
        folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            old.rename(folder)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where system or disk cannot."""
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        call, given = "renamex_np", (*names, _SWAP)
    else:
        call, given = "renameat2", (_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE)
    if not hasattr(library, call):
        return False
    if getattr(library, call)(*given) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(number, os.strerror(number))

"""A lock between processes, which the system itself lets go when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import FileError, LockedError

# Locked beyond the text, so that Windows still lets others read who holds it.
_LOCKED_BYTE = 1 << 20
_TRIES, _PAUSE_S = 3, 0.03


@contextmanager
def held(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file ``path`` for the length of a ``with`` block; it names our process.

    ``what`` says in the error what is being done elsewhere. A lock whose process was killed is
    free. Raises ``LockedError`` if another thread or process holds it, ``FileError`` if the
    folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise FileError(
            f"“{path.parent.name}” cannot be written ({error.strerror or error}).",
            "Check that the disk is connected and that you may write there.",
        ) from error
    try:
        if not _try_for_a_moment(handle):
            raise LockedError(
                f"{what} already, in another window or program (process {_holder(path)}).",
                "Wait until it is done, or stop it there.",
            )
        _name_holder(handle)
        try:
            yield
        finally:
            _unlock(handle)
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """Return whether anyone holds the lock just now; False where there is no such file yet."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        if not _try_lock(handle):
            return True
        _unlock(handle)
        return False
    finally:
        os.close(handle)


def _try_for_a_moment(handle: int) -> bool:
    """Whoever only looks (``is_held``) has the lock for an instant, and is no other holder."""
    for _ in range(_TRIES):
        if _try_lock(handle):
            return True
        time.sleep(_PAUSE_S)
    return _try_lock(handle)


def _name_holder(handle: int) -> None:
    # Only for the message: a full disk must not stop the work that the lock protects.
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, str(os.getpid()).encode())


def _holder(path: Path) -> str:
    try:
        return path.read_text().strip() or "unknown"
    except OSError:
        return "unknown"


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # Some network disks know no locks; working there beats refusing to.
            return True
        return True

    def _unlock(handle: int) -> None:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)

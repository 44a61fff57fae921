"""What is left of a program that ended without a word: a report for the next start."""

from __future__ import annotations

import faulthandler
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

FOLDER = "crashes"
_RUNNING, _CRASH = "running-", "crash-"
_KEPT = 5
_END = b"\n\n"


class CrashReports:
    """While the program runs a file of its own waits for Python's and the system's last words.

    Versions and system stand at its beginning, then an empty line; a file with no more than that
    was of a program that was killed or lost its power, which is no fault of ours.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._file: IO[bytes] | None = None

    def watch(self, head: str) -> None:
        """Have a crash of this process written down from now on, under ``head``.

        Where that cannot be written nothing is, which is no reason to end.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = (self._folder / f"{_RUNNING}{os.getpid()}.txt").open("wb", buffering=0)
            self._file.write(head.encode() + _END)
        except OSError:
            self._file = None
            return
        faulthandler.enable(self._file, all_threads=True)

    def end(self) -> None:
        """Forget the file: this process ends in good order."""
        if self._file is None:
            return
        faulthandler.disable()
        self._file.close()
        with suppress(OSError):
            Path(self._file.name).unlink()
        self._file = None

    def left(self) -> Path | None:
        """Return the report of a crash since the last start, None without one.

        Reports are kept until there are more than five.
        """
        found = None
        for path in sorted(self._folder.glob(f"{_RUNNING}*.txt")):
            pid = path.stem.removeprefix(_RUNNING)
            if pid.isdigit() and not _is_ours(int(pid)):
                # A file that is open still (another window, on Windows) is left alone.
                with suppress(OSError):
                    found = self._settle(path) or found
        for old in sorted(self._folder.glob(f"{_CRASH}*.txt"))[:-_KEPT]:
            with suppress(OSError):
                old.unlink()
        return found

    def _settle(self, path: Path) -> Path | None:
        if not path.read_bytes().partition(_END)[2].strip():
            path.unlink()
            return None
        when = datetime.fromtimestamp(path.stat().st_mtime)
        target = path.with_name(f"{_CRASH}{when:%Y-%m-%d-%H%M%S}.txt")
        path.replace(target)
        return target


def _is_ours(pid: int) -> bool:
    """Return whether a process of that number runs that may be Sweetspot."""
    # Rarely needed, so not loaded at the start.
    import psutil

    return pid == os.getpid() or psutil.pid_exists(pid)

"""Keeping the computer from falling asleep while it works, where its system allows that."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_CONTINUOUS, _SYSTEM_REQUIRED, _DISPLAY_REQUIRED = 0x80000000, 0x00000001, 0x00000002


def command_for(platform: str, why: str, screen: bool = False) -> list[str] | None:
    """Return the program that keeps a computer awake for as long as it runs.

    It ends with us, whatever happens: ``caffeinate`` watches our process, and ``cat`` below
    ``systemd-inhibit`` waits for the end of the pipe that it reads from us. None where there is
    no such program. Without ``screen`` the screen may go dark, and closing the lid still puts the
    computer to sleep.
    """
    if platform == "darwin":
        return ["caffeinate", "-di" if screen else "-i", "-w", str(os.getpid())]
    if platform.startswith("linux"):
        about = ["--who=Sweetspot", f"--why={why}", "--mode=block"]
        return ["systemd-inhibit", "--what=idle:sleep", *about, "cat"]
    return None


@contextmanager
def keep_awake(why: str, screen: bool = False) -> Iterator[bool]:
    """Keep the computer awake for the length of a ``with`` block; ``why`` is for its person.

    With ``screen`` its screen stays bright, too.

    Yields whether anything could be done about it; where not, the work goes on all the same.
    """
    tell_windows = _teller()
    if tell_windows is not None:
        kept = _SYSTEM_REQUIRED | (_DISPLAY_REQUIRED if screen else 0)
        told = tell_windows(_CONTINUOUS | kept)
        try:
            yield told
        finally:
            tell_windows(_CONTINUOUS)
        return
    keeper = _started(command_for(sys.platform, why, screen))
    try:
        yield keeper is not None
    finally:
        if keeper is not None:
            _end(keeper)


def _started(command: list[str] | None) -> subprocess.Popen[bytes] | None:
    if command is None:
        return None
    quiet = subprocess.DEVNULL
    try:
        keeper = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError:
        return None  # There is no such program here, or it may not be started.
    with suppress(subprocess.TimeoutExpired):
        # Without a bus to talk to it ends at once.
        keeper.wait(0.3)
        _end(keeper)
        return None
    return keeper


def _end(keeper: subprocess.Popen[bytes]) -> None:
    if keeper.stdin is not None:
        with suppress(OSError):
            keeper.stdin.close()
    keeper.terminate()
    try:
        keeper.wait(2.0)
    except subprocess.TimeoutExpired:
        keeper.kill()
        keeper.wait()


if sys.platform == "win32":
    import ctypes

    def _teller() -> Callable[[int], bool] | None:
        """Return what tells Windows about our thread."""

        def tell(flags: int) -> bool:
            return bool(ctypes.windll.kernel32.SetThreadExecutionState(ctypes.c_uint(flags)))

        return tell

else:

    def _teller() -> Callable[[int], bool] | None:
        return None

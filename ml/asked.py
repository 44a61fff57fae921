"""How a verb hears what is wanted of it: stdin and signals, and wishes in a run's folder."""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from core.training.wishes import Wish, fulfilled, wished

_LEAVE = b"leave"
_LOOK_EVERY_S = 0.2


def watch() -> Callable[[], bool]:
    """True once someone asked to stop: by closing our stdin, by Ctrl-C, by a polite kill.

    A second Ctrl-C is as usual. A stdin that is a terminal or /dev/null never cancels, nor does
    one that was closed after the word ``leave``: whoever started us goes, and we go on, unheard.
    """
    asked = threading.Event()

    def stop(number: int, _: FrameType | None) -> None:
        asked.set()
        signal.signal(number, signal.SIG_DFL)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return asked.is_set

    def wait() -> None:
        said = b""
        while chunk := os.read(sys.stdin.fileno(), 4096):
            said = (said + chunk)[-64:]
        if _LEAVE in said:
            _speak_to_nobody()
        else:
            asked.set()

    threading.Thread(target=wait, name="stdin", daemon=True).start()
    return asked.is_set


def _speak_to_nobody() -> None:
    """Close the pipe that we speak into; who listened then knows that we have heard."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)


class Wishes:
    """What is wanted of one sitting of a run: to pause (also by ``cancelled``), finish, give up."""

    def __init__(self, folder: Path, cancelled: Callable[[], bool], since: float) -> None:
        """Look for wishes in ``folder`` that are not older than ``since`` (``time.time``)."""
        self._folder, self._cancelled, self._since = folder, cancelled, since
        self._looked = float("-inf")
        self._wish: Wish | None = None

    @property
    def by_name(self) -> Wish | None:
        """What the run's folder says; looked up a few times a second at most."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_EVERY_S:
            self._looked = now
            self._wish = wished(self._folder, self._since) or self._wish
        return self._wish

    def now(self) -> Wish | None:
        """How the sitting shall end, None while it shall go on. A name says more than an end."""
        return self.by_name or (Wish.PAUSE if self._cancelled() else None)

    def any(self) -> bool:
        """Whether the sitting shall end, in whatever way."""
        return self.now() is not None

    def fulfilled(self) -> None:
        """Take the wish away once the run has ended as it wished."""
        fulfilled(self._folder)

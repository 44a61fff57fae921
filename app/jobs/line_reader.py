"""Reading a child process that may hang or flood: its lines in a thread of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from queue import Empty, Full, Queue

HELD = 500
"""Lines not taken yet; then the child has to wait in its ``print``."""


class LineReader:
    """Takes lines as they come, so that whoever waits for them can do other things meanwhile."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines: Queue[bytes | None] = Queue(HELD)
        self._closed = threading.Event()
        self._thread = threading.Thread(
            target=self._read, args=(lines,), name="child-lines", daemon=True
        )
        self._thread.start()

    def take(self, wait_s: float, most: int) -> list[bytes] | None:
        """Return up to ``most`` lines of the next ``wait_s``; None once there are no more.

        Lines are gathered for that time, so that whoever hears of them hears no more often.
        Whoever takes the most it may in one go has been flooded, and is made to wait out its
        time: the flood is slowed, not the program.
        """
        until = time.monotonic() + wait_s
        found: list[bytes] = []
        try:
            line = self._lines.get(timeout=wait_s)
            while line is not None:
                found.append(line)
                left_s = max(0.0, until - time.monotonic())
                if len(found) >= most:
                    self._closed.wait(left_s)
                    return found
                line = self._lines.get(timeout=left_s)
        except Empty:
            return found
        if found:
            self._lines.put(None)
            return found
        return None

    def close(self, patience_s: float = 2.0) -> bool:
        """Take no more and return whether the thread has ended in time; it may be stuck."""
        self._closed.set()
        self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _read(self, lines: Iterator[bytes]) -> None:
        for line in lines:
            if not self._put(line):
                return
        self._put(None)

    def _put(self, line: bytes | None) -> bool:
        while not self._closed.is_set():
            try:
                self._lines.put(line, timeout=0.1)
            except Full:
                continue
            return True
        return False

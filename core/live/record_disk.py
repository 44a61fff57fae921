"""Whether the disk has room for what is still to be recorded."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable
from pathlib import Path

from core.live.record_values import DiskState

RESERVE_BYTES = 192 << 20
"""What stays free: the end of the film, boxes, pictures, and the other programs' needs."""

LOW_S = 15 * 60.0
"""Room for less than this is told."""

_RATE_S = 20.0  # The rate is measured over so long.
_RATE_FROM_S = 2.0

FreeBytes = Callable[[Path], int]


def free_bytes(path: Path) -> int:
    """Return the free bytes of the disk that ``path`` lies on."""
    return shutil.disk_usage(path).free


class DiskGuard:
    """Watches the disk of ``folder`` while a file on it grows. For one thread."""

    def __init__(
        self, folder: Path, reserve_bytes: int = RESERVE_BYTES, free: FreeBytes = free_bytes
    ) -> None:
        self._folder, self._reserve, self._free = folder, reserve_bytes, free
        self._marks: deque[tuple[float, int]] = deque()

    def look(self, now_s: float, file_bytes: int) -> DiskState:
        """Return what is left at ``now_s`` (monotonic), when the file has ``file_bytes``."""
        try:
            free = self._free(self._folder)
        except OSError:
            # A disk that was pulled out: writing fails next, and says so.
            free = 0
        self._marks.append((now_s, file_bytes))
        while self._marks[-1][0] - self._marks[0][0] > _RATE_S:
            self._marks.popleft()
        room = free - self._reserve
        left_s = None
        (since_s, before), (_, now) = self._marks[0], self._marks[-1]
        if now_s - since_s >= _RATE_FROM_S and now > before:
            left_s = max(room, 0) / ((now - before) / (now_s - since_s))
        return DiskState(free, left_s, left_s is not None and left_s < LOW_S, room <= 0)

"""The finding thread of a watch: boxes and sound become tracks, hits and early calls."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from core.capture.live_frame import SoundBlock
from core.live.watch_counts import WatchCounts
from core.live.watch_hits import LiveHits, Push
from core.live.watch_listeners import Telling
from core.live.watch_values import Looked, SourceEnded, WatchSettings

MOST_SOUND = 1000
"""Blocks that may wait: ten seconds. A thread that has stopped must not fill the memory."""

MOST_LOOKED = 4
"""Pictures that may wait. Where the engine is slower than the detector, which is rare, the
detector waits, and pictures are left out and counted as always."""

LONGEST_WAIT_S = 1.0


class Finding:
    """Gives the engine what was looked at, and tells listeners and window what came of it.

    Engine and detector overlap in time; the engine takes a tenth of the detector's, so what
    waits between them is one picture.
    """

    def __init__(
        self,
        capture_fps: float | None,
        settings: WatchSettings,
        counts: WatchCounts,
        telling: Telling,
        now_and_then: Callable[[], None],
    ) -> None:
        self._counts, self._telling, self._now_and_then = counts, telling, now_and_then
        self._hits = LiveHits(settings, capture_fps)
        self._waiting: queue.SimpleQueue[Looked | SoundBlock | None] = queue.SimpleQueue()
        self._room = threading.Semaphore(MOST_LOOKED)
        self.onsets = self._hits.onsets

    def put(self, looked: Looked) -> None:
        """Take a picture that was looked at."""
        self._room.acquire(timeout=LONGEST_WAIT_S)
        self._waiting.put(looked)

    def put_sound(self, block: SoundBlock) -> None:
        """Take sound; never waits."""
        if self._waiting.qsize() < MOST_SOUND:
            self._waiting.put(block)

    def close(self) -> None:
        """Let the thread end when all that waits is done."""
        self._waiting.put(None)

    def run(self) -> None:
        """Find until closed."""
        while (item := self._waiting.get()) is not None:
            if isinstance(item, SoundBlock):
                with self._counts.stage("hearing"):
                    push = self._hits.hear(item)
            else:
                self._telling.boxes(item.number, item.boxes)
                with self._counts.stage("finding"):
                    push = self._hits.push(item.frame, item.boxes, time.monotonic())
                self._room.release()
                self._now_and_then()
            self._tell(push)
        self._tell(self._hits.finish(time.monotonic()))
        self.onsets = self._hits.onsets
        self._telling.tell(SourceEnded())

    def _tell(self, push: Push) -> None:
        for update in push.updates:
            self._telling.found(update)
        self._telling.tell(*push.events)

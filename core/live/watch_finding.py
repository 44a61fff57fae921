"""The finding thread of a watch: boxes become tracks, hits and early calls."""

from __future__ import annotations

import queue
import time

from core.live.watch_counts import WatchCounts
from core.live.watch_hits import LiveHits, Push
from core.live.watch_listeners import Telling
from core.live.watch_values import Looked, SourceEnded, WatchSettings


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
    ) -> None:
        self._counts, self._telling = counts, telling
        self._hits = LiveHits(settings.fps, capture_fps)
        self._waiting: queue.SimpleQueue[Looked | None] = queue.SimpleQueue()
        self._source_s = 0.0

    def put(self, looked: Looked) -> None:
        """Take a picture that was looked at; never waits."""
        self._waiting.put(looked)

    def close(self) -> None:
        """Let the thread end when all that waits is done."""
        self._waiting.put(None)

    def run(self) -> None:
        """Find until closed."""
        while (looked := self._waiting.get()) is not None:
            self._telling.boxes(looked.number, looked.boxes)
            with self._counts.stage("finding"):
                push = self._hits.push(looked.frame, looked.boxes, time.monotonic())
            self._source_s = looked.frame.time_s
            self._tell(push)
        self._tell(self._hits.finish(self._source_s))
        self._telling.tell(SourceEnded())

    def _tell(self, push: Push) -> None:
        for update in push.updates:
            self._telling.found(update)
        self._telling.tell(*push.events)

"""A live watch: pictures are captured, looked at and searched for hits, each in its own thread.

The newest picture wins: the detector takes the newest there is, and what came between is
counted as dropped. Nobody who listens is ever waited for.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from types import TracebackType

from core.capture.live_frame import LiveFrame
from core.capture.live_source import LiveSource
from core.detections.detector import Detector
from core.live.newest_slot import NewestSlot
from core.live.watch_counts import WatchCounts
from core.live.watch_finding import Finding
from core.live.watch_listeners import Telling
from core.live.watch_looking import Looking
from core.live.watch_reading import Reading
from core.live.watch_values import (
    FrameListener,
    LiveEvent,
    Looked,
    ResultListener,
    Shown,
    WatchSettings,
    WatchStats,
)

LAST_WAIT_S = 10.0
REMEMBERED = 256
"""Moments kept of pictures that were looked at, until the window says it has painted them."""


class Watch:
    """Watches ``source`` with ``detector``; a context manager that owns its threads.

    ``capture_fps`` is the rate a slow-motion source was taken at, as for ``HitEngine``.
    ``detector`` must not be used by others meanwhile. All methods may be called from any
    thread and return at once. Expected trouble comes as events; the watch goes on as soon as
    the source does.
    """

    def __init__(
        self,
        source: LiveSource,
        detector: Detector,
        *,
        capture_fps: float | None = None,
        settings: WatchSettings | None = None,
    ) -> None:
        settings = settings or WatchSettings()
        self._source = source
        self._stop = threading.Event()
        self._counts = WatchCounts()
        self._telling = Telling()
        self._slot: NewestSlot[LiveFrame] = NewestSlot()
        self._reading = Reading(source, self._slot, self._counts, self._telling, self._stop)
        self._finding = Finding(capture_fps, settings, self._counts, self._telling)
        self._looking = Looking(
            detector, self._slot, self._counts, self._telling, self._note, self._finding
        )
        self._lock = threading.Lock()
        self._looked: Looked | None = None
        self._taken: deque[tuple[int, float]] = deque(maxlen=REMEMBERED)
        # Daemons: a driver that hangs must not keep the program from ending.
        self._threads = [
            threading.Thread(target=run, name=f"watch {name}", daemon=True)
            for name, run in (
                ("reading", self._reading.run),
                ("looking", self._looking.run),
                ("finding", self._finding.run),
            )
        ]

    def __enter__(self) -> Watch:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all threads; what was captured and found until now has been told to listeners."""
        self._stop.set()
        self._source.stop()
        self._slot.close(drop=True)
        for thread in self._threads:
            thread.join(LAST_WAIT_S)

    def add(
        self, frames: FrameListener | None = None, results: ResultListener | None = None
    ) -> None:
        """Let a listener hear from now on: of what is captured, of what is found."""
        self._telling.add(frames, results)

    def remove(self, listener: FrameListener | ResultListener) -> None:
        """Let a listener hear nothing any more; it may hear one last picture."""
        self._telling.remove(listener)

    def newest(self) -> Shown | None:
        """Return the newest picture and the newest boxes; None before the first picture."""
        frame = self._reading.newest
        with self._lock:
            return None if frame is None else Shown(frame, self._looked)

    def take_events(self) -> tuple[LiveEvent, ...]:
        """Return what happened since the last call, oldest first."""
        return self._telling.fetch()

    def stats(self) -> WatchStats:
        """Return all counts and figures as of now."""
        return self._counts.stats(time.monotonic(), self._source.n_lost)

    def painted(self, number: int, at_s: float | None = None) -> None:
        """Hear from the window that the overlay of picture ``number`` is on the screen.

        ``at_s`` is when, on ``time.monotonic``; None is now.
        """
        now_s = time.monotonic() if at_s is None else at_s
        with self._lock:
            taken_s = next((taken for known, taken in self._taken if known == number), None)
        if taken_s is not None:
            self._counts.painted(now_s, now_s - taken_s)

    def _note(self, looked: Looked) -> None:
        with self._lock:
            self._looked = looked
            self._taken.append((looked.number, looked.frame.taken_s))

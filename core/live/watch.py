"""A live watch: pictures are captured, looked at and searched for hits, each in its own thread.

The newest pictures win: the detector never has a queue, and what it could not look at in time is
counted as dropped. Nobody who listens is ever waited for.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from types import TracebackType

from core.capture.live_frame import LiveFrame, SoundBlock
from core.capture.live_source import LiveSource
from core.detections.detector import Detector
from core.live.newest_slot import NewestSlot
from core.live.watch_counts import WatchCounts
from core.live.watch_finding import Finding
from core.live.watch_listeners import Telling
from core.live.watch_looking import Looking
from core.live.watch_microphone import MakeMicrophone, WatchMicrophone
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
from core.video.sound import Onsets

LAST_WAIT_S = 10.0
PLACES = 2
"""Pictures that may wait for the detector: one, so that a picture that took it a little longer
costs none, and the newest. They are older by one picture's time at most when their turn comes;
where each tenth picture is left out, a sixth of the hits is lost (``tests/benchmarks/quality.py``).
"""

REMEMBERED = 256
"""Moments kept of pictures that were looked at, until the window says it has painted them."""


class Watch:
    """Watches ``source`` with ``detector``; a context manager that owns its threads.

    ``capture_fps`` is the rate a slow-motion source was taken at, as for ``HitEngine``.
    ``microphone`` makes one that is heard instead of the source's own sound, for instance
    ``functools.partial(Microphone, device)``. ``detector`` must not be used by others meanwhile.
    All methods may be called from any thread and return at once. Expected trouble comes as
    events; the watch goes on as soon as the source does.
    """

    def __init__(
        self,
        source: LiveSource,
        detector: Detector,
        *,
        capture_fps: float | None = None,
        microphone: MakeMicrophone | None = None,
        settings: WatchSettings | None = None,
    ) -> None:
        settings = settings or WatchSettings()
        self._source = source
        self._stop = threading.Event()
        self._counts = counts = WatchCounts()
        self._telling = telling = Telling()
        self._microphone = WatchMicrophone(microphone, self._hear, telling)
        self._slot: NewestSlot[LiveFrame] = NewestSlot(PLACES)
        self._finding = Finding(capture_fps, settings, counts, telling, self._microphone.look)
        ignored = microphone is not None
        self._reading = Reading(
            source, self._slot, counts, telling, self._stop, _ignore if ignored else self._hear
        )
        self._looking = Looking(
            detector, self._slot, settings, counts, telling, self._note, self._finding.close
        )
        self._lock = threading.Lock()
        self._looked: Looked | None = None
        self._painted = -1
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
        self._microphone.start()
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
        self._microphone.stop()
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

    def onsets(self) -> Onsets:
        """Return the lesson's final onsets on the source's clock, once the watch has ended."""
        return self._finding.onsets

    def painted(self, number: int, at_s: float | None = None) -> None:
        """Hear from the window that the overlay of picture ``number`` is on the screen.

        ``at_s`` is when, on ``time.monotonic``; None is now.
        """
        now_s = time.monotonic() if at_s is None else at_s
        with self._lock:
            taken_s = next((taken for known, taken in self._taken if known == number), None)
            again, self._painted = number == self._painted, number
        if taken_s is not None and not again:
            self._counts.painted(now_s, now_s - taken_s)

    def _note(self, looked: Looked) -> None:
        with self._lock:
            self._looked = looked
            self._taken.append((looked.number, looked.frame.taken_s))
        self._finding.put(looked)

    def _hear(self, block: SoundBlock) -> None:
        self._telling.sound(block)
        self._finding.put_sound(block)


def _ignore(block: SoundBlock) -> None:
    """Leave the source's own sound alone: a microphone was chosen."""

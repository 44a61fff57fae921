"""Who hears what a watch captures and finds, and what is told to the window."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial

from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.detections.detections import Detections
from core.errors import SweetspotError
from core.hits.engine import EngineUpdate
from core.live.watch_values import FrameListener, ListenerTrouble, LiveEvent, ResultListener

MOST_EVENTS = 4096
"""A window that asks for no events for minutes loses the oldest, not the program its memory."""


class Telling:
    """Events for the window, from all threads, and the lists of listeners."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: deque[LiveEvent] = deque(maxlen=MOST_EVENTS)
        self._frames: tuple[FrameListener, ...] = ()
        self._results: tuple[ResultListener, ...] = ()

    def tell(self, *events: LiveEvent) -> None:
        """Keep events until they are fetched."""
        with self._lock:
            self._events.extend(events)

    def fetch(self) -> tuple[LiveEvent, ...]:
        """Return the events since the last time."""
        with self._lock:
            events = tuple(self._events)
            self._events.clear()
            return events

    def add(
        self, frames: FrameListener | None = None, results: ResultListener | None = None
    ) -> None:
        """Let someone hear from now on."""
        with self._lock:
            self._frames += () if frames is None else (frames,)
            self._results += () if results is None else (results,)

    def remove(self, listener: object) -> None:
        """Let someone hear nothing any more."""
        with self._lock:
            self._frames = tuple(one for one in self._frames if one is not listener)
            self._results = tuple(one for one in self._results if one is not listener)

    def frame(self, frame: LiveFrame) -> None:
        """Pass on a picture."""
        for listener in self._frames:
            self._guarded(listener, partial(listener.take, frame))

    def packet(self, packet: Packet) -> None:
        """Pass on a packet."""
        for listener in self._frames:
            self._guarded(listener, partial(listener.take_packet, packet))

    def sound(self, block: SoundBlock) -> None:
        """Pass on sound."""
        for listener in self._frames:
            self._guarded(listener, partial(listener.take_sound, block))

    def boxes(self, number: int, boxes: Detections) -> None:
        """Pass on the boxes of a picture."""
        for listener in self._results:
            self._guarded(listener, partial(listener.take_detections, number, boxes))

    def found(self, update: EngineUpdate) -> None:
        """Pass on what the engine found."""
        for listener in self._results:
            self._guarded(listener, partial(listener.take_found, update))

    def _guarded(self, listener: object, call: Callable[[], None]) -> None:
        try:
            call()
        except SweetspotError as error:
            self.remove(listener)
            self.tell(ListenerTrouble(listener, error.message, error.hint))

"""The reading thread of a watch: from the source to listeners and to the newest picture."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.capture.live_source import LiveSource
from core.errors import CaptureError
from core.live.newest_slot import NewestSlot
from core.live.watch_counts import WatchCounts
from core.live.watch_listeners import Telling
from core.live.watch_values import SizeChanged, SourceBack, SourceTrouble

PAUSE_S = (0.5, 1.0, 2.0, 5.0)
"""Waits before a source that failed is opened again; the last one repeats."""


class Reading:
    """Reads ``source`` until it ends or ``stop`` is set; opens it again when it fails."""

    def __init__(
        self,
        source: LiveSource,
        slot: NewestSlot[LiveFrame],
        counts: WatchCounts,
        telling: Telling,
        stop: threading.Event,
        hear: Callable[[SoundBlock], None],
    ) -> None:
        self._source, self._slot, self._counts = source, slot, counts
        self._telling, self._stop, self._hear = telling, stop, hear
        self._n = 0
        self._failed = 0
        self._away_since_s: float | None = None
        self.newest: LiveFrame | None = None

    def run(self) -> None:
        """Read until the end."""
        try:
            while not self._stop.is_set():
                try:
                    with self._source as source:
                        source.tap(self)
                        if self._read(source):
                            return
                except CaptureError as error:
                    self._fail(error)
        finally:
            self._slot.close()

    def take_packet(self, packet: Packet) -> None:
        """Pass on a packet of the source."""
        self._telling.packet(packet)

    def take_sound(self, block: SoundBlock) -> None:
        """Pass on sound of the source."""
        self._hear(block)

    def take_trouble(self, trouble: CaptureError | None) -> None:
        """Hear that the source is trying to get its picture back; the next picture ends it."""
        if trouble is not None:
            self._in_trouble(trouble)

    def _read(self, source: LiveSource) -> bool:
        """Pass pictures on; return True at the source's end or when asked to stop."""
        shift: tuple[int, float] | None = None
        while not self._stop.is_set():
            with self._counts.stage("reading"):
                frame = source.read()
            if frame is None:
                return True
            shift = shift or self._shift(frame)
            if shift != (0, 0.0):
                number, time_s = frame.number + shift[0], frame.time_s + shift[1]
                frame = replace(frame, number=number, time_s=time_s)
            self._pass_on(frame)
        return True

    def _shift(self, frame: LiveFrame) -> tuple[int, float]:
        """Return what to add to numbers and times: a source opened again begins anew."""
        if self.newest is None:
            return (0, 0.0)
        if frame.number >= self._n and frame.time_s > self.newest.time_s:
            return (self._n - frame.number, 0.0)
        gone_s = max(frame.taken_s - self.newest.taken_s, 1e-3)
        return (self._n - frame.number, self.newest.time_s + gone_s - frame.time_s)

    def _pass_on(self, frame: LiveFrame) -> None:
        now_s = time.monotonic()
        if self._away_since_s is not None:
            self._telling.tell(SourceBack(frame.number, now_s - self._away_since_s))
            self._away_since_s, self._failed = None, 0
        if self.newest is not None and self.newest.size != frame.size:
            self._telling.tell(SizeChanged(frame.number, frame.size))
        self.newest, self._n = frame, frame.number + 1
        self._counts.captured(now_s, now_s - frame.taken_s)
        with self._counts.stage("listening"):
            self._telling.frame(frame)
        if self._slot.put(frame) is not None:
            self._counts.dropped(now_s)

    def _fail(self, error: CaptureError) -> None:
        self._in_trouble(error)
        self._stop.wait(PAUSE_S[min(self._failed, len(PAUSE_S) - 1)])
        self._failed += 1

    def _in_trouble(self, error: CaptureError) -> None:
        if self._away_since_s is None:
            self._away_since_s = time.monotonic()
            self._telling.tell(SourceTrouble(error.message, error.hint))

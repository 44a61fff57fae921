"""The recording of a watching: begun, followed and finished in the watching's own thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol

from app.jobs.job import JobProgress
from app.state.live_phase import RECORDING_SAFE
from app.state.live_reports import RecordingBegun, RecordingEnded
from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.detections.detections import Detections
from core.errors import Cancelled, FileError, SweetspotError
from core.hits.engine import EngineUpdate
from core.live.record_values import RecorderStatus, RecordingEnd, RecordingPlan
from core.live.watch import Watch
from core.live.watch_values import ListenerTrouble, LiveEvent, Shown
from core.sessions.session import Session


class Recorder(Protocol):
    """What is asked of a recorder (``core.live.recorder``)."""

    def take(self, frame: LiveFrame) -> None: ...

    def take_packet(self, packet: Packet) -> None: ...

    def take_sound(self, block: SoundBlock) -> None: ...

    def take_detections(self, number: int, boxes: Detections) -> None: ...

    def take_found(self, update: EngineUpdate) -> None: ...

    def status(self) -> RecorderStatus:
        """Return how far it is."""
        ...

    def finish(self) -> Session:
        """End the film and return the practice in the library."""
        ...


class LiveRecording:
    """At most one recording at a time; ``make`` begins one with its first picture."""

    def __init__(self, make: Callable[[LiveFrame, RecordingPlan], Recorder]) -> None:
        self._make = make
        self._recorder: Recorder | None = None
        self._watch: Watch | None = None
        self._broken: SweetspotError | None = None
        self._given_up = False

    def follow(
        self,
        wanted: bool,
        watch: Watch,
        shown: Shown | None,
        plan: RecordingPlan,
        to: JobProgress,
    ) -> None:
        """Begin or end as wanted. What could not begin or broke is tried again when wanted anew.

        A recording that ended because the picture has another size goes on in another part.
        """
        self._watch = watch
        if not wanted:
            self._given_up = False
        if self._broken is not None or (self._recorder is not None and not wanted):
            self.finish(to)
        elif wanted and self._recorder is None and shown is not None and not self._given_up:
            self._begin(watch, shown.frame, plan, to)

    def hear(self, events: Iterable[LiveEvent]) -> None:
        """Learn whether the recorder has failed."""
        for event in events:
            if isinstance(event, ListenerTrouble) and event.listener is self._recorder:
                self._broken = FileError(event.message, event.hint)

    def status(self, to: JobProgress) -> RecorderStatus | None:
        """Return how far it is, None while nothing is recorded; ask now and then.

        One that takes nothing more is finished.
        """
        if self._recorder is None:
            return None
        now = self._recorder.status()
        if now.ended is None:
            return now
        if now.ended is not RecordingEnd.SIZE_CHANGED:
            self._broken = FileError(now.trouble or "The recording ended.", RECORDING_SAFE)
        self.finish(to)
        return None

    def finish(self, to: JobProgress) -> None:
        """End the recording, if there is one, and tell of it."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        error, self._broken = self._broken, None
        self._given_up = error is not None
        if self._watch is not None:
            self._watch.remove(recorder)
        try:
            ended = RecordingEnded(recorder.finish(), error)
        except SweetspotError as worse:
            ended = RecordingEnded(None, worse)
        # A window that closes does not listen any more; the lesson is kept all the same.
        with suppress(Cancelled):
            to.publish(ended)

    def _begin(self, watch: Watch, first: LiveFrame, plan: RecordingPlan, to: JobProgress) -> None:
        try:
            self._recorder = self._make(first, plan)
        except SweetspotError as error:
            self._given_up = True
            to.publish(RecordingEnded(None, error))
            return
        watch.add(self._recorder, self._recorder)
        to.publish(RecordingBegun())

"""The recording of a watching: begun, followed and ended in the watching's own thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from app.jobs.job import JobProgress
from app.state.live_phase import RECORDING_SAFE
from app.state.live_reports import RecordingBegun, RecordingRefused, RecordingStopped
from app.state.live_wish import LiveWish
from core.capture.live_frame import LiveFrame
from core.errors import Cancelled, FileError, SweetspotError
from core.live.record_lead import Lead
from core.live.record_values import RecorderStatus, RecordingEnd, RecordingPlan
from core.live.recorder import Recorder
from core.live.watch import Watch
from core.live.watch_values import ListenerTrouble, LiveEvent, Quality, QualityChanged, Shown

MakeRecorder = Callable[[LiveFrame, RecordingPlan], Recorder]


class LiveRecording:
    """At most one recording at a time; ``make`` begins one with its first picture.

    One that ended is told of as ``RecordingStopped``: whoever hears of it finishes it.
    """

    def __init__(self, make: MakeRecorder) -> None:
        self._make = make
        self._lead = Lead()
        self._recorder: Recorder | None = None
        self._broken: SweetspotError | None = None
        self._given_up = False
        self._whole = True
        self._tries = 0

    def follow(
        self,
        wish: LiveWish,
        watch: Watch,
        shown: Shown | None,
        plan: RecordingPlan,
        to: JobProgress,
    ) -> None:
        """Begin or end as wished. What could not begin or broke is tried again when wished anew.

        A recording that ended because the picture has another size goes on in another part.
        """
        if not wish.record or wish.tries != self._tries:
            self._given_up, self._tries = False, wish.tries
        if self._broken is not None or (self._recorder is not None and not wish.record):
            self.end(to)
        elif wish.record and self._recorder is None and shown is not None and not self._given_up:
            self._begin(watch, shown.frame, plan, to)

    def listen(self, watch: Watch) -> None:
        """Keep a little of what comes from now on, so that a recording begins at once."""
        watch.add(self._lead, self._lead)

    def hear(self, events: Iterable[LiveEvent]) -> None:
        """Learn whether the recorder has failed, and how well the detector looks."""
        for event in events:
            if isinstance(event, ListenerTrouble) and event.listener is self._recorder:
                self._broken = FileError(event.message, event.hint)
            elif isinstance(event, QualityChanged):
                self._whole = event.quality is Quality.FULL
                if self._recorder is not None:
                    self._recorder.look_is_whole(self._whole)

    def status(self, to: JobProgress) -> RecorderStatus | None:
        """Return how far it is, None while nothing is recorded; ask now and then.

        One that takes nothing more is ended.
        """
        if self._recorder is None:
            return None
        now = self._recorder.status()
        if now.ended is None:
            return now
        if now.ended is not RecordingEnd.SIZE_CHANGED:
            self._broken = FileError(now.trouble or "The recording ended.", RECORDING_SAFE)
        self.end(to)
        return None

    def end(self, to: JobProgress) -> None:
        """End the recording, if there is one, and tell of it."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        error, self._broken = self._broken, None
        self._given_up = error is not None
        try:
            to.publish(RecordingStopped(recorder, error))
        except Cancelled:
            # The window closes and does not listen any more; the lesson is kept all the same.
            with suppress(SweetspotError):
                recorder.finish()

    def _begin(self, watch: Watch, first: LiveFrame, plan: RecordingPlan, to: JobProgress) -> None:
        try:
            self._recorder = self._make(first, plan)
        except SweetspotError as error:
            self._given_up = True
            to.publish(RecordingRefused(error))
            return
        self._recorder.look_is_whole(self._whole)
        self._recorder.follow(self._lead)
        watch.add(self._recorder, self._recorder)
        to.publish(RecordingBegun())

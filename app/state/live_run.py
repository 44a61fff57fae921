"""One watching from the first picture to the last: the function that runs in the live lane."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from app.jobs.job import JobProgress
from app.state.live_caller import LiveCaller
from app.state.live_recording import LiveRecording
from app.state.live_reports import LiveFigures, LiveTold, Unheard
from app.state.live_screen import LiveScreen
from app.state.live_tools import LiveTools
from app.state.live_wish import LiveWishes
from core.capture.source_spec import SourceKind, SourceSpec
from core.detections.detector import Detector
from core.errors import Cancelled, CaptureError
from core.keep_awake import keep_awake
from core.live.past import Past
from core.live.record_values import RecordingPlan
from core.live.recorder import Recorder
from core.live.sound_level import SoundLevel
from core.live.watch import Watch
from core.live.watch_microphone import MakeMicrophone
from core.live.watch_values import SourceEnded, WatchSettings

_PACE_S = 0.004
"""Looks for a new picture so often: a quarter of the time one is on a usual screen."""

_FIGURES_EVERY_S = 0.4
_WHY_AWAKE = "A lesson is being watched"


class LiveRun:
    """Watches the source of ``spec`` until its end or until that is wished. For one run.

    Called in its thread, it publishes ``LivePicture`` (the newest only), ``LiveTold``,
    ``LiveFigures`` and what ``LiveRecording`` says; ``painted`` is for the window's thread.
    """

    def __init__(
        self,
        tools: LiveTools,
        spec: SourceSpec,
        make_detector: Callable[[], Detector],
        recording: LiveRecording,
        caller: LiveCaller,
        wishes: LiveWishes,
        settings: WatchSettings,
        microphone: MakeMicrophone | None = None,
    ) -> None:
        self._tools, self._spec, self._make_detector = tools, spec, make_detector
        self._recording, self._caller, self._wishes = recording, caller, wishes
        self._settings, self._microphone = settings, microphone
        self._level = SoundLevel()
        self._watch: Watch | None = None
        self._figures_s = 0.0
        self._plan = RecordingPlan()

    def painted(self, number: int, at_s: float) -> None:
        """Hear that a picture of now is on the screen with its boxes."""
        watch = self._watch
        if watch is not None:
            watch.painted(number, at_s)

    def release(self, recorder: Recorder) -> None:
        """Tell a finished recorder nothing more."""
        watch = self._watch
        if watch is not None:
            watch.remove(recorder)

    def __call__(self, progress: JobProgress) -> None:
        """Watch until the end. Raises ``CaptureError``, ``ModelError`` or ``Cancelled``."""
        with keep_awake(_WHY_AWAKE, screen=True), ExitStack() as held:
            detector, source = self._make_detector(), self._tools.open_source(self._spec)
            self._plan = RecordingPlan(
                fps=self._settings.fps or 30.0,
                model_hash=detector.model_hash,
                model_name=detector.model_name,
                sound=self._microphone is not None or self._spec.kind is not SourceKind.CAMERA,
            )
            self._open_loudspeaker(held, progress)
            try:
                watch = Watch(
                    source, detector, microphone=self._microphone, settings=self._settings
                )
                with Past() as past:
                    # Before the first picture: the key that a recording begins with is the first.
                    watch.add(past, past)
                    self._recording.listen(watch)
                    watch.add(self._level)
                    with watch:
                        self._watch = watch
                        self._follow(progress, watch, past)
                # What was found at the very end is told after the threads have ended.
                self._tell(progress, watch)
            finally:
                self._watch = None
                self._recording.end(progress)

    def _open_loudspeaker(self, held: ExitStack, progress: JobProgress) -> None:
        try:
            self._caller.loud = held.enter_context(self._tools.loudspeaker())
        except CaptureError as error:
            progress.publish(Unheard(error))

    def _follow(self, progress: JobProgress, watch: Watch, past: Past) -> None:
        screen = LiveScreen(past, self._wishes)
        while True:
            if progress.cancelled:
                raise Cancelled
            wish, shown = self._wishes.now, watch.newest()
            if self._tell(progress, watch) or wish.stop:
                return
            self._recording.follow(wish, watch, shown, self._plan, progress)
            picture = screen.next(shown, wish, time.monotonic())
            if picture is not None:
                progress.publish(picture, newest_only=True)
            self._tell_figures(progress, watch, screen)
            if picture is None:
                self._wishes.wait(_PACE_S)

    def _tell(self, progress: JobProgress, watch: Watch) -> bool:
        """Pass on what happened; return whether the source has come to its end."""
        events, now_s = watch.take_events(), time.monotonic()
        if not events:
            return False
        wish = self._wishes.now
        for event in events:
            self._caller.hear(event, wish, now_s)
        self._recording.hear(events)
        progress.publish(LiveTold(events, now_s))
        return any(isinstance(event, SourceEnded) for event in events)

    def _tell_figures(self, progress: JobProgress, watch: Watch, screen: LiveScreen) -> None:
        now_s = time.monotonic()
        if now_s - self._figures_s < _FIGURES_EVERY_S:
            return
        self._figures_s = now_s
        stats = watch.stats()
        if stats.captured_per_s > 1:
            screen.fps = stats.captured_per_s
            if self._settings.fps is None:
                self._plan = replace(self._plan, fps=stats.captured_per_s)
        recording = self._recording.status(progress)
        progress.publish(LiveFigures(stats, self._level.at(now_s), recording))

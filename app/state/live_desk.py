"""The Live place's desk: where a watching is, what it found, and what a coach can ask of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Lane
from app.jobs.runner import JobRunner
from app.live_choices import NO_MICROPHONE, LiveChoices
from app.preferences import PreferencesFile
from app.state.detector_provider import DetectorProvider
from app.state.live_caller import LiveCaller
from app.state.live_hits import LessonHits
from app.state.live_listening import LiveListening
from app.state.live_phase import Cause, LivePhase, LiveState
from app.state.live_picture import LivePicture
from app.state.live_recording import LiveRecording
from app.state.live_reports import (
    LiveFigures,
    LiveTold,
    RecordingBegun,
    RecordingRefused,
    RecordingStopped,
    Unheard,
)
from app.state.live_run import LiveRun
from app.state.live_saving import LiveSaving
from app.state.live_sources import LiveSources
from app.state.live_tools import LiveTools
from app.state.live_voice import LiveVoice
from app.state.live_wish import LiveWish, LiveWishes, Replay, as_chosen
from core.capture.source_spec import SourceSpec
from core.errors import SweetspotError
from core.live.watch_microphone import MakeMicrophone
from core.live.watch_values import HitFound, WatchSettings
from core.sessions.store import SessionStore

_JOB = "Watching a lesson"


class LiveDesk(QObject):
    """Drives one watching at a time through the runner's live lane.

    ``state_changed``, ``hits_changed`` and ``choices_changed`` follow ``state``, ``hits`` and
    ``choices``. ``picture_came`` carries a ``LivePicture``, ``figures_came`` a ``LiveFigures``,
    ``failed`` a ``SweetspotError`` that ended something, ``unheard`` one that keeps the call-out
    silent.
    """

    state_changed = Signal()
    hits_changed = Signal()
    choices_changed = Signal()
    picture_came = Signal(object)
    figures_came = Signal(object)
    failed = Signal(object)
    unheard = Signal(object)

    def __init__(
        self,
        runner: JobRunner,
        store: SessionStore,
        detector: DetectorProvider,
        preferences: PreferencesFile,
        voice_folder: Path,
        tools: LiveTools | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner, self._store, self._detector = runner, store, detector
        self._preferences, self.tools = preferences, tools or LiveTools()
        self.sources = LiveSources(runner, preferences, self.tools, self)
        self.listening = LiveListening(runner, self.tools, self)
        self.voice = LiveVoice(runner, self.tools, voice_folder, self)
        self.saving = LiveSaving(runner, self)
        self.state = LiveState()
        self.hits = LessonHits()
        self.figures: LiveFigures | None = None
        self.mirror_on = False
        self._run: LiveRun | None = None
        self._replays = 0
        self._view_px = (0, 0)
        self._wishes = LiveWishes(LiveWish())
        self.voice.failed.connect(self.failed)
        self.voice.changed.connect(self.choices_changed)
        self.saving.failed.connect(self.failed)
        for over in (self.saving.saved, self.saving.failed):
            over.connect(lambda _what: self._saved())

    # What is chosen.

    @property
    def choices(self) -> LiveChoices:
        """The coach's choices, remembered from the last time."""
        return self._preferences.value.live

    def choose(self, live: LiveChoices) -> None:
        """Take other choices; they hold at once and next time."""
        if live != self.choices:
            self._preferences.change(replace(self._preferences.value, live=live))
            self._wish_as_chosen()
            self.choices_changed.emit()

    @property
    def holds_recording(self) -> bool:
        """Whether something is being recorded, or not yet in the library."""
        return self.state.recording or self.saving.under_way > 0

    def use_store(self, store: SessionStore) -> None:
        """Keep recordings in another library from the next one on."""
        self._store = store

    # The flow.

    def start(self) -> None:
        """Watch the chosen source; does nothing while one is watched."""
        spec = self.sources.chosen
        if spec is None or not spec.address or self.state.phase.under_way:
            return
        self.hits, self.figures, self.mirror_on = LessonHits(), None, False
        self.saving.begin_anew()
        self._wishes = LiveWishes(self._as_chosen(LiveWish(record=self.choices.record)))
        tools, store = self.tools, self._store
        self.listening.listen(None)
        self.sources.keep()
        self._run = LiveRun(
            tools,
            spec,
            self._detector.own,
            LiveRecording(lambda first, plan: tools.recorder(store, first, plan)),
            LiveCaller(lambda: self.voice.words),
            self._wishes,
            WatchSettings(fps=spec.format.fps if spec.format else None),
            self._microphone_for(spec),
        )
        self._become(LiveState().opening(spec.shown))
        self.hits_changed.emit()
        self._runner.start(
            _JOB,
            self._run,
            lane=Lane.LIVE,
            on_update=self._hear,
            on_done=lambda _none: self._over(),
            on_failed=self._fail,
            on_cancelled=self._over,
            quiet=True,
        )

    def stop(self) -> None:
        """End the watching; what was recorded becomes a practice of the library."""
        if self.state.phase.under_way and self.state.phase is not LivePhase.ENDING:
            self._become(self.state.ending())
            self._wishes.change(lambda wish: replace(wish, stop=True))

    def leave_result(self) -> None:
        """Go back from the result to the choice of a source."""
        if self.state.phase is LivePhase.ENDED:
            self._become(LiveState())

    def record(self, on: bool) -> None:
        """Keep the lesson from now on, or end that recording while watching goes on."""
        self.choose(replace(self.choices, record=on))
        self._wishes.change(lambda wish: replace(wish, record=on))

    def forget_trouble(self, cause: Cause) -> None:
        """Say no more of a trouble that the coach has read."""
        self._become(self.state.without(cause))

    def record_again(self) -> None:
        """Try again to keep the lesson after a recording broke."""
        self.forget_trouble(Cause.RECORDING)
        self._wishes.change(lambda wish: replace(wish, record=True, tries=wish.tries + 1))

    # What is shown.

    def set_view(self, pixels: tuple[int, int]) -> None:
        """Say how large pictures are wanted, in real pixels."""
        self._view_px = pixels
        self._wishes.change(lambda wish: replace(wish, view_px=pixels))

    def painted(self, number: int, at_s: float) -> None:
        """Hear that a picture is on the screen."""
        if self._run is not None:
            self._run.painted(number, at_s)

    def mirror(self, on: bool) -> None:
        """Show the picture as late as chosen, or as it is now."""
        self.mirror_on = on
        self._wish_as_chosen()
        self.choices_changed.emit()

    def replay(self) -> None:
        """Show the last hit again, slowly; the watching goes on behind it."""
        if self.hits.standing:
            self.replay_at(self.hits.standing[-1].hit.time_s)

    def replay_at(self, hit_time_s: float) -> None:
        """Show the hit of that time (the source's clock) again, if it is not too long ago."""
        if self.state.phase is LivePhase.WATCHING:
            self._replays += 1
            wanted = Replay(self._replays, hit_time_s)
            self._wishes.change(lambda wish: replace(wish, replay=wanted))

    def back_to_now(self) -> None:
        """End replay and mirror."""
        self._wishes.change(lambda wish: replace(wish, replay=None))
        if self.mirror_on:
            self.mirror(False)

    # From the watching.

    def _hear(self, update: object) -> None:
        if isinstance(update, LivePicture):
            self._become(self.state.picture_came())
            self.picture_came.emit(update)
        elif isinstance(update, LiveTold):
            self._hear_events(update)
        elif isinstance(update, LiveFigures):
            self.figures = update
            seen = self.state.picture_came() if update.stats.captured else self.state
            disk = update.recording.disk.words if update.recording is not None else ""
            self._become(seen.with_disk(disk))
            self.figures_came.emit(update)
        elif isinstance(update, RecordingBegun):
            self._become(self.state.with_recording(True))
        elif isinstance(update, RecordingStopped):
            self._save(update)
        elif isinstance(update, RecordingRefused):
            self._become(self.state.with_broken(update.error))
        elif isinstance(update, Unheard) and self.choices.call_on:
            self.unheard.emit(update.error)

    def _hear_events(self, told: LiveTold) -> None:
        state, hits = self.state, self.hits
        for event in told.events:
            state, hits = state.after(event), hits.after(event)
        if hits is not self.hits:
            self.hits = hits
            self.hits_changed.emit()
        self._become(state)
        if self.choices.replay_always and any(isinstance(e, HitFound) for e in told.events):
            self.replay()

    def _save(self, stopped: RecordingStopped) -> None:
        """Let a recording be finished; the picture goes on meanwhile."""
        state = self.state.with_recording(False)
        if stopped.error is not None:
            state = state.with_broken(stopped.error)
        self._become(state)
        self.saving.save(stopped, self._run)

    def _saved(self) -> None:
        if self._run is None:
            self._over()

    def _fail(self, error: BaseException) -> None:
        # What nobody expected is told by the runner.
        if isinstance(error, SweetspotError):
            self.failed.emit(error)
        self._over()

    def _over(self) -> None:
        self._run = None
        if self.saving.under_way:
            self._become(self.state.ending())
            return
        seen = bool(self.saving.sessions) or bool(self.hits.hits)
        self._become(self.state.ended() if seen else LiveState())

    def _microphone_for(self, spec: SourceSpec) -> MakeMicrophone | None:
        """Return what makes the chosen microphone; None where the source has its own sound."""
        device = self.choices.microphone
        if device == NO_MICROPHONE or not self.sources.hears_microphone(spec):
            return None
        return partial(self.tools.microphone, device)

    def _become(self, state: LiveState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    def _as_chosen(self, wish: LiveWish) -> LiveWish:
        mirror_s = self.choices.mirror_s if self.mirror_on else 0.0
        return replace(as_chosen(wish, self.choices), delay_s=mirror_s, view_px=self._view_px)

    def _wish_as_chosen(self) -> None:
        self._wishes.change(self._as_chosen)

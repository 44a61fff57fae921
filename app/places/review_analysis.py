"""Follows the analysis of the session on screen: results, progress, starting and stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.context import AppContext
from app.jobs.job import Job, JobProgress, Lane
from app.panels.progress_strip import ProgressStrip
from app.state.open_session import OpenSession
from app.state.session_contents import load_found, sound_strip
from app.state.sound_strip import SoundStrip
from app.state.track_log import TrackLog
from app.viewer.timeline import Timeline
from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.errors import SweetspotError
from core.sessions.session import Session

if TYPE_CHECKING:
    from core.sessions.analysis_update import AnalysisUpdate

NO_HITS = (
    "No hits found. If it is slow motion, choose above how it was filmed; "
    "or go to the moment of a hit and press I to mark it."
)


OTHER_DETECTOR = (
    "These hits were found with another detector. Look again with the one in use now? "
    "What you confirmed, put right or scored stays."
)


class ReviewAnalysis(QObject):
    """Hands what ``Analyses`` says about the open session to those who show it.

    It starts an analysis when a session has none, or when its settings were changed; a run that
    the coach stopped waits for the coach. ``pictures_made`` says that new hits have
    pictures, ``ended`` that the analysis is complete, ``status_changed`` what an empty list of
    hits means now.
    """

    pictures_made = Signal()
    ended = Signal()
    status_changed = Signal(str)

    def __init__(
        self,
        context: AppContext,
        opened: OpenSession,
        strip: ProgressStrip,
        timeline: Timeline,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._analyses = context, context.analyses
        self._opened, self._strip, self._timeline = opened, strip, timeline
        self._sound_job: Job | None = None
        self._hits_seen = -1
        self._restart = False
        self._stopped = False
        self._analyses.started.connect(self._started)
        self._analyses.updated.connect(self._updated)
        self._analyses.finished.connect(self._finished)
        self._analyses.failed.connect(self._failed)
        self._analyses.cancelled.connect(self._cancelled)
        opened.saved.connect(self._start_if_settings_changed)
        context.shelf.current_changed.connect(self._offer_again)
        strip.stop_wanted.connect(self.stop)
        strip.start_wanted.connect(self.start)
        context.actions.bind("analyse", self.start)
        context.actions.bind("cancel_analysis", self.stop)
        context.actions.set_enabled("cancel_analysis", False)

    def enter(self) -> None:
        """Another session is on screen."""
        session = self._session()
        if session is None:
            return
        self._hits_seen, self._restart, self._stopped = -1, False, False
        self._load_sound()
        self._strip.hide()
        self._timeline.set_analysed(None)
        self.status_changed.emit(NO_HITS)
        if self._analyses.job_of(session.id) is not None:
            self._started(session.id)
            latest = self._analyses.latest(session.id)
            if latest is not None:
                self._updated(session.id, latest)
        elif _unfinished(session):
            self.start()
        else:
            self._offer_again()

    def leave(self) -> None:
        """No session is on screen; its analysis goes on."""
        self._drop_sound()
        self._strip.hide()
        self._context.actions.set_enabled("cancel_analysis", False)

    def start(self) -> None:
        """Find the hits, or go on finding them."""
        session = self._session()
        if session is not None:
            self._stopped = False
            self._analyses.start(session.id, session.title)

    def stop(self) -> None:
        """Stop; what was found stays."""
        session = self._session()
        if session is not None:
            self._stopped = True
            self._analyses.cancel(session.id)

    def _session(self) -> Session | None:
        return self._opened.session

    def _is_mine(self, session_id: str) -> bool:
        session = self._session()
        return session is not None and session.id == session_id

    def _started(self, session_id: str) -> None:
        if self._is_mine(session_id):
            self._strip.show_waiting("Getting ready to find the hits…")
            self.status_changed.emit("Hits appear here as they are found.")
            self._context.actions.set_enabled("cancel_analysis", True)

    def _updated(self, session_id: str, update: AnalysisUpdate) -> None:
        session = self._session()
        if session is None or session.id != session_id:
            return
        self._opened.take_update(update, self._analyses.tracks(session_id) or TrackLog())
        fps = session.video.fps
        rate = update.frames_per_s or None
        self._strip.show_running(
            update.frames_done, update.n_frames, rate, rate / fps if rate else None, update.eta_s
        )
        self._timeline.set_analysed(update.frames_done / max(fps, 1e-6))
        if len(update.found) != self._hits_seen:
            self._hits_seen = len(update.found)
            self.pictures_made.emit()

    def _finished(self, session_id: str, analysed: Session) -> None:
        if not self._is_mine(session_id):
            return
        self._opened.take_results(analysed)
        self._load_found(session_id)
        self._end()
        self._strip.hide()
        self._offer_again()
        self._timeline.set_analysed(None)
        self.status_changed.emit(NO_HITS)
        self.ended.emit()
        self._start_if_settings_changed()

    def _failed(self, session_id: str, error: SweetspotError) -> None:
        if self._is_mine(session_id):
            self._end()
            words = f"{error.message} {error.hint}".strip()
            self._strip.show_stopped(words, "Try again", problem=True)
            self.status_changed.emit("The hits could not be looked for.")

    def _cancelled(self, session_id: str) -> None:
        if not self._is_mine(session_id):
            return
        self._end()
        if self._restart:
            self._restart = False
            self.start()
        else:
            self._strip.show_stopped("Stopped. What was found so far is kept.", "Go on")
            self.status_changed.emit("No hits up to where it stopped.")

    def _end(self) -> None:
        self._context.actions.set_enabled("cancel_analysis", False)

    def _start_if_settings_changed(self) -> None:
        """After a save: other settings ask for other hits. Detections are not made again."""
        session = self._session()
        if session is None or session.analysis is None:
            return
        if session.analysis.settings == session.settings or self._stopped:
            return
        if self._analyses.job_of(session.id) is not None:
            self._restart = True
            self._analyses.cancel(session.id)
        else:
            self.start()

    def _offer_again(self) -> None:
        """Offer to look with the detector in use where another one has found the hits."""
        session = self._session()
        if session is None or session.analysis is None or not session.analysis.complete:
            return
        if self._analyses.job_of(session.id) is None:
            in_use = self._context.detector.model_hash()
            if in_use and session.analysis.model_hash != in_use:
                self._strip.show_stopped(OTHER_DETECTOR, "Look again")
            else:
                self._strip.hide()

    def _load_found(self, session_id: str) -> None:
        """Read what the detector has found, now that it is whole."""
        store = self._opened.store
        if store is None:
            return

        def done(found: tuple[Detections | None, Tracks]) -> None:
            if found[0] is not None:
                self._opened.take_found(session_id, found[0], found[1])

        self._context.runner.start(
            "Reading the boxes",
            lambda _progress: (load_found(store, session_id), store.load_tracks(session_id)),
            lane=Lane.SHORT,
            on_done=done,
            on_failed=lambda _error: None,
            quiet=True,
        )

    def _load_sound(self) -> None:
        self._drop_sound()
        session, store = self._session(), self._opened.store
        if session is None or store is None:
            return

        def work(progress: JobProgress) -> SoundStrip | None:
            return sound_strip(store, session, progress)

        def done(strip: SoundStrip | None) -> None:
            if self._is_mine(session.id):
                self._timeline.set_sound(strip)

        self._sound_job = self._context.runner.start(
            "Reading the sound", work, lane=Lane.SHORT, on_done=done, quiet=True
        )

    def _drop_sound(self) -> None:
        if self._sound_job is not None:
            self._sound_job.cancel()
            self._sound_job = None


def _unfinished(session: Session) -> bool:
    state = session.analysis
    return state is None or not state.complete or state.settings != session.settings

"""The analyses that run or wait, one job for each session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, JobProgress, Lane
from app.jobs.runner import JobRunner
from app.state.track_log import TrackLog
from core.errors import SweetspotError

if TYPE_CHECKING:
    from app.state.detector_provider import DetectorProvider
    from core.sessions.analysis import AnalysisUpdate
    from core.sessions.session import Session
    from core.sessions.store import SessionStore


class Analyses(QObject):
    """Starts and stops analyses and hands on what they find.

    ``started(id)``; ``updated(id, AnalysisUpdate)`` in order, none left out;
    ``finished(id, Session)``; ``failed(id, SweetspotError)``; ``cancelled(id)``: what was
    found stays and the next start goes on from there.
    """

    started = Signal(str)
    updated = Signal(str, object)
    finished = Signal(str, object)
    failed = Signal(str, object)
    cancelled = Signal(str)

    def __init__(
        self,
        runner: JobRunner,
        store: SessionStore,
        detector: DetectorProvider,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._store = store
        self._detector = detector
        self._jobs: dict[str, Job] = {}
        self._latest: dict[str, AnalysisUpdate] = {}
        self._tracks: dict[str, TrackLog] = {}

    def use_store(self, store: SessionStore) -> None:
        """Analyse sessions of another library from now on; what runs goes on where it is."""
        self._store = store

    def start(self, session_id: str, title: str = "") -> Job:
        """Analyse a session, or return the job that does so already.

        A session whose results are complete for the present detector and settings ends at once:
        nothing is computed twice.
        """
        running = self._jobs.get(session_id)
        if running is not None:
            return running
        store, detector = self._store, self._detector

        def work(progress: JobProgress) -> Session:
            # Decoding and tracking are loaded here, beside the window.
            from core.sessions.analysis import analyse

            session = store.load(session_id)
            return analyse(session, store, detector.get(), progress, progress.publish)

        name = f"Finding hits in “{title or session_id}”"
        job = self._runner.start(
            name,
            work,
            lane=Lane.DETECTOR,
            on_update=lambda update: self._take(session_id, update),
            on_done=lambda session: self._end(session_id, session),
            on_failed=lambda error: self._fail(session_id, error),
            on_cancelled=lambda: self._stopped(session_id),
            unit="frames",
        )
        if not job.state.over:
            self._jobs[session_id] = job
            self.started.emit(session_id)
        return job

    def cancel(self, session_id: str) -> None:
        """Stop the analysis of a session, if there is one."""
        if session_id in self._jobs:
            self._jobs[session_id].cancel()

    def job_of(self, session_id: str) -> Job | None:
        """Return the job that analyses a session now or waits to."""
        return self._jobs.get(session_id)

    def latest(self, session_id: str) -> AnalysisUpdate | None:
        """Return the newest update of a running analysis, for who comes late."""
        return self._latest.get(session_id)

    def tracks(self, session_id: str) -> TrackLog | None:
        """Return all tracks of a running analysis so far; it grows with every update."""
        return self._tracks.get(session_id)

    def running(self) -> tuple[str, ...]:
        """Return the ids of the sessions whose analysis runs or waits."""
        return tuple(self._jobs)

    def _take(self, session_id: str, update: AnalysisUpdate) -> None:
        self._latest[session_id] = update
        self._tracks.setdefault(session_id, TrackLog()).add(update.tracks)
        self.updated.emit(session_id, update)

    def _end(self, session_id: str, session: Session) -> None:
        self._forget(session_id)
        self.finished.emit(session_id, session)

    def _fail(self, session_id: str, error: BaseException) -> None:
        self._forget(session_id)
        expected = isinstance(error, SweetspotError)
        self.failed.emit(
            session_id,
            error
            if expected
            else SweetspotError(
                "The analysis stopped because of a fault in Sweetspot.",
                "What was found so far is kept. Try again, and report it if it comes back.",
            ),
        )

    def _stopped(self, session_id: str) -> None:
        self._forget(session_id)
        self.cancelled.emit(session_id)

    def _forget(self, session_id: str) -> None:
        self._jobs.pop(session_id, None)
        self._latest.pop(session_id, None)
        self._tracks.pop(session_id, None)

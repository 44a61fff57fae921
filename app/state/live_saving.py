"""Recordings that have stopped and become practices of the library, beside whatever is watched."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Lane
from app.jobs.runner import JobRunner
from app.state.live_reports import RecordingStopped
from app.state.live_run import LiveRun
from core.errors import SweetspotError
from core.sessions.session import Session

_JOB = "Saving the lesson"


class LiveSaving(QObject):
    """``saved(Session)`` and ``failed(SweetspotError)`` follow one recording each.

    ``sessions`` are those of one watching; ``under_way`` counts what is not yet in the library.
    """

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.sessions: tuple[Session, ...] = ()
        self.under_way = 0

    def begin_anew(self) -> None:
        """Forget the sessions of the watching before."""
        self.sessions = ()

    def save(self, stopped: RecordingStopped, run: LiveRun | None) -> None:
        """Finish a recording in the library lane; ``run`` may go on watching."""
        recorder = stopped.recorder
        self.under_way += 1

        def saved(session: Session) -> None:
            self.under_way -= 1
            if run is not None:
                run.release(recorder)
            self.sessions = (*self.sessions, session)
            self.saved.emit(session)

        def failed(error: BaseException) -> None:
            self.under_way -= 1
            known = isinstance(error, SweetspotError)
            # What nobody expected is told by the runner; that saving is over is told here.
            self.failed.emit(error if known else _unknown())

        self._runner.start(
            _JOB,
            lambda _progress: recorder.finish(),
            lane=Lane.LIBRARY,
            on_done=saved,
            on_failed=failed,
        )


def _unknown() -> SweetspotError:
    return SweetspotError(
        "The lesson could not be saved completely.",
        "What was recorded is kept; the next start tries again.",
    )


def lesson_title(now: datetime | None = None) -> str:
    """Return what a lesson is called that begins now."""
    at = now or datetime.now()
    return f"Lesson on {at.day} {at:%B}, {at:%H:%M}"

"""The doubts of the open session: found beside the window, closed as the coach goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, JobProgress, Lane
from app.jobs.runner import JobRunner
from app.state.open_session import OpenSession
from core.detections.tracks import Tracks
from core.errors import SessionError
from core.sessions.doubt import Doubt, dismiss, doubt_queue
from core.sessions.session import Session

if TYPE_CHECKING:
    from core.sessions.store import SessionStore
    from core.video.sound import Onsets


@dataclass(frozen=True)
class _Found:
    """What was found, and what of it need not be found again."""

    of_tracks: tuple[Doubt, ...] | None = None
    of_hits: tuple[Doubt, ...] = ()
    onsets: Onsets | None = None
    tracks_key: object = None
    """Which tracks ``of_tracks`` is about."""

    @property
    def all(self) -> tuple[Doubt, ...]:
        """All of it."""
        return (*(self.of_tracks or ()), *self.of_hits)


class DoubtList(QObject):
    """Keeps the open doubts in the order of their worth; ``changed`` follows every change.

    Nothing is looked for before ``begin``; while the analysis runs there are no doubts yet.
    """

    changed = Signal()

    def __init__(
        self, runner: JobRunner, opened: OpenSession, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner, self._opened = runner, opened
        self._found = _Found()
        self._ready, self._begun = False, False
        self._job: Job | None = None
        self._again = False
        self._number = 0
        self._asked: object = None
        self._open: tuple[Doubt, ...] = ()
        self._seen: set[str] = set()
        opened.opened.connect(self._forget)
        opened.session_changed.connect(self._session_changed)
        opened.tracks_changed.connect(self._session_changed)

    @property
    def open(self) -> tuple[Doubt, ...]:
        """What is worth a look, the worthiest first."""
        return self._open

    @property
    def ready(self) -> bool:
        """Whether all was looked through; before that an empty list says nothing."""
        return self._ready

    @property
    def n_done(self) -> int:
        """How many of all doubts are closed."""
        return len(self._seen) - len(self._open)

    @property
    def n_all(self) -> int:
        """How many doubts there were."""
        return len(self._seen)

    @property
    def progress_words(self) -> str:
        """Return “12 of 30 done”; empty where there are none."""
        return f"{self.n_done} of {self.n_all} done" if self._ready and self.n_all else ""

    def begin(self) -> None:
        """Look for doubts, and keep looking as the session changes."""
        self._begun = True
        self._session_changed()

    def dismiss(self, doubt: Doubt) -> None:
        """Say that this needs no look; undoable."""
        self._opened.edit("No need to look", lambda now: dismiss(now, doubt))

    def at(self, frame: int) -> Doubt | None:
        """Return the worthiest open doubt about a frame."""
        return next((doubt for doubt in self._open if doubt.frame == frame), None)

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._number += 1
        self._found, self._ready, self._begun = _Found(), False, False
        self._job, self._again, self._asked = None, False, None
        self._open, self._seen = (), set()
        self.changed.emit()

    def _session_changed(self) -> None:
        session = self._opened.session
        if session is None or not self._begun:
            return
        if session.analysis is not None and session.analysis.complete:
            self._look(session)
        self._sort()

    def _look(self, session: Session) -> None:
        """Look again where hits or tracks are others than when last looked."""
        log, store = self._opened.tracks, self._opened.store
        # Tracks found anew come in another log; those of a running analysis make it longer.
        tracks_key = (log, len(log))
        asked = (session.hits, session.settings, session.rule, tracks_key)
        if store is None or asked == self._asked:
            return
        if self._job is not None:
            self._again = True  # Newest wins: once this one has ended.
            return
        self._asked = asked
        tracks, known = log.between(0, log.last_frame), self._found
        if known.tracks_key != tracks_key:
            known = replace(known, of_tracks=None, tracks_key=tracks_key)

        self._number += 1
        number = self._number

        def work(_progress: JobProgress) -> _Found:
            return find(session, store, tracks, known)

        job = self._runner.start(
            "Looking for doubts",
            work,
            lane=Lane.SHORT,
            on_done=lambda found: self._take(number, found),
            on_failed=lambda _error: self._end(number),
            quiet=True,
        )
        self._job = None if job.state.over else job

    def _take(self, number: int, found: _Found) -> None:
        if number != self._number:
            return  # It is about a session that was closed.
        self._end(number)
        self._found, self._ready = found, True
        self._seen |= {doubt.key for doubt in found.all}
        self._sort()
        if self._again:
            self._again = False
            self._session_changed()

    def _end(self, number: int) -> None:
        if number == self._number:
            self._job = None

    def _sort(self) -> None:
        session = self._opened.session
        if session is not None:
            self._open = doubt_queue(session, self._found.all)
            self._seen |= {doubt.key for doubt in self._open}
        self.changed.emit()


def find(session: Session, store: SessionStore, tracks: Tracks, known: _Found) -> _Found:
    """Return what is doubtful; tracks and sound that are known already are not read again."""
    # Not needed before correct mode is entered.
    from core.sessions.hit_doubts import hit_doubts
    from core.sessions.track_doubts import track_doubts

    if known.of_tracks is None:
        known = replace(known, of_tracks=track_doubts(session, tracks))
    if known.onsets is None:
        try:
            curve = store.load_sound(session)
        except SessionError:
            curve = None
        known = replace(known, onsets=None if curve is None else curve.onsets())
    return replace(known, of_hits=hit_doubts(session, known.onsets))

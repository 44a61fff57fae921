"""The session on screen: the value, its tracks and sound, its edits, and their saving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.commands import SessionEdit
from app.jobs.job import Lane
from app.jobs.runner import JobRunner
from app.state.machine_boxes import boxes_of_tracks
from app.state.track_log import TrackLog
from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.errors import FileError, SessionError, SweetspotError
from core.hits.hit import Hit
from core.sessions.merging import take_results
from core.sessions.session import Session

if TYPE_CHECKING:
    from core.sessions.analysis_update import AnalysisUpdate
    from core.sessions.store import SessionStore

SAVE_PROBLEM = "Your last change could not be saved. It is kept here; the next change tries again."


class OpenSession(QObject):
    """Holds the current ``Session`` and is the only one who changes it.

    ``opened`` follows another session (or none), ``session_changed`` every new value,
    ``tracks_changed`` new boxes, ``video_moved`` another place of the video, ``history_changed``
    what can be undone. Every edit is undoable and saved at once in the library lane;
    ``save_failed`` says a failure once, and the edit stays in memory.
    """

    opened = Signal()
    session_changed = Signal()
    tracks_changed = Signal()
    saved = Signal()
    save_failed = Signal(object)
    video_moved = Signal()
    history_changed = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._store: SessionStore | None = None
        self._session: Session | None = None
        self._tracks = TrackLog()
        self._found: Detections | None = None
        self._unsaved: Session | None = None
        self._said = False
        self.undo_stack = QUndoStack(self)
        # The stack speaks once more while it is being destroyed; this object then hears no more.
        self.undo_stack.indexChanged.connect(self.history_changed)

    @property
    def session(self) -> Session | None:
        """The session on screen, None when there is none."""
        return self._session

    @property
    def tracks(self) -> TrackLog:
        """All boxes known so far."""
        return self._tracks

    def found_between(self, first: int, last: int) -> Detections:
        """Return what the detector found in frames ``first`` to ``last`` inclusive."""
        if self._found is None:
            return boxes_of_tracks(self._tracks.between(first, last))
        return self._found.between(first, last)

    @property
    def store(self) -> SessionStore | None:
        """The library the session belongs to."""
        return self._store

    @property
    def unsaved(self) -> bool:
        """Whether an edit is in memory only."""
        return self._unsaved is not None

    def show(
        self,
        session: Session,
        tracks: Tracks,
        store: SessionStore,
        found: Detections | None = None,
    ) -> None:
        """Put a session on screen in the place of the one before.

        ``found`` is what the detector found in the whole video, None before it has.
        """
        self.close()
        self._found = found
        self._store, self._session, self._tracks = store, session, TrackLog(tracks)
        self._said = False
        self.opened.emit()

    def close(self) -> None:
        """Show no session; saves under way go on."""
        self._session, self._store, self._unsaved = None, None, None
        self._tracks, self._found = TrackLog(), None
        self.undo_stack.clear()

    # What the machine says.

    def take_update(self, update: AnalysisUpdate, tracks: TrackLog) -> None:
        """Take what an analysis has newly found; the coach's word stays.

        ``tracks`` are all boxes of this analysis so far.
        """
        if self._session is None or update.session.id != self._session.id:
            return
        self._tracks = tracks
        self.tracks_changed.emit()
        self._set(update.apply_to(self._session))

    def take_results(self, analysed: Session) -> None:
        """Take the end of an analysis; what was edited meanwhile stays and is saved with it."""
        if self._session is not None and analysed.id == self._session.id:
            self._set(take_results(self._session, analysed))
            if self._session != analysed:
                self.save()

    def take_found(self, session_id: str, found: Detections, tracks: Tracks) -> None:
        """Take what a complete analysis has left on the disk."""
        if self._session is not None and session_id == self._session.id:
            self._found, self._tracks = found, TrackLog(tracks)
            self.tracks_changed.emit()

    def take_tracks(self, tracks: Tracks) -> None:
        """Take the tracks of the session on screen as they were followed anew."""
        self._tracks = TrackLog(tracks)
        self.tracks_changed.emit()

    # What the coach says.

    def edit(self, text: str, change: Callable[[Session], Session], run: str = "") -> bool:
        """Change the session as one undoable step named ``text``; return whether it changed.

        Edits of the same ``run`` that follow each other quickly are one step.
        Raises what ``change`` raises; nothing is changed then.
        """
        if self._session is None:
            return False
        before = self._session
        after = change(before)
        if after == before:
            return False
        self.undo_stack.push(SessionEdit(text, before, after, self._current, self._apply, run))
        return True

    def hit(self, hit_id: str) -> Hit | None:
        """Return the hit of that id, None if it is gone."""
        if self._session is None:
            return None
        return next((hit for hit in self._session.hits if hit.id == hit_id), None)

    def take_named(self, session: Session) -> None:
        """Take what was changed in the library: names, notes, the video's place."""
        mine = self._session
        if mine is None or session.id != mine.id:
            return
        moved = session.video.path != mine.video.path
        self._set(
            replace(
                mine,
                title=session.title,
                player=session.player,
                court=session.court,
                notes=session.notes,
                video=session.video,
            )
        )
        if moved:
            self.video_moved.emit()

    def forget_unsaved(self) -> None:
        """Do not save any more: the session was deleted."""
        self._unsaved = None

    def save(self) -> None:
        """Save in the library lane, which keeps saves in their order."""
        session, store = self._session, self._store
        if session is None or store is None:
            return
        self._unsaved = session
        self._runner.start(
            "Saving",
            lambda _progress: write(store, session),
            lane=Lane.LIBRARY,
            on_done=lambda _written: self._after_saving(session, None),
            on_failed=lambda error: self._after_saving(session, error),
            quiet=True,
        )

    def flush(self) -> None:
        """Save what is not on the disk yet before returning; for closing. Raises ``FileError``."""
        if self._unsaved is not None and self._store is not None:
            write(self._store, self._unsaved)
            self._unsaved = None

    def _after_saving(self, session: Session, error: BaseException | None) -> None:
        if error is not None:
            if not self._said:
                self._said = True
                self.save_failed.emit(_explained(error))
            return
        self._said = False
        if self._unsaved is session:
            self._unsaved = None
        self.saved.emit()

    def _current(self) -> Session:
        assert self._session is not None
        return self._session

    def _apply(self, session: Session) -> None:
        self._set(session)
        self.save()

    def _set(self, session: Session) -> None:
        if session != self._session:
            self._session = session
            self.session_changed.emit()


def write(store: SessionStore, session: Session) -> Session:
    """Save a session; how far an analysis has come meanwhile is the analysis' own word."""
    return store.update(session.id, lambda disk: replace(session, analysis=disk.analysis))


def _explained(error: BaseException) -> SweetspotError:
    hint = error.hint if isinstance(error, FileError | SessionError) else ""
    reason = error.message if isinstance(error, SweetspotError) else str(error)
    return FileError(SAVE_PROBLEM, f"{reason} {hint}".strip())

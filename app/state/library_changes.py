"""Changes to sessions that are made from the library: names, deleting, a moved video."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Lane
from app.jobs.runner import JobRunner
from core.errors import SweetspotError, VideoError
from core.sessions import edits

if TYPE_CHECKING:
    from app.state.analyses import Analyses
    from core.sessions.session import Session
    from core.sessions.store import SessionStore


T = TypeVar("T")


class LibraryChanges(QObject):
    """Every change runs in the library lane.

    ``edited(Session)``: it was changed here, so whoever shows it takes the new value.
    ``deleted(id, title)``; ``restored(id)``; ``failed(SweetspotError)``; ``changed()`` after
    each of them that changed the library; ``moved()`` when another library is in use.
    """

    edited = Signal(object)
    deleted = Signal(str, str)
    restored = Signal(str)
    failed = Signal(object)
    changed = Signal()
    moved = Signal()

    def __init__(
        self,
        runner: JobRunner,
        store: SessionStore,
        analyses: Analyses,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._store = store
        self._analyses = analyses
        self._trash: list[Path] = []
        self._to_delete: dict[str, str] = {}
        analyses.cancelled.connect(self._delete_stopped)

    def use_store(self, store: SessionStore) -> None:
        """Change another library from now on."""
        self._store = store
        self._trash.clear()
        self._to_delete.clear()
        self.moved.emit()

    @property
    def can_restore(self) -> bool:
        """Whether something was deleted since the start."""
        return bool(self._trash)

    def rename(self, session_id: str, title: str) -> None:
        """Give a session another title."""
        self._edit(session_id, lambda session: edits.rename(session, title))

    def set_player(self, session_id: str, player: str) -> None:
        """Say who plays."""
        self._edit(session_id, lambda session: edits.set_player(session, player))

    def set_court(self, session_id: str, court: str) -> None:
        """Say on which court."""
        self._edit(session_id, lambda session: edits.set_court(session, court))

    def relocate(self, session_id: str, path: Path) -> None:
        """Say where a session's video lies now; fails if it is another video."""
        store = self._store

        def work() -> Session:
            from core.video.reader import probe

            info, session = probe(path), store.load(session_id)
            if info.fingerprint != session.video.fingerprint:
                raise VideoError(
                    f"“{path.name}” is not the video of “{session.title}”.",
                    "Nothing was changed. Choose the file this practice was made from, or "
                    "open this one as a new practice.",
                )
            place = str(path.absolute())
            return store.update(session_id, lambda now: edits.relocate(now, place))

        self._run(work, self._edited)

    def delete(self, session_id: str, title: str) -> None:
        """Move a session into the trash; an analysis of it is stopped first."""
        if self._analyses.job_of(session_id) is not None:
            self._to_delete[session_id] = title
            self._analyses.cancel(session_id)
            return
        store = self._store

        def done(place: Path) -> None:
            self._trash.append(place)
            self.deleted.emit(session_id, title)
            self.changed.emit()

        self._run(lambda: store.delete(session_id), done)

    def restore(self) -> None:
        """Bring the session back that was deleted last."""
        if not self._trash:
            return
        store, place = self._store, self._trash.pop()

        def done(session_id: str) -> None:
            self.restored.emit(session_id)
            self.changed.emit()

        self._run(lambda: store.restore(place), done)

    def _delete_stopped(self, session_id: str) -> None:
        title = self._to_delete.pop(session_id, None)
        if title is not None:
            self.delete(session_id, title)

    def _edit(self, session_id: str, change: Callable[[Session], Session]) -> None:
        store = self._store
        self._run(lambda: store.update(session_id, change), self._edited)

    def _edited(self, session: Session) -> None:
        self.edited.emit(session)
        self.changed.emit()

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._runner.start(
            "Changing the library",
            lambda _progress: work(),
            lane=Lane.LIBRARY,
            on_done=done,
            on_failed=self._fail,
            quiet=True,
        )

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, SweetspotError):
            self.failed.emit(error)
        self.changed.emit()

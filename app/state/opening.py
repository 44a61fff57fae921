"""From a file to a session: look into the video, find or make its session, analyse it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.jobs.job import JobProgress, Lane
from app.jobs.runner import JobRunner
from app.preferences import Preferences
from app.state.analyses import Analyses
from core.errors import SweetspotError
from core.sessions import edits
from core.sessions.session import AnalysisSettings

if TYPE_CHECKING:
    from core.sessions.session import Session
    from core.sessions.store import SessionStore
    from core.video.frame import VideoInfo


class VideoOpener(QObject):
    """Opens videos beside the window.

    ``opened(Session, first)`` for each video: ``first`` is True for the first of those opened
    together, the one to show. ``failed(path, SweetspotError)``. ``truncated(path)`` for a file
    of which only the beginning can be read. The same content opens the session it has.
    ``pictured(session_id)`` once the hits that a phone had found have their pictures.
    """

    opened = Signal(object, bool)
    failed = Signal(object, object)
    truncated = Signal(object)
    pictured = Signal(str)

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
        self._settings = AnalysisSettings()

    def use_preferences(self, chosen: Preferences) -> None:
        """Give new sessions these settings."""
        self._settings = AnalysisSettings(chosen.capture_fps, chosen.sound)

    def use_store(self, store: SessionStore) -> None:
        """Put the next videos into another library."""
        self._store = store

    def open(self, paths: Sequence[Path], title: str = "") -> None:
        """Open videos; each ends in ``opened`` or ``failed``.

        A new session is named ``title``, or else like its file.
        """
        first = True
        for path in dict.fromkeys(path.absolute() for path in paths):
            self._probe(path, first, title)
            first = False

    def _probe(self, path: Path, first: bool, title: str) -> None:
        def work(progress: JobProgress) -> VideoInfo:
            from core.video.reader import probe

            return probe(path)

        self._runner.start(
            f"Opening “{path.name}”",
            work,
            lane=Lane.SHORT,
            on_done=lambda info: self._find_session(info, first, title),
            on_failed=lambda error: self._fail(path, error),
        )

    def _find_session(self, info: VideoInfo, first: bool, title: str) -> None:
        store, settings = self._store, self._settings
        if info.truncated:
            self.truncated.emit(info.path)

        def work(progress: JobProgress) -> Session:
            return session_of(store, info, settings, title)

        self._runner.start(
            f"Adding “{info.path.name}”",
            work,
            lane=Lane.LIBRARY,
            on_done=lambda session: self._end(session, first),
            on_failed=lambda error: self._fail(info.path, error),
            quiet=True,
        )

    def _end(self, session: Session, first: bool) -> None:
        self.opened.emit(session, first)
        if session.analysis is None or not session.analysis.complete:
            self._analyses.start(session.id, session.title)
        elif not self._store.thumbnail_path(session.id).exists():
            self._make_pictures(session)

    def _make_pictures(self, session: Session) -> None:
        """Give a session that came with its hits the pictures that an analysis would have made."""
        store = self._store

        def work(progress: JobProgress) -> None:
            from core.sessions.analysis_pictures import make_pictures

            make_pictures(store, session.id, lambda: progress.step(0, 0, session.title))

        self._runner.start(
            f"Pictures of “{session.title}”",
            work,
            lane=Lane.LIBRARY,
            on_done=lambda _: self.pictured.emit(session.id),
            quiet=True,
        )

    def _fail(self, path: Path, error: BaseException) -> None:
        if isinstance(error, SweetspotError):
            self.failed.emit(path, error)


def session_of(
    store: SessionStore, info: VideoInfo, settings: AnalysisSettings, title: str = ""
) -> Session:
    """Return the session of a video; a new one gets these settings, an old one keeps its own.

    So does one that a phone left beside its film.
    """
    if store.find(info.fingerprint) is not None:
        return store.session_for(info)
    session = store.create(info, title)
    if session.hits or session.analysis is not None:
        return session
    return store.update(session.id, lambda new: edits.set_settings(new, settings))

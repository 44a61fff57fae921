"""The thumbnails of the open session's hits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from app.jobs.runner import JobRunner
from app.state.open_session import OpenSession
from app.state.thumbnails import Thumbnails


class ReviewPictures(QObject):
    """Answers with the picture of a hit, or None; ``arrived`` follows once it was read."""

    arrived = Signal()

    def __init__(self, runner: JobRunner, opened: OpenSession, parent: QObject) -> None:
        super().__init__(parent)
        self._opened = opened
        self._thumbnails = Thumbnails(runner, self)
        self._thumbnails.arrived.connect(lambda _path: self.arrived.emit())

    def of(self, hit_id: str) -> QPixmap | None:
        """Return the picture if it is here; otherwise ask for it."""
        path = self._path(hit_id)
        return None if path is None else self._thumbnails.of(path)

    def retry(self) -> None:
        """Ask again for pictures that were not there: the analysis has made some."""
        self._thumbnails.retry()
        self.arrived.emit()

    def forget(self) -> None:
        """Read every picture anew: another analysis may have moved the hits."""
        session = self._opened.session
        for hit in session.hits if session is not None else ():
            path = self._path(hit.id)
            if path is not None:
                self._thumbnails.forget(path)
        self.retry()

    def _path(self, hit_id: str) -> Path | None:
        session, store = self._opened.session, self._opened.store
        if session is None or store is None:
            return None
        return store.hit_thumbnail_path(session.id, hit_id)

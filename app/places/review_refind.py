"""Finds hits anew from corrected boxes, quietly, a moment after the coach has stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.context import AppContext
from app.jobs.job import JobProgress, Lane
from app.places.review_correct import ReviewCorrect
from app.state.open_session import OpenSession
from core.sessions.fixes import Fixes, difference
from core.sessions.session import Session

if TYPE_CHECKING:
    from core.sessions.refinding import Refound

CALM_MS = 1500
"""So long nothing must be changed before hits are looked for."""


class ReviewRefind(QObject):
    """Looks again around the frames that were corrected since it last looked.

    The coach's word on hits stays. A failure is left alone: the next correction tries again.
    """

    def __init__(
        self,
        context: AppContext,
        opened: OpenSession,
        correct: ReviewCorrect,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._opened, self._correct = context, opened, correct
        self._known: Fixes | None = None
        self._running, self._missed = False, False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self.look)
        opened.opened.connect(self._forget)
        opened.saved.connect(self._calm_down)

    def look(self) -> None:
        """Look now, if anything is to be seen and nobody is in the middle of something."""
        session, store = self._opened.session, self._opened.store
        if session is None or store is None or self._running or not self._wanted(session):
            return
        if self._correct.tool.busy or self._context.analyses.job_of(session.id) is not None:
            self._calm.start()
            return
        known = self._known

        def work(progress: JobProgress) -> tuple[Refound, Fixes]:
            # The hit engine is not needed before something was corrected.
            from core.sessions.refinding import refind_stored

            # What counts is what is saved when the work begins: it may have waited for its turn.
            seen = store.load(session.id).fixes
            return refind_stored(store, session.id, frames_since(known, seen), progress), seen

        self._running = True
        self._context.runner.start(
            "Finding hits in corrected frames",
            work,
            lane=Lane.DETECTOR,
            on_done=lambda found: self._take(*found),
            on_failed=lambda _error: self._end(),
            on_cancelled=self._end,
            quiet=True,
        )

    def _take(self, found: Refound, seen: Fixes) -> None:
        self._end()
        if self._opened.session is not None and self._opened.session.id == found.session.id:
            self._known = seen
            # An edit saved in between counts as known to the results; its frames were not seen.
            state = found.session.analysis
            self._missed = state is not None and state.fixes_key != seen.key
            self._opened.take_results(found.session)
            self._opened.take_tracks(found.tracks)
        self._calm_down()

    def _end(self) -> None:
        self._running = False

    def _forget(self) -> None:
        self._known, self._missed = None, False
        session = self._opened.session
        if session is not None and not is_behind(session):
            self._known = session.fixes
        self._calm_down()

    def _calm_down(self) -> None:
        """Wait until nothing was changed for a moment."""
        session = self._opened.session
        if session is not None and self._wanted(session):
            self._calm.start()
        else:
            self._calm.stop()

    def _wanted(self, session: Session) -> bool:
        return self._missed or is_behind(session)


def is_behind(session: Session) -> bool:
    """Return whether the hits were found from other boxes than those there are now."""
    state = session.analysis
    return state is not None and state.complete and state.fixes_key != session.fixes.key


def frames_since(known: Fixes | None, now: Fixes) -> list[int]:
    """Return the frames that were corrected since; all of them where nothing is known."""
    return list(now) if known is None else [fix.frame for fix in difference(known, now)]

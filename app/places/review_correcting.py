"""All of correct mode in Review: its parts, and which of them Enter and Escape mean."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer

from app.context import AppContext
from app.places.review_correct import ReviewCorrect
from app.places.review_doubts import ReviewDoubts
from app.places.review_fill import ReviewFill
from app.places.review_layout import ReviewLayout
from app.places.review_refind import ReviewRefind
from app.state.doubt_list import DoubtList
from app.state.open_session import OpenSession
from app.state.playback import Playback
from core.sessions.fixes import Fixes
from core.timebase import Timebase

MARK_AFTER_MS = 100


class ReviewCorrecting(QObject):
    """``mode`` is what is done with boxes; doubts, filling and finding hits anew stand on it."""

    def __init__(
        self,
        context: AppContext,
        opened: OpenSession,
        playback: Playback,
        layout: ReviewLayout,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._opened, self._playback, self._timeline = opened, playback, layout.timeline
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(MARK_AFTER_MS)
        self._calm.timeout.connect(self._mark_fixed)
        for changed in (opened.opened, opened.session_changed, playback.frame_changed):
            changed.connect(self._mark_soon)
        self._marked: tuple[Fixes, Timebase | None] | None = None
        self.mode = ReviewCorrect(context, opened, playback, layout, self)
        doubts = DoubtList(context.runner, opened, self)
        self.doubts = ReviewDoubts(context, doubts, self.mode, playback, layout, self)
        self.fill = ReviewFill(context, opened, self.mode, playback, layout, self)
        self.refind = ReviewRefind(context, opened, self.mode, self)
        context.actions.bind("accept", self._accept)
        context.actions.bind("correct_back", self._back)

    def _mark_soon(self) -> None:
        """Mark the corrected frames on the timeline, but not in the middle of a gesture."""
        session = self._opened.session
        if session is not None and self._is_news(session.fixes):
            self._calm.start()

    def _is_news(self, fixes: Fixes) -> bool:
        known = self._marked
        return known is None or known[0] is not fixes or known[1] is not self._playback.timebase

    def _mark_fixed(self) -> None:
        session, timebase = self._opened.session, self._playback.timebase
        if session is None or timebase is None:
            return
        self._marked = (session.fixes, timebase)
        frames = np.fromiter(session.fixes, np.int64, len(session.fixes))
        self._timeline.set_fixed(timebase.times_s[np.minimum(frames, len(timebase) - 1)])

    def _accept(self) -> None:
        """Accept what is proposed, else the frame."""
        if self.fill.proposals:
            self.fill.accept()
        else:
            self.doubts.accept()

    def _back(self) -> None:
        """Go one step back out of correct mode."""
        if self.fill.pending and not self.mode.tool.busy:
            self.fill.discard()
        else:
            self.mode.back()

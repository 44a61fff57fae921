"""All of correct mode in Review: its parts, and which of them Enter and Escape mean."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.context import AppContext
from app.places.review_correct import ReviewCorrect
from app.places.review_doubts import ReviewDoubts
from app.places.review_fill import ReviewFill
from app.places.review_layout import ReviewLayout
from app.places.review_refind import ReviewRefind
from app.state.doubt_list import DoubtList
from app.state.open_session import OpenSession
from app.state.playback import Playback


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
        self.mode = ReviewCorrect(context, opened, playback, layout, self)
        doubts = DoubtList(context.runner, opened, self)
        self.doubts = ReviewDoubts(context, doubts, self.mode, playback, layout, self)
        self.fill = ReviewFill(context, opened, self.mode, playback, layout, self)
        self.refind = ReviewRefind(context, opened, self.mode, self)
        context.actions.bind("accept", self._accept)
        context.actions.bind("correct_back", self._back)

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

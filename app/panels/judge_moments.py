"""The frames of one clip on which the two detectors differ most, before beside after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.jobs.job import Job, JobProgress
from app.panels.pair_view import PairView
from app.state.judge_words import counts_line
from app.theme import set_role
from app.tokens import M, S
from core.before_after.comparison import ClipComparison
from core.errors import SweetspotError

if TYPE_CHECKING:
    from core.before_after.frame_pair import FramePair

ALIKE = "Both detectors see the same in every frame of this clip."


class JudgeMoments(QWidget):
    """Steps through a clip's moments; a picture is read beside the window, the newest wins.

    ``session_wanted`` carries the clip's practice, to be opened in Review.
    """

    session_wanted = Signal(str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._clip: ClipComparison | None = None
        self._at = 0
        self._pair: FramePair | None = None
        self._job: Job | None = None
        self.words, self.counts = QLabel(), QLabel()
        self.view = PairView()
        self.back, self.on = QToolButton(), QToolButton()
        self.closer, self.whole = QPushButton("Close-up"), QPushButton("Whole picture")
        self.review = QPushButton("Open in Review")
        self._lay_out()
        self._paint()
        self.back.clicked.connect(lambda: self.step(-1))
        self.on.clicked.connect(lambda: self.step(1))
        self.view.stepped.connect(self.step)
        self.closer.clicked.connect(self._show_closely)
        self.whole.clicked.connect(self.view.show_whole)
        self.review.clicked.connect(self._ask_review)
        context.theme.changed.connect(self._paint)
        self.show_clip(None)

    def name_sides(self, before: str, after: str) -> None:
        """Say which detectors stand side by side."""
        self.view.name_sides(f"Before: {before}", f"After: {after}")

    def show_clip(self, clip: ClipComparison | None) -> None:
        """Show another clip's first moment, None for nothing."""
        self._clip, self._at = clip, 0
        self._show()

    @property
    def frame(self) -> int | None:
        """The frame on screen, None while there is none."""
        return None if self._pair is None else self._pair.frame

    def step(self, by: int) -> None:
        """Go to the next moment (+1) or back (-1)."""
        if self._clip is not None:
            at = min(max(0, self._at + by), len(self._clip.moments) - 1)
            if at != self._at:
                self._at = at
                self._show()

    def _show(self) -> None:
        clip = self._clip
        if self._job is not None:
            self._job.cancel()
            self._job = None
        moments = () if clip is None else clip.moments
        self.back.setEnabled(self._at > 0)
        self.on.setEnabled(self._at + 1 < len(moments))
        self.counts.setText("" if clip is None else counts_line(clip))
        self.review.setVisible(clip is not None and bool(clip.clip.session))
        for button in (self.closer, self.whole):
            button.setEnabled(bool(moments))
        if clip is None or not moments:
            self._pair = None
            self.view.clear()
            self.words.setText("" if clip is None else ALIKE)
            return
        moment = moments[self._at]
        told = ". ".join(moment.words)
        minutes, seconds = divmod(moment.time_s, 60)
        place = f"{self._at + 1} of {len(moments)} at {minutes:.0f}:{seconds:04.1f}"
        self.words.setText(f"{place}: {told}.")
        self.view.setAccessibleDescription(self.words.text())
        self._read(clip, moment.frame)

    def _read(self, clip: ClipComparison, frame: int) -> None:
        def work(_progress: JobProgress) -> FramePair:
            # The decoder is loaded beside the window.
            from core.before_after.frame_pair import frame_pair

            return frame_pair(clip, frame)

        self._job = self._context.runner.start(
            "Reading a frame", work, on_done=self._take, on_failed=self._fail, quiet=True
        )

    def _take(self, pair: FramePair) -> None:
        clip = self._clip
        if clip is None or not clip.moments or clip.moments[self._at].frame != pair.frame:
            return
        self._job, self._pair = None, pair
        self.view.show_pair(pair.before, pair.after)
        self._show_closely()

    def _fail(self, error: BaseException) -> None:
        self._job, self._pair = None, None
        self.view.clear()
        if isinstance(error, SweetspotError):
            self.words.setText(str(error))

    def _show_closely(self) -> None:
        if self._pair is not None:
            self.view.show_region(self._pair.focus)

    def _ask_review(self) -> None:
        if self._clip is not None:
            self.session_wanted.emit(self._clip.clip.session)

    def _paint(self) -> None:
        for button, icon in ((self.back, "step-back"), (self.on, "step-forward")):
            button.setIcon(self._context.theme.icon(icon))

    def _lay_out(self) -> None:
        self.back.setAccessibleName("The difference before")
        self.on.setAccessibleName("The next difference")
        self.words.setWordWrap(True)
        set_role(self.words, "muted")
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.back)
        row.addWidget(self.on)
        row.addWidget(self.words, 1)
        for button in (self.closer, self.whole, self.review):
            set_role(button, "link")
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.view, 1)
        set_role(self.counts, "caption")
        self.counts.setWordWrap(True)
        column.addLayout(row)
        column.addWidget(self.counts)

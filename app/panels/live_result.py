"""The page after a lesson: what it came to, and the way to look at it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.context import AppContext
from app.panels.fact_row import FactRow
from app.panels.live_side import ScoreCounts
from app.state.live_desk import LiveDesk
from app.state.live_phase import LivePhase
from app.state.live_words import duration_text
from app.state.run_facts import Fact
from app.theme import set_role
from app.tokens import XL, M, S

_WIDTH_PX = 520


class LiveResult(QWidget):
    """While the rest is being saved it says so; then there is one big button."""

    def __init__(self, context: AppContext, desk: LiveDesk) -> None:
        super().__init__()
        self._desk = desk
        self.title, self.about = QLabel(), QLabel()
        set_role(self.title, "headline")
        set_role(self.about, "muted")
        self.about.setWordWrap(True)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName("Saving the lesson")
        self.facts = FactRow()
        self.counts = ScoreCounts(context.theme)
        self.review = QPushButton("Open in Review")
        self.review.setProperty("role", "primary")
        self.review.setProperty("big", True)
        self.review.clicked.connect(context.actions["live_review"].trigger)
        self.again = QPushButton("Watch another lesson")
        self.again.clicked.connect(desk.leave_result)
        self._lay_out()
        desk.state_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show where it is."""
        desk = self._desk
        saving = desk.state.phase is LivePhase.ENDING
        kept = desk.saving.sessions
        self.busy.setVisible(saving)
        self.review.setVisible(not saving and bool(kept))
        self.again.setVisible(not saving)
        set_role(self.again, "" if kept else "primary")
        summary = desk.hits.summary
        self.counts.setVisible(summary.n_scored > 0)
        self.counts.show_summary(summary)
        mean = "–" if summary.mean_score is None else f"{summary.mean_score:.1f}"
        good = "–" if summary.good_share is None else f"{summary.good_share:.0%}"
        facts = [Fact("Hits", str(summary.n_hits)), Fact("Mean score", mean)]
        facts.append(Fact("4s and 5s", good))
        if kept:
            seconds = sum(session.video.duration_s for session in kept)
            facts.insert(0, Fact("Recorded", duration_text(seconds)))
        self.facts.show_facts(facts)
        self.title.setText(self._title(saving))
        self.about.setText(self._about(saving))

    def _title(self, saving: bool) -> str:
        if saving:
            return "Saving the lesson …" if self._desk.state.recorded else "Stopping …"
        return (
            "The lesson is in your library" if self._desk.saving.sessions else "That was the lesson"
        )

    def _about(self, saving: bool) -> str:
        if saving:
            return "The last seconds are being written. This takes a moment."
        kept = self._desk.saving.sessions
        if not kept:
            return "Nothing was recorded. Switch “Record the lesson” on to keep the next one."
        many = f" It has {len(kept)} parts; the last one opens." if len(kept) > 1 else ""
        return f"“{kept[-1].title}” has its hits and scores already.{many}"

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.review)
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        inner = QWidget()
        inner.setFixedWidth(_WIDTH_PX)
        column = QVBoxLayout(inner)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        for widget in (self.title, self.about, self.busy, self.facts, self.counts):
            column.addWidget(widget)
        column.addSpacing(M)
        column.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.addStretch(1)
        whole.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(2)

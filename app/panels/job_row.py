"""One job in the jobs panel: name, progress, speed, time left, cancel, or how it ended."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout

from app.jobs.job import Job, JobState
from app.state.card_words import eta_words
from app.theme import Theme
from app.tokens import XS, M, S

_SIGNS = {
    JobState.DONE: ("check", "good"),
    JobState.FAILED: ("warning", "danger"),
    JobState.CANCELLED: ("stop", "text_faint"),
}
STEPS = 1000


def job_words(job: Job) -> str:
    """Return what a person wants to know of a job now."""
    if job.stopping and not job.state.over:
        return "Stopping …"
    if job.state is JobState.QUEUED:
        return "Waits for its turn"
    if job.state is JobState.DONE:
        return "Done"
    if job.state is JobState.CANCELLED:
        return "Stopped"
    if job.state is JobState.FAILED:
        return f"{job.message} {job.hint}".strip()
    parts = []
    if job.total > 0 and job.unit:
        parts.append(f"{job.done:.0f} of {job.total:.0f} {job.unit}")
    if job.rate and job.unit:
        parts.append(f"{job.rate:.0f} {job.unit}/s")
    parts += [eta_words(job.eta_s), job.note]
    return " · ".join(part for part in parts if part) or "Working …"


class JobRow(QFrame):
    """Follows one job; ``refresh`` brings it up to date."""

    def __init__(self, job: Job, theme: Theme) -> None:
        super().__init__()
        self.job = job
        self._theme = theme
        self._sign = QLabel()
        self._sign.setFixedSize(QSize(20, 20))
        self.name = QLabel(job.name)
        self.name.setWordWrap(True)
        self.name.setProperty("role", "strong")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "caption")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"Progress of {job.name}")
        self.cancel = QToolButton()
        self.cancel.setAccessibleName(f"Stop {job.name}")
        self.cancel.setToolTip("Stop")
        self.cancel.clicked.connect(job.cancel)
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self._sign)
        top.addWidget(self.name, 1)
        top.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, S, S, S)
        column.setSpacing(XS)
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addWidget(self.words)

    def refresh(self) -> None:
        """Show the job as it is now."""
        state, theme = self.job.state, self._theme
        sign, colour = _SIGNS.get(state, ("", ""))
        self._sign.setVisible(bool(sign))
        if sign:
            self._sign.setPixmap(theme.icon(sign, colour).pixmap(QSize(20, 20)))
        self.words.setText(job_words(self.job))
        self.bar.setVisible(not state.over)
        self.cancel.setVisible(not state.over)
        self.cancel.setEnabled(not self.job.stopping)
        self.cancel.setIcon(theme.icon("close", "text_muted"))
        fraction = self.job.fraction
        waits = state is JobState.QUEUED
        self.bar.setRange(0, 0 if fraction is None and not waits else STEPS)
        self.bar.setValue(round((fraction or 0.0) * STEPS))

"""The three steps to the phone, live: what each does, how far it is, how long it took."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.panels.progress_strip import span_text
from app.state.card_words import eta_words
from app.state.phone_flow import STEPS, Step, StepState
from app.theme import Theme, set_role
from app.tokens import XS, L, M, S

_SIGN = QSize(22, 22)
_SIGNS = {
    StepState.DONE: ("check", "good"),
    StepState.FAILED: ("cross", "danger"),
    StepState.STOPPED: ("stop", "text_faint"),
}
_TOLD = {
    StepState.WAITING: "not begun",
    StepState.RUNNING: "under way",
    StepState.DONE: "done",
    StepState.FAILED: "failed",
    StepState.STOPPED: "stopped",
}
_SMOOTH = 1000


class StepRow(QFrame):
    """One step."""

    def __init__(self, number: int, theme: Theme) -> None:
        super().__init__()
        self._number, self._theme = number, theme
        self._step = STEPS[number]
        self._sign, self._title, self._time = QLabel(), QLabel(), QLabel()
        self.words, self.bar = QLabel(), QProgressBar()
        self._sign.setFixedSize(_SIGN)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.bar.setTextVisible(False)
        set_role(self, "card")
        set_role(self._title, "strong")
        set_role(self._time, "caption")
        set_role(self.words, "caption")
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self._title, 1)
        top.addWidget(self._time)
        column = QVBoxLayout()
        column.setSpacing(XS)
        column.addLayout(top)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(L, M, L, M)
        row.setSpacing(M)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        theme.changed.connect(self._paint)

    def show_step(self, step: Step) -> None:
        """Show where the step is."""
        changed = step.state is not self._step.state
        self._step = step
        running = step.state is StepState.RUNNING
        self._title.setText(step.title)
        told = running or step.state is StepState.FAILED
        self.words.setText((step.words if told else "") or step.about)
        self._time.setText(time_words(step))
        self.bar.setVisible(running)
        share = step.share
        self.bar.setRange(0, 0 if share is None else _SMOOTH)
        if share is not None:
            self.bar.setValue(round(_SMOOTH * share))
        self.bar.setAccessibleName(f"Progress of the step {step.title}")
        self.setAccessibleName(f"{step.title}: {_TOLD[step.state]}. {self.words.text()}")
        if changed or self._sign.pixmap().isNull():
            self._paint()

    def _paint(self) -> None:
        sign = _SIGNS.get(self._step.state)
        if sign is None:
            running = self._step.state is StepState.RUNNING
            set_role(self._sign, "step-now" if running else "step")
            self._sign.setText(str(self._number + 1))
        else:
            set_role(self._sign, "")
            self._sign.setPixmap(self._theme.icon(*sign).pixmap(_SIGN))


class PhoneSteps(QWidget):
    """All steps, one below the other."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rows = tuple(StepRow(number, theme) for number in range(len(STEPS)))
        self.setAccessibleName("Steps to the iPhone")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        for row in self.rows:
            column.addWidget(row)
        self.show_steps(STEPS)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show where each step is."""
        for row, step in zip(self.rows, steps, strict=True):
            row.show_step(step)


def time_words(step: Step) -> str:
    """Return how long it took, or how long it will take yet; empty where nobody knows."""
    if step.took_s is not None:
        return "under 1 s" if step.took_s < 1 else span_text(step.took_s)
    return eta_words(step.eta_s) if step.state is StepState.RUNNING else ""

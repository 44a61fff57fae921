"""The middle of the Phone place: the big button, the steps, the verdict and what follows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.check_figures import CheckFigures
from app.panels.check_verdict import CheckVerdict, FramePicture
from app.panels.phone_picture import PhonePicture
from app.panels.phone_steps import PhoneSteps
from app.panels.phone_weights import PhoneWeights
from app.state.phone_detectors import PhoneDetector
from app.state.phone_flow import PhoneFlow, Stage, StepState
from app.state.phone_verdict import Verdict
from app.theme import set_role
from app.tokens import XL, L, M, S

_WIDEST_PX = 880
"""Longer lines are hard to read."""

_PROMISE = (
    "One click writes it for the iPhone, checks on this laptop that the result sees the same, and "
    "packs it. It takes a minute or two; go on working meanwhile."
)
_NO_WAY = "Nothing else is wrong with it. Choose another one, or train it again."
_READY = "It is ready: hand it over at the right."
_CANCELLED = "Stopped. Nothing was lost: what was ready before still is."
_WORKING = "You can go on working elsewhere in the window meanwhile."


class PhoneStory(QScrollArea):
    """Shows one detector's way; the words follow where it is."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("The way to the iPhone")
        self._told: Verdict | None = None
        self.title, self.words = QLabel(), QLabel()
        self.go, self.stop = QPushButton(), QPushButton("Stop")
        self.steps = PhoneSteps(context.theme)
        self.problem = _Problem(context)
        self.verdict = CheckVerdict(context.theme)
        self.picture = FramePicture()
        self.drawing = PhonePicture(context.theme)
        self.weights = PhoneWeights(context)
        self.figures = CheckFigures(context)
        self._lay_out()

    def show_way(
        self,
        detector: PhoneDetector | None,
        flow: PhoneFlow,
        verdict: Verdict | None,
        stopping: bool,
        elsewhere: str = "",
    ) -> None:
        """Show where a detector is on its way; ``elsewhere`` names another one under way."""
        running = flow.running
        verdict = None if running else verdict
        name = detector.name if detector is not None else ""
        self.title.setText(_title_of(name, flow, verdict))
        fresh = verdict is None and flow.error is None
        self.drawing.setVisible(fresh)
        self.drawing.show_state(_done_of(flow))
        problem = detector.problem if detector is not None else ""
        self.words.setText(_words_of(flow, verdict) or problem)
        if problem and verdict is None:
            self.words.setText(f"{problem} {_NO_WAY}")
        if elsewhere:
            self.words.setText(f"“{elsewhere}” is being made ready now; this one can be next.")
        self.words.setVisible(bool(self.words.text()))
        again = verdict is not None or flow.stage in (Stage.FAILED, Stage.CANCELLED)
        self.go.setText("Make it ready again" if again else "Make it ready for iPhone")
        self._dress_button(main=verdict is None or not verdict.passed)
        self.go.setVisible(not running)
        self.stop.setVisible(running)
        self.stop.setEnabled(not stopping)
        self.stop.setText("Stopping…" if stopping else "Stop")
        self.steps.setVisible(running or verdict is None or flow.stage is not Stage.IDLE)
        self.steps.show_steps(flow.steps)
        self.problem.setVisible(flow.error is not None)
        if flow.error is not None:
            self.problem.say(flow.error.message, flow.error.hint)
        for widget in (self.verdict, self.figures, self.weights):
            widget.setVisible(verdict is not None)
        self.picture.setVisible(verdict is not None and verdict.picture is not None)
        if verdict is not None and verdict is not self._told:
            self._told = verdict
            self.verdict.show_verdict(verdict)
            self.figures.show_verdict(verdict)
            if verdict.picture is not None:
                self.picture.show_picture(verdict.picture, verdict.caption)

    def _dress_button(self, main: bool) -> None:
        """Let the button be large while it is what there is to do."""
        if self.go.property("big") != main:
            self.go.setProperty("big", main)
            set_role(self.go, "primary" if main else "")

    def _lay_out(self) -> None:
        set_role(self.title, "headline")
        set_role(self.words, "muted")
        self.title.setWordWrap(True)
        self.words.setWordWrap(True)
        actions = self._context.actions
        self.go.setToolTip(actions["phone_make_ready"].toolTip())
        self.go.clicked.connect(actions["phone_make_ready"].trigger)
        self.stop.setToolTip(actions["phone_back"].toolTip())
        self.stop.clicked.connect(actions["phone_back"].trigger)
        button = QHBoxLayout()
        button.addWidget(self.go)
        button.addWidget(self.stop)
        button.addStretch(1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(button)
        column.addSpacing(S)
        for widget in (self.problem, self.steps, self.verdict, self.picture, self.weights):
            column.addWidget(widget)
        column.addWidget(self.figures)
        column.addWidget(self.drawing, 1)
        column.addStretch(1)
        inner.setMaximumWidth(_WIDEST_PX)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        self.setWidget(middle)


class _Problem(QFrame):
    """What went wrong, and what to do."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        set_role(self, "verdict-bad")
        self.message, self.hint = QLabel(), QLabel()
        set_role(self.message, "title")
        for label in (self.message, self.hint):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, M)
        column.addWidget(self.message)
        column.addWidget(self.hint)

    def say(self, message: str, hint: str) -> None:
        self.message.setText(message)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.setAccessibleName(f"{message} {hint}".strip())


def _title_of(name: str, flow: PhoneFlow, verdict: Verdict | None) -> str:
    if flow.running:
        return f"Making “{name}” ready for iPhone"
    if verdict is not None and verdict.passed:
        return f"“{name}” is ready for iPhone"
    return f"Put “{name}” on your iPhone"


def _words_of(flow: PhoneFlow, verdict: Verdict | None) -> str:
    if flow.running:
        return _WORKING
    if flow.stage is Stage.CANCELLED:
        return _CANCELLED
    if verdict is not None:
        return _READY if verdict.passed else ""
    return _PROMISE


def _done_of(flow: PhoneFlow) -> float:
    """Return the share of the steps that are done."""
    over = sum(step.state is StepState.DONE for step in flow.steps)
    step = flow.current
    return (over + ((step.share or 0.0) if step is not None else 0.0)) / len(flow.steps)

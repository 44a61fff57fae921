"""One training on screen: where it is, what can be done, its curves, its sample pictures."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.fact_row import FactRow
from app.panels.note_lines import NoteLines
from app.panels.sample_strip import HIGH_PX, LEGEND, LOW_PX, SampleStrip, by_epoch
from app.panels.train_curves import TrainCurves
from app.state.run_curves import RunCurves
from app.state.run_facts import facts_of
from app.state.run_words import STATE_SIGNS, below_headline, headline, share_done
from app.theme import set_role
from app.tokens import M, S
from core.training.events import JUDGING, Evaluated, Event, Noted, Preparing, Progressed
from core.training.run_record import RunRecord, RunState

REDRAW_MS = 200
ENDING = "Saving what it has learned …"
_BAR = 1000
_ROOMY_PX = 820


class RunPage(QWidget):
    """Shows a ``RunRecord`` and what its run reports; draws anew at most five times a second.

    ``samples_wanted`` carries the path of a sample picture to look at closely.
    """

    samples_wanted = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._run: RunRecord | None = None
        self._ending = False
        self._told: tuple[tuple[Progressed, ...], tuple[Evaluated, ...]] = ((), ())
        self._latest: Event | None = None
        self._progressed: Progressed | None = None
        self._notes: list[str] = []
        self._look_for_samples = False
        self.data = RunCurves()
        self.sign, self.headline, self.below = QLabel(), QLabel(), QLabel()
        self.bar = QProgressBar()
        self.facts = FactRow()
        self.notes = NoteLines(context.theme, context.actions["train_notes"])
        self.curves = TrainCurves(context.theme)
        self.strip = SampleStrip(context.runner)
        self._legend = QLabel(LEGEND)
        self._soon = QTimer(self, interval=REDRAW_MS, singleShot=True)
        self._soon.timeout.connect(self.redraw)
        self._lay_out()
        self.strip.chosen.connect(self.samples_wanted)
        context.theme.changed.connect(self._paint_sign)

    @property
    def run(self) -> RunRecord | None:
        """The run on screen."""
        return self._run

    def show_run(self, run: RunRecord, ending: bool = False) -> None:
        """Show a run as its folder tells it; what it reported since stays if it is the same.

        ``ending``: it was asked to end, and is still saving.
        """
        same = self._run is not None and self._run.name == run.name
        self._run, self._ending = run, ending
        if not same:
            self._latest = self._progressed = None
            self._notes = []
        told = (run.progress, run.evaluations)
        if not same or told != self._told:
            self._told = told
            fresh = RunCurves(*told)
            if not same or fresh.last_step >= self.data.last_step:
                self.data = fresh
        if not run.under_way:
            self._latest = None
        if self._progressed is None or not run.under_way:
            self._progressed = run.progress[-1] if run.progress else self._progressed
        self._look_for_samples = True
        self.redraw()

    def hear(self, event: Event) -> None:
        """Take what the run on screen reports."""
        self.data.hear(event)
        if isinstance(event, Preparing | Progressed):
            self._latest = event
        if isinstance(event, Progressed):
            self._progressed = event
        if isinstance(event, Noted):
            self._notes.append(event.message)
        if isinstance(event, Evaluated):
            # Whatever was being prepared is over; a short run may not have told of a step yet.
            self._latest = self._progressed
            self._look_for_samples = True
        # Behind another place nothing is drawn; all of it is when it comes into view.
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def redraw(self) -> None:
        """Bring everything on screen up to date."""
        run = self._run
        if run is None:
            return
        self._soon.stop()
        self.headline.setText(ENDING if self._ending else headline(run, self._latest))
        self.below.setText(below_headline(run))
        role = "problem" if run.status.state is RunState.FAILED else "muted"
        if self.below.property("role") != role:
            set_role(self.below, role)
        self._paint_sign()
        judging = isinstance(self._latest, Preparing) and self._latest.doing == JUDGING
        share = share_done(run.status, self._progressed if judging else self._latest)
        self.bar.setVisible(run.under_way)
        self.bar.setRange(0, 0 if share is None else _BAR)
        self.bar.setValue(round(_BAR * (share or 0.0)))
        self.facts.show_facts(facts_of(run, self._progressed, self.data.evaluations))
        self.notes.show_notes(self._notes)
        self.curves.show_curves(self.data)
        if self._look_for_samples:
            self._look_for_samples = False
            self._show_samples(run)

    def show_buttons(self, actions: Collection[str]) -> None:
        """Show the buttons of these actions only."""
        for name, button in self._buttons.items():
            button.setVisible(name in actions)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was heard meanwhile."""
        super().showEvent(event)
        self.redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Larger pictures where there is room for them."""
        super().resizeEvent(event)
        self.strip.set_height(HIGH_PX if self.height() > _ROOMY_PX else LOW_PX)

    def _show_samples(self, run: RunRecord) -> None:
        epochs = list(by_epoch(run.samples).values())
        self.strip.show_samples(epochs[-1] if epochs else ())
        self.strip.setVisible(bool(epochs))
        self._legend.setVisible(bool(epochs))

    def _lay_out(self) -> None:
        set_role(self.headline, "title")
        self.headline.setWordWrap(True)
        self.below.setWordWrap(True)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the training")
        set_role(self._legend, "caption")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.below)
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        self._buttons = {name: self._button(name) for name in BUTTONS}
        acts = QHBoxLayout()
        acts.setSpacing(S)
        for button in self._buttons.values():
            acts.addWidget(button)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addWidget(self.facts)
        column.addLayout(acts)
        column.addWidget(self.notes)
        column.addWidget(self.curves, 1)
        column.addWidget(self._samples())

    def _samples(self) -> QFrame:
        frame = QFrame()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.strip)
        column.addWidget(self._legend)
        return frame

    def _button(self, action: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._context.actions[action])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(button, "outlined")
        return button

    def _paint_sign(self) -> None:
        if self._run is not None:
            icon, colour = STATE_SIGNS[self._run.status.state]
            picture = self._context.theme.icon(icon, colour).pixmap(QSize(24, 24))
            self.sign.setPixmap(picture)


BUTTONS = ("pause_training", "finish_training", "cancel_training", "repeat_run", "train_judge")
"""The actions that have a button on the page."""

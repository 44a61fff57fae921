"""Before and after of one training: verdict, clips, classes, all detectors, adopt, roll back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.judge_class_bars import JudgeClassBars
from app.panels.judge_clips import JudgeClips
from app.panels.judge_detectors import JudgeDetectors
from app.panels.judge_history import JudgeHistory
from app.panels.judge_moments import JudgeMoments
from app.panels.judge_pins import JudgePins
from app.panels.judge_verdict import JudgeVerdict
from app.state.judge_words import ADOPT, ADOPT_ANYWAY, about_words, mean_words, planned_words
from app.state.judging import Judging, Stage
from app.theme import set_role
from app.tokens import M, S
from core.before_after.verdict import Outcome
from core.dataset.finding import counted

CLIPS_PX = 250
CLIPS, CLASSES, DETECTORS, HISTORY, PINS = range(5)
VIEWS = ("On your clips", "By class", "All detectors", "History", "Pinned clips")
_NO_CLASSES = "This training has no validation pictures to count on."


class JudgePage(QWidget):
    """Shows ``Judging`` for the run it is given; the shelf does what its buttons say."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.judging = Judging(context.runner, context.shelf, self)
        self.verdict = JudgeVerdict(context.theme)
        self.clips, self.moments = JudgeClips(context.theme), JudgeMoments(context)
        self.bars, self.no_bars, self.no_clips = JudgeClassBars(), QLabel(), QLabel()
        self.detectors, self.history = JudgeDetectors(context), JudgeHistory()
        self.left_out, self.pins = QLabel(), JudgePins(context)
        self.tabs, self.views = QButtonGroup(self), QStackedWidget()
        self._lay_out()
        self._connect()
        self._refresh()

    def show_run(self, name: str) -> None:
        """Show the comparison of a training; nothing happens if it is on screen already."""
        judging, store = self.judging, self._context.store
        same = name == judging.run and store is judging.store
        if not same or judging.stage is Stage.FAILED:
            judging.show_run(name, store, self._context.preferences.value.threads)

    def showEvent(self, event: QShowEvent) -> None:
        """Look whether another window has changed anything."""
        super().showEvent(event)
        self._context.shelf.refresh()

    def show_view(self, view: int) -> None:
        """Show one of ``VIEWS`` by its number."""
        self.views.setCurrentIndex(view)
        self.tabs.button(view).setChecked(True)
        if view == DETECTORS:
            self.detectors.measure()
        elif view == PINS:
            self.pins.renew()

    def _connect(self) -> None:
        judging, shelf = self.judging, self._context.shelf
        judging.changed.connect(self._refresh)
        judging.progressed.connect(self._follow)
        judging.judged.connect(lambda _clip: self._show_clips())
        judging.classes_changed.connect(self._show_classes)
        shelf.current_changed.connect(self._shelf_changed)
        self.clips.chosen.connect(self.moments.show_clip)
        self.moments.session_wanted.connect(self._context.navigation.session_wanted)
        self.tabs.idClicked.connect(self.show_view)
        self.pins.changed.connect(judging.renew)
        self.verdict.main_pressed.connect(self._main)
        self.verdict.stop_pressed.connect(judging.cancel)
        self.verdict.back_pressed.connect(shelf.roll_back)
        self.history.back_pressed.connect(shelf.roll_back)

    def _main(self) -> None:
        judging = self.judging
        if judging.stage is Stage.DONE and judging.plan is not None:
            self._context.shelf.adopt(judging.plan.subject.after)
        elif judging.stage is Stage.FAILED:
            judging.renew()
        else:
            judging.start()

    def _shelf_changed(self) -> None:
        """What stands beside the training is another detector now, unless it is itself in use."""
        plan = self.judging.plan
        if plan is None or self._context.shelf.current in (plan.subject.after, plan.subject.before):
            self._refresh()
        else:
            self.judging.renew()

    def _refresh(self) -> None:
        judging, stage = self.judging, self.judging.stage
        self.verdict.show_progress(None, on=stage is Stage.WORKING)
        self.verdict.offer("")
        say = {
            Stage.NOTHING: lambda: self.verdict.say("Choose a training at the left.", ""),
            Stage.PLANNING: lambda: self.verdict.say("Looking what there is to compare…", ""),
            Stage.READY: self._say_ready,
            Stage.WORKING: self._follow,
            Stage.DONE: self._say_verdict,
            Stage.FAILED: self._say_failed,
        }
        say[stage]()
        self._name_sides()
        self._show_clips()
        left_out = judging.plan.left_out if judging.plan is not None else ()
        self.left_out.setText("\n".join(left_out))
        self.left_out.setVisible(bool(left_out))
        self._show_classes()
        self.history.show_shelf(self._context.shelf)

    def _show_clips(self) -> None:
        judging = self.judging
        self.clips.show_clips(judging.clips)
        self._clips_stack.setCurrentIndex(1 if judging.clips else 0)
        words = ""
        if judging.stage is Stage.WORKING:
            words = "Each clip appears here as soon as both detectors have looked at it."
        elif judging.stage is Stage.READY and judging.plan is not None:
            words = planned_words(judging.plan.clips)
        self.no_clips.setText(words)

    def _say_ready(self) -> None:
        plan = self.judging.plan
        assert plan is not None
        if not plan.clips:
            self.verdict.say(
                "There is no clip to compare on.",
                "Pin a practice whose hits you confirmed, or the sample.",
                ("warning", "warning"),
            )
            return
        what = "Its detector is made, then both look" if plan.subject.make else "Both look"
        clips = counted(len(plan.clips), "pinned clip")
        self.verdict.say(
            "Is it better than the detector in use?",
            f"{what} at {clips}: {about_words(plan.minutes)}. You can go on working meanwhile.",
            ("compare", "accent"),
        )
        self.verdict.offer("Compare now")

    def _say_verdict(self) -> None:
        judgement, plan = self.judging.judgement, self.judging.plan
        assert judgement is not None
        assert plan is not None
        shelf, verdict = self._context.shelf, judgement.verdict
        in_use = shelf.current == plan.subject.after
        words = mean_words(self.judging.classes)
        if verdict.outcome is Outcome.OPEN:
            words = f"Confirm some hits of a practice in Review and pin it. {words}".strip()
        if in_use:
            words = f"It finds the hits now. {words}".strip()
        self.verdict.show_outcome(verdict.outcome, verdict.headline, words)
        previous = shelf.previous
        back = f"Roll back to {shelf.title_of(previous)}" if in_use and previous else ""
        worse = verdict.outcome is Outcome.WORSE
        main = "" if in_use else ADOPT_ANYWAY if worse else ADOPT
        tip = "Review, Library and the command line find hits with it from now on"
        self.verdict.offer(main, back, primary=not worse, tip=tip)

    def _say_failed(self) -> None:
        problem = self.judging.problem
        assert problem is not None
        self.verdict.say(problem.message, problem.hint, ("warning", "warning"))
        self.verdict.offer("Try again", primary=False)

    def _follow(self) -> None:
        job = self.judging.job
        if self.judging.stage is not Stage.WORKING or job is None:
            return
        note = job.note[:1].upper() + job.note[1:] if job.note else "Getting ready"
        self.verdict.say(job.name, f"{note}.", ("compare", "accent"))
        self.verdict.show_progress(job.fraction)

    def _name_sides(self) -> None:
        plan = self.judging.plan
        if plan is not None:
            title = self._context.shelf.shelf.plain_title(plan.subject.before)
            self.moments.name_sides(title, plan.subject.title)

    def _show_classes(self) -> None:
        changes = self.judging.classes
        has = changes is not None and bool(changes.classes)
        self.bars.show_changes(changes)
        self.bars.setVisible(has)
        self.no_bars.setVisible(not has)
        plan = self.judging.plan
        waiting = plan is not None and plan.subject.labels is not None
        waiting = waiting and not self.judging.classes_counted
        words = "The figures come with the comparison." if waiting else _NO_CLASSES
        self.no_bars.setText(self.judging.classes_problem or words)
        if self.judging.stage is Stage.DONE:
            self._say_verdict()

    def _lay_out(self) -> None:
        clips, classes = self._clips_view(), self._classes_view()
        for widget in (clips, classes, self.detectors, self.history, self.pins):
            self.views.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.verdict)
        column.addLayout(self._switch())
        column.addWidget(self.views, 1)
        self.show_view(CLIPS)

    def _switch(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        for number, words in enumerate(VIEWS):
            button = QPushButton(words)
            set_role(button, "choice")
            button.setCheckable(True)
            self.tabs.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _clips_view(self) -> QWidget:
        view, left = QWidget(), QVBoxLayout()
        set_role(self.left_out, "caption")
        self.left_out.setWordWrap(True)
        left.setSpacing(S)
        left.addWidget(self.clips, 1)
        left.addWidget(self.left_out)
        side = QWidget()
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(CLIPS_PX)
        row = QHBoxLayout(view)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(side)
        row.addWidget(self.moments, 1)
        set_role(self.no_clips, "muted")
        self.no_clips.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.no_clips.setWordWrap(True)
        self._clips_stack = QStackedWidget()
        self._clips_stack.addWidget(self.no_clips)
        self._clips_stack.addWidget(view)
        return self._clips_stack

    def _classes_view(self) -> QWidget:
        view = QWidget()
        set_role(self.no_bars, "muted")
        self.no_bars.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, S, 0, 0)
        column.addWidget(self.bars)
        column.addWidget(self.no_bars)
        column.addStretch(1)
        return view

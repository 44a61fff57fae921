"""Before and after of one training at a time: where it is, what came out, starting, stopping."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, JobProgress, Lane
from app.jobs.runner import JobRunner
from app.state.shelf import Shelf
from core.errors import SweetspotError

if TYPE_CHECKING:
    from app.state.judge_work import Plan
    from core.before_after.class_change import ClassChanges
    from core.before_after.comparison import ClipComparison
    from core.before_after.judge import Judgement
    from core.sessions.store import SessionStore

T = TypeVar("T")


class Stage(StrEnum):
    """Where the comparison on screen is."""

    NOTHING = "nothing"
    PLANNING = "planning"
    READY = "ready"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Judging(QObject):
    """Plans and runs the comparison of one training with the detector in use.

    ``changed`` follows every stage, ``progressed`` every report of work under way, ``judged``
    (a ``ClipComparison``) every clip that is done, ``classes_changed`` the validation figures.
    """

    changed = Signal()
    progressed = Signal()
    judged = Signal(object)
    classes_changed = Signal()

    def __init__(self, runner: JobRunner, shelf: Shelf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner, self._shelf = runner, shelf
        self.store: SessionStore | None = None
        self._threads = 2
        self.stage = Stage.NOTHING
        self.run = ""
        self.plan: Plan | None = None
        self.clips: list[ClipComparison] = []
        self.judgement: Judgement | None = None
        self.classes: ClassChanges | None = None
        self.problem: SweetspotError | None = None
        self.classes_problem = ""
        self.classes_counted = False
        self.job: Job | None = None
        self._counting: Job | None = None
        self._ticket = 0

    def show_run(self, name: str, store: SessionStore, threads: int = 2) -> None:
        """Look what judging this training of ``store`` takes; what is on file is shown at once."""
        if name == self.run and store is self.store and self.stage is Stage.WORKING:
            return
        self.cancel()
        self.run, self.store, self._threads = name, store, threads
        self._forget(Stage.PLANNING if name else Stage.NOTHING)
        if not name:
            return
        shelf = self._shelf.shelf
        ticket = self._ticket

        def work(_progress: JobProgress) -> Plan:
            from app.state.judge_work import plan_of

            return plan_of(name, store, shelf)

        self._runner.start(
            "Looking what there is to compare",
            work,
            on_done=lambda plan: self._planned(ticket, plan),
            on_failed=lambda error: self._fail(ticket, error),
            quiet=True,
        )

    def renew(self) -> None:
        """Look again: other clips are pinned, or another detector is in use."""
        if self.store is not None and self.stage is not Stage.WORKING:
            self.show_run(self.run, self.store, self._threads)

    def start(self) -> None:
        """Make the detector if there is none yet, and compare."""
        plan = self.plan
        if plan is None or self.stage is Stage.WORKING:
            return
        self._set(Stage.WORKING)
        if plan.subject.make is not None:
            self._make(plan)
        else:
            self._compare(plan)

    def cancel(self) -> None:
        """Stop; what was looked at so far is kept."""
        self._ticket += 1
        for job in (self.job, self._counting):
            if job is not None:
                job.cancel()
        self.job = self._counting = None
        if self.stage is Stage.WORKING:
            self._set(Stage.READY)

    def _forget(self, stage: Stage) -> None:
        self.plan = self.judgement = self.classes = self.problem = None
        self.clips, self.classes_problem, self.classes_counted = [], "", False
        self._set(stage)

    def _planned(self, ticket: int, plan: Plan) -> None:
        if ticket == self._ticket:
            self.plan = plan
            self._set(Stage.READY)
            if plan.at_once:
                self.start()

    def _make(self, plan: Plan) -> None:
        request = plan.subject.make
        assert request is not None

        def work(progress: JobProgress) -> Path:
            from app.state.judge_work import make_model

            return make_model(request, progress)

        self._run(f"Making the detector of “{plan.subject.title}”", work, Lane.PHONE,
                  lambda _folder: self._compare(plan))  # fmt: skip

    def _compare(self, plan: Plan) -> None:
        store, subject, threads = self.store, plan.subject, self._threads
        before = self._shelf.shelf.plain_title(subject.before)
        assert store is not None

        def work(progress: JobProgress) -> Judgement:
            from core.before_after.judge import contestant_of, judge

            return judge(
                contestant_of(subject.before, before, threads),
                contestant_of(subject.after, subject.title, threads),
                plan.clips,
                store,
                progress,
                progress.publish,
                plan.left_out,
            )

        self.clips = []
        name = f"Comparing “{subject.title}” on the pinned clips"
        self._run(name, work, Lane.DETECTOR, self._take_judgement)
        self._evaluate(plan)

    def _evaluate(self, plan: Plan) -> None:
        assert self.store is not None
        library, ticket = self.store.root, self._ticket

        def work(progress: JobProgress) -> ClassChanges | None:
            from app.state.judge_work import class_changes

            return class_changes(plan.subject, library, progress)

        def done(changes: ClassChanges | None) -> None:
            if ticket == self._ticket:
                self.classes, self.classes_counted = changes, True
                self.classes_changed.emit()

        self._counting = self._runner.start(
            f"Counting how well “{plan.subject.title}” finds each class",
            work,
            lane=Lane.PHONE,
            on_done=done,
            on_failed=lambda error: self._note(ticket, error),
        )

    def _run(
        self,
        name: str,
        work: Callable[[JobProgress], T],
        lane: Lane,
        then: Callable[[T], None],
    ) -> None:
        """Run the next piece; what a piece that was given up says is not heard."""
        ticket = self._ticket

        def done(result: T) -> None:
            if ticket == self._ticket:
                self.job = None
                then(result)

        self.job = self._runner.start(
            name,
            work,
            lane=lane,
            on_update=lambda clip: self._take_clip(ticket, clip),
            on_done=done,
            on_failed=lambda error: self._fail(ticket, error),
            on_cancelled=lambda: self._stopped(ticket),
        )
        if self.job.state.over:
            self.job = None
        else:
            self.job.changed.connect(self.progressed)
        self.progressed.emit()

    def _take_clip(self, ticket: int, clip: ClipComparison) -> None:
        if ticket == self._ticket:
            self.clips.append(clip)
            self.judged.emit(clip)

    def _take_judgement(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.clips = list(judgement.clips)
        self._set(Stage.DONE)

    def _stopped(self, ticket: int) -> None:
        if ticket == self._ticket:
            self.job = None
            self._set(Stage.READY)

    def _fail(self, ticket: int, error: BaseException) -> None:
        if ticket != self._ticket:
            return
        self.job = None
        self.problem = (
            error
            if isinstance(error, SweetspotError)
            else SweetspotError(
                "The comparison stopped because of a fault in Sweetspot.",
                "Nothing was changed. Try again, and report it if it comes back.",
            )
        )
        self._set(Stage.FAILED)

    def _note(self, ticket: int, error: BaseException) -> None:
        """The clips are judged without the figures of classes; why there are none is said."""
        if ticket == self._ticket and isinstance(error, SweetspotError):
            self.classes_problem = str(error)
            self.classes_changed.emit()

    def _set(self, stage: Stage) -> None:
        self.stage = stage
        self.changed.emit()

"""The trainings of this window: one runs in a child process, the others wait behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.jobs.job import Job, JobState, Lane
from app.jobs.runner import JobRunner
from app.jobs.training_job import Heard, Patience, Reins, follow
from core.errors import SweetspotError
from core.training.events import Event, Failed, Stopped
from core.training.wishes import Wish

MADE_TO_END_MS = 5000


class _Sitting:
    """One training: its job, the reins of its child, and how it shall end."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.reins = Reins()
        self.wish: Wish | None = None

    @property
    def runs(self) -> bool:
        """Whether its child is there."""
        return self.job is not None and self.job.state is JobState.RUNNING

    @property
    def waits(self) -> bool:
        """Whether its turn will come."""
        return not self.runs and not (self.job is not None and self.job.stopping)


class TrainingQueue(QObject):
    """``heard(name, Event)`` and ``silent(name, seconds)`` come from the one that runs.

    ``over(name, Event, Wish or None)`` follows the end of each, ``changed`` a beginning, an end
    or a wish. ``failed(SweetspotError)`` where a trainer could not be started at all.
    """

    heard = Signal(str, object)
    silent = Signal(str, float)
    over = Signal(str, object, object)
    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, runner: JobRunner, patience: Patience | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner, self._patience = runner, patience or Patience()
        self._sittings: dict[str, _Sitting] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._sittings

    @property
    def running(self) -> str | None:
        """The one whose child is there."""
        return next((name for name, each in self._sittings.items() if each.runs), None)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Those that wait, in their order."""
        return tuple(name for name, each in self._sittings.items() if each.waits)

    def is_ending(self, name: str) -> bool:
        """Whether a wish to end it has not come true yet."""
        each = self._sittings.get(name)
        return each is not None and (
            each.wish is not None or (each.job is not None and each.job.stopping)
        )

    def job_of(self, name: str) -> Job | None:
        """Return the job of one."""
        each = self._sittings.get(name)
        return each.job if each is not None else None

    def add(self, name: str, command: Sequence[str]) -> None:
        """Let a training begin as soon as no other runs here."""
        each, patience = _Sitting(), self._patience
        self._sittings[name] = each
        job = self._runner.start(
            f"Training “{name}”",
            lambda progress: follow(command, each.reins, progress, patience),
            lane=Lane.TRAINER,
            on_update=partial(self._hear, name),
            on_done=partial(self._end, name),
            on_failed=partial(self._break, name),
            on_cancelled=lambda: self._end(name, Stopped()),
        )
        if job.state.over:
            self._sittings.pop(name, None)
        else:
            each.job = job
            job.changed.connect(partial(self._follow_state, [job.state], job))
        self.changed.emit()

    def wish(self, name: str, wish: Wish) -> bool:
        """Remember how one shall end; True if its child must be told. One that waits just ends."""
        each = self._sittings[name]
        each.wish = wish
        if not each.runs and each.job is not None:
            each.job.cancel()
            return False
        if wish is Wish.GIVE_UP:
            # One that hangs does not hear a wish.
            QTimer.singleShot(MADE_TO_END_MS, self, each.reins.kill.set)
        self.changed.emit()
        return True

    def kill(self, name: str) -> None:
        """End one that hangs; its last save stays."""
        if name in self._sittings:
            self._sittings[name].reins.kill.set()

    def let_go(self) -> None:
        """Let the one that runs go on without us, and drop those that wait."""
        for name, each in list(self._sittings.items()):
            if each.runs:
                each.reins.let_go.set()
            elif each.job is not None:
                each.job.cancel()
            self._sittings.pop(name, None)

    def stop_all(self) -> None:
        """Let the one that runs save and end, and drop those that wait."""
        for each in list(self._sittings.values()):
            if each.job is not None:
                each.job.cancel()

    def _hear(self, name: str, heard: Heard) -> None:
        if heard.silent_s or not heard.events:
            self.silent.emit(name, heard.silent_s)
        for event in heard.events:
            self.heard.emit(name, event)

    def _end(self, name: str, event: Event) -> None:
        each = self._sittings.pop(name, None)
        self.over.emit(name, event, each.wish if each is not None else None)
        self.changed.emit()

    def _break(self, name: str, error: BaseException) -> None:
        hint = error.hint if isinstance(error, SweetspotError) else ""
        message = str(error) or "The trainer could not be started."
        self._end(name, Failed(message, hint))

    def _follow_state(self, last: list[JobState], job: Job) -> None:
        """Tell of a job that begins, and not of each of its steps."""
        if job.state is not last[0]:
            last[0] = job.state
            self.changed.emit()

"""Trying other ways to keep a detector's weights, one after the other, in the background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, Lane
from app.jobs.runner import JobRunner
from app.state.phone_weights import Trial, try_keeping
from app.state.phone_work import Keeping, Order
from core.errors import SweetspotError


class PhoneTrials(QObject):
    """``changed`` follows each beginning, each report and each end; one job at a time."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._found: dict[Path, dict[str, Trial]] = {}
        self._waiting: list[Order] = []
        self.job: Job | None = None

    @property
    def running(self) -> bool:
        """Whether something is being tried."""
        return self.job is not None

    def of(self, folder: Path) -> tuple[Trial, ...]:
        """Return what is known of a detector, by the folder of its files for the phone."""
        return tuple(self._found.get(folder, {}).values())

    def note(self, folder: Path, trial: Trial) -> None:
        """Remember how a way has done that was tried elsewhere."""
        self._found.setdefault(folder, {})[trial.keeping.id] = trial
        self.changed.emit()

    def start(self, order: Order, keepings: Sequence[Keeping]) -> None:
        """Try these ways for the order's detector."""
        if not self.running:
            self._waiting = [replace(order, keeping=keeping) for keeping in keepings]
            self._next()

    def cancel(self) -> None:
        """Stop trying; what is known already stays."""
        self._waiting = []
        if self.job is not None:
            self.job.cancel()
            self.changed.emit()

    def _next(self) -> None:
        self.job = None
        if self._waiting:
            order = self._waiting.pop(0)
            job = self._runner.start(
                f"Trying {order.keeping.title.lower()} for “{order.name}”",
                lambda progress: try_keeping(order, progress),
                lane=Lane.PHONE,
                on_done=lambda trial: self._take(order, trial),
                on_failed=self._fail,
                on_cancelled=self._stop,
            )
            if not job.state.over:
                self.job = job
                job.changed.connect(self.changed)
        self.changed.emit()

    def _take(self, order: Order, trial: Trial) -> None:
        self.note(order.folder, trial)
        self._next()

    def _stop(self) -> None:
        self._waiting = []
        self._next()

    def _fail(self, error: BaseException) -> None:
        self._stop()
        if isinstance(error, SweetspotError):
            self.failed.emit(error)

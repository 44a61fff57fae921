"""One detector on its way to the phone: begun, followed, stopped."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, Lane
from app.jobs.pace import Pace
from app.jobs.runner import JobRunner
from app.state.phone_flow import PhoneFlow, StepId
from app.state.phone_work import Coarse, Order, StepReport, make_ready
from core.errors import SweetspotError

_SURPRISE = SweetspotError(
    "The detector could not be made ready because of a fault in Sweetspot.",
    "Nothing was lost. Try again, and report it if it comes back.",
)


class PhoneRun(QObject):
    """``changed`` follows every report; ``ended`` comes when it is over, however it went.

    ``coarse`` carries a way to keep the weights that turned out not to be exact enough.
    """

    changed = Signal()
    ended = Signal()
    coarse = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self._paces: dict[tuple[StepId, float], Pace] = {}
        self.flow = PhoneFlow()
        self.order: Order | None = None

    def start(self, order: Order) -> None:
        """Begin; one at a time."""
        if self.flow.running:
            return
        self.order, self._paces = order, {}
        self.flow = PhoneFlow().begun()
        self.changed.emit()
        self._job = self._runner.start(
            f"Making “{order.name}” ready for iPhone",
            lambda progress: make_ready(order, progress),
            lane=Lane.PHONE,
            on_update=self._hear,
            on_done=lambda _nothing: self._end(self.flow.finished(time.monotonic())),
            on_failed=self._fail,
            on_cancelled=lambda: self._end(self.flow.cancelled(time.monotonic())),
        )
        if self._job.state.over and self.flow.running:  # The window is closing.
            self._end(self.flow.cancelled(time.monotonic()))

    def cancel(self) -> None:
        """Ask it to stop; what was ready before stays as it is."""
        if self._job is not None:
            self._job.cancel()
            self.changed.emit()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop and has not yet."""
        return self.flow.running and self._job is not None and self._job.stopping

    def forget(self) -> None:
        """Go back to the beginning, where another detector is chosen."""
        if not self.flow.running:
            self.flow, self.order = PhoneFlow(), None
            self.changed.emit()

    def _hear(self, report: StepReport | Coarse) -> None:
        if isinstance(report, Coarse):
            self.coarse.emit(report)
            return
        # What is counted changes within a step: choosing pictures, then comparing them.
        pace = self._paces.setdefault((report.step, report.of), Pace())
        pace.report(report.done, report.of)
        now = time.monotonic()
        self.flow = self.flow.reported(
            report.step, now, report.done, report.of, report.words, pace.eta_s
        )
        self.changed.emit()

    def _fail(self, error: BaseException) -> None:
        told = error if isinstance(error, SweetspotError) else _SURPRISE
        self._end(self.flow.failed(told, time.monotonic()))

    def _end(self, flow: PhoneFlow) -> None:
        self.flow, self._job = flow, None
        self.changed.emit()
        self.ended.emit()

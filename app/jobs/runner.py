"""The one owner of background threads."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.jobs.job import Job, JobProgress, JobState, Lane
from app.jobs.mailbox import Kind, Mailbox, Message
from core.errors import Cancelled, SweetspotError

T = TypeVar("T")
THREADS = {
    Lane.SHORT: 2,
    Lane.LIBRARY: 1,
    Lane.READER: 1,
    Lane.DETECTOR: 1,
    Lane.PHONE: 3,
    Lane.LIVE: 3,
    Lane.FILM: 1,
    Lane.TRAINER: 1,
}
KEPT_AFTER_THE_END = 30
# Longer than this at a stretch and the window would miss a display frame.
BUSY_S = 0.008


@dataclass
class _Callbacks:
    on_update: Callable[[Any], None] | None
    on_done: Callable[[Any], None] | None
    on_failed: Callable[[BaseException], None] | None
    on_cancelled: Callable[[], None] | None


class JobRunner(QObject):
    """Starts functions in lanes and brings what they say back to the GUI thread.

    ``jobs_changed`` follows a job that is added or ends. ``failed_unheard`` carries a failed job
    whose starter gave no ``on_failed``; ``surprised`` every error that is not a ``SweetspotError``,
    heard or not.
    """

    jobs_changed = Signal()
    failed_unheard = Signal(object)
    surprised = Signal(object)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox()
        self._pools: dict[Lane, ThreadPoolExecutor] = {}
        self._jobs: dict[int, Job] = {}
        self._callbacks: dict[int, _Callbacks] = {}
        self._count = 0
        self._closed = False
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def jobs(self) -> list[Job]:
        """The jobs a person may see: not the quiet ones; newest last."""
        return [job for job in self._jobs.values() if not job.quiet]

    def alive(self) -> list[Job]:
        """Return every job that is not over, the quiet ones too."""
        return [job for job in self._jobs.values() if not job.state.over]

    def start(
        self,
        name: str,
        function: Callable[[JobProgress], T],
        *,
        lane: Lane = Lane.SHORT,
        on_update: Callable[[Any], None] | None = None,
        on_done: Callable[[T], None] | None = None,
        on_failed: Callable[[BaseException], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        unit: str = "",
        quiet: bool = False,
    ) -> Job:
        """Run ``function(progress)`` in ``lane``; every callback comes in the GUI thread.

        ``name`` is what a person reads. ``unit`` names what ``progress.step`` counts, for the
        speed ("frames"). A ``quiet`` job is not shown. The function gets values and paths, never
        a QObject. After ``shutdown`` a job ends as cancelled at once, unheard.
        """
        caller = sys._getframe(1)
        starter = f"{caller.f_code.co_filename}:{caller.f_lineno} {caller.f_code.co_name}"
        self._count += 1
        job = Job(self._count, name, lane, unit, quiet, starter)
        if self._closed:
            job.move_to(JobState.CANCELLED)
            return job
        self._jobs[job.number] = job
        self._callbacks[job.number] = _Callbacks(on_update, on_done, on_failed, on_cancelled)
        if not quiet:
            self.jobs_changed.emit()
        self._submit(job, function)
        return job

    def forget_ended(self) -> None:
        """Drop the jobs that are over from the list a person sees."""
        self._jobs = {number: job for number, job in self._jobs.items() if not job.state.over}
        self.jobs_changed.emit()

    def shutdown(self) -> None:
        """Cancel everything, wait for every thread, and say nothing more.

        Jobs of the library lane, waiting ones too, are let finish: no edit is lost.
        """
        self._closed = True
        for job in self.alive():
            if job.lane is not Lane.LIBRARY:
                job.cancel()
        for lane, pool in self._pools.items():
            pool.shutdown(wait=True, cancel_futures=lane is not Lane.LIBRARY)
        self._pools.clear()
        self._callbacks.clear()
        while (message := self._mailbox.take()) is not None:
            self._handle(message)

    def _submit(self, job: Job, function: Callable[[JobProgress], T]) -> None:
        number, progress = job.number, self._progress_of(job.number)

        def work() -> T:
            self._post(Message(number, Kind.STARTED))
            if progress.cancelled:
                raise Cancelled
            return function(progress)

        if job.lane not in self._pools:
            self._pools[job.lane] = ThreadPoolExecutor(THREADS[job.lane], f"job-{job.lane}")
        future = self._pools[job.lane].submit(work)

        def stop() -> None:
            progress.ask_to_stop()
            future.cancel()

        job.on_cancel(stop)
        future.add_done_callback(lambda ended: self._post(Message(number, Kind.ENDED, ended)))

    def _progress_of(self, number: int) -> JobProgress:
        return JobProgress(
            lambda step: self._post(Message(number, Kind.STEP, step)),
            lambda value, newest: self._post(
                Message(number, Kind.NEWEST if newest else Kind.VALUE, value)
            ),
        )

    def _post(self, message: Message) -> None:
        if self._mailbox.put(message):
            self._wake.emit()

    def _deliver(self) -> None:
        until = time.monotonic() + BUSY_S
        more = True
        try:
            while time.monotonic() < until:
                message = self._mailbox.take()
                if message is None:
                    more = False
                    return
                self._handle(message)
        finally:
            # Also when a callback raised: the others still get theirs.
            if more:
                self._wake.emit()

    def _handle(self, message: Message) -> None:
        job = self._jobs.get(message.job)
        if job is None or job.state.over:
            return
        callbacks = self._callbacks.get(message.job)
        if message.kind is Kind.STARTED:
            job.move_to(JobState.RUNNING)
        elif message.kind is Kind.STEP:
            job.reported(*message.payload)
        elif message.kind is Kind.ENDED:
            self._end(job, message.payload)
        elif callbacks is not None and callbacks.on_update is not None and not job.stopping:
            callbacks.on_update(message.payload)

    def _end(self, job: Job, future: Future[Any]) -> None:
        callbacks = self._callbacks.pop(job.number, None)
        if not future.cancelled() and (error := future.exception()) is not None:
            cancelled = isinstance(error, Cancelled)
            job.error = None if cancelled else error
            state = JobState.CANCELLED if cancelled else JobState.FAILED
        else:
            state = JobState.CANCELLED if future.cancelled() else JobState.DONE
        if state is JobState.DONE:
            job.result = future.result()
        self._retire(job)
        job.move_to(state)
        if not job.quiet:
            self.jobs_changed.emit()
        if callbacks is not None:
            self._tell(job, callbacks)

    def _tell(self, job: Job, callbacks: _Callbacks) -> None:
        if job.state is JobState.DONE and callbacks.on_done is not None:
            callbacks.on_done(job.result)
        elif job.state is JobState.CANCELLED and callbacks.on_cancelled is not None:
            callbacks.on_cancelled()
        elif job.state is JobState.FAILED and job.error is not None:
            if not isinstance(job.error, SweetspotError):
                self.surprised.emit(job.error)
            if callbacks.on_failed is not None:
                callbacks.on_failed(job.error)
            else:
                self.failed_unheard.emit(job)

    def _retire(self, job: Job) -> None:
        if job.quiet:
            self._jobs.pop(job.number, None)
            return
        over = [each.number for each in self.jobs if each.state.over]
        for number in over[: max(0, len(over) - KEPT_AFTER_THE_END + 1)]:
            del self._jobs[number]

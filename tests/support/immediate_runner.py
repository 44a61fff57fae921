"""A job runner without threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from app.jobs.job import Job, JobProgress, JobState
from app.jobs.mailbox import Kind, Message
from app.jobs.runner import JobRunner

T = TypeVar("T")


class ImmediateRunner(JobRunner):
    """Every job runs to its end inside ``start``, in the calling thread."""

    def _submit(self, job: Job, function: Callable[[JobProgress], T]) -> None:
        progress = self._progress_of(job.number)
        job.on_cancel(progress.ask_to_stop)
        ended: Future[T] = Future()
        job.move_to(JobState.RUNNING)
        try:
            ended.set_result(function(progress))
        except Exception as error:  # noqa: BLE001 - stands in for the pool, which does the same.
            ended.set_exception(error)
        self._handle(Message(job.number, Kind.ENDED, ended))

    def _post(self, message: Message) -> None:
        self._handle(message)

"""One piece of background work as the window sees it, and what its function is given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.jobs.pace import Pace
from core.errors import Cancelled, SweetspotError


class Lane(StrEnum):
    """Where a job runs. Jobs of one lane start in the order they were given."""

    SHORT = "short"
    """Two threads: pure functions on frozen values."""
    LIBRARY = "library"
    """One thread: everything that writes into the library."""
    READER = "reader"
    """One thread: pictures of the video on screen."""
    DETECTOR = "detector"
    """One thread: analyses."""
    PHONE = "phone"
    """Three threads: detectors on their way to the phone, and two that are handed over."""
    LIVE = "live"
    """Three threads: what a camera shows, beside it short errands (devices, sounds, the end)."""
    FILM = "film"
    """One thread: films of practices, which take minutes; the next waits behind."""
    TRAINER = "trainer"
    """One thread: trainings, each in a child process; the next waits behind."""


class JobState(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class JobProgress:
    """What a job's function is given (``core.progress.Progress`` and more); no QObject."""

    def __init__(
        self,
        post_step: Callable[[tuple[float, float, str]], None],
        post_value: Callable[[Any, bool], None],
    ) -> None:
        self._post_step = post_step
        self._post_value = post_value
        self._stop = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the person has asked to stop."""
        return self._stop.is_set()

    def ask_to_stop(self) -> None:
        """Make the next ``step`` or ``publish`` raise ``Cancelled``; any thread may call it."""
        self._stop.set()

    def step(self, done: float, total: float, note: str = "") -> None:
        """Report ``done`` of ``total``; raise ``Cancelled`` when asked to stop."""
        if self._stop.is_set():
            raise Cancelled
        self._post_step((done, total, note))

    def publish(self, value: object, *, newest_only: bool = False) -> None:
        """Hand ``value`` to the job's ``on_update`` in the GUI thread, in order.

        With ``newest_only`` a value that was not delivered yet is replaced by this one.
        Raises ``Cancelled`` when asked to stop.
        """
        if self._stop.is_set():
            raise Cancelled
        self._post_value(value, newest_only)


class Job(QObject):
    """One job. Lives in the GUI thread; ``changed`` follows every report and every state."""

    changed = Signal()
    ended = Signal()

    def __init__(
        self, number: int, name: str, lane: Lane, unit: str, quiet: bool, starter: str
    ) -> None:
        super().__init__()
        self.number = number
        self.name = name
        self.lane = lane
        self.unit = unit
        self.quiet = quiet
        self.starter = starter
        self.state = JobState.QUEUED
        self.done = 0.0
        self.total = 0.0
        self.note = ""
        self.result: Any = None
        self.error: BaseException | None = None
        self.stopping = False
        self._pace = Pace()
        self._cancel: Callable[[], None] | None = None

    def __repr__(self) -> str:
        return f"Job({self.name!r}, {self.state.value}, started by {self.starter})"

    @property
    def fraction(self) -> float | None:
        """Share done, 0 to 1, or None while the total is unknown."""
        if self.state is JobState.DONE:
            return 1.0
        return min(1.0, self.done / self.total) if self.total > 0 else None

    @property
    def rate(self) -> float | None:
        """``unit`` per second, smoothed, or None while unknown."""
        return self._pace.rate

    @property
    def eta_s(self) -> float | None:
        """Seconds left, smoothed, or None while unknown."""
        return None if self.state.over else self._pace.eta_s

    @property
    def message(self) -> str:
        """What went wrong, in words; empty unless failed."""
        if isinstance(self.error, SweetspotError):
            return self.error.message
        return "" if self.error is None else "Something unexpected went wrong."

    @property
    def hint(self) -> str:
        """What to do about a failure; empty unless known."""
        return self.error.hint if isinstance(self.error, SweetspotError) else ""

    def cancel(self) -> None:
        """Ask the job to stop: at once when it waits, at its next step when it runs."""
        if self.state.over or self.stopping:
            return
        self.stopping = True
        self.changed.emit()
        if self._cancel is not None:
            self._cancel()

    def on_cancel(self, stop: Callable[[], None]) -> None:
        """Say what stops the work; for the runner."""
        self._cancel = stop

    def reported(self, done: float, total: float, note: str) -> None:
        """Take one report of progress; for the runner."""
        self.done, self.total, self.note = done, total, note
        self._pace.report(done, total)
        self.changed.emit()

    def move_to(self, state: JobState) -> None:
        """Take the next state; for the runner."""
        self.state = state
        self.changed.emit()
        if state.over:
            self.ended.emit()

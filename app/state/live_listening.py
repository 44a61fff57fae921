"""Listens to the chosen microphone before the lesson begins, for the level meter alone."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, JobProgress, Lane
from app.jobs.runner import JobRunner
from app.live_choices import NO_MICROPHONE
from app.state.live_tools import LiveTools
from core.errors import Cancelled, CaptureError
from core.live.sound_level import SoundLevel

_EVERY_S = 0.08


class LiveListening(QObject):
    """``changed`` follows ``level_db`` (None: nothing is heard) and ``problem``, "" for none."""

    changed = Signal()

    def __init__(self, runner: JobRunner, tools: LiveTools, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner, self._tools = runner, tools
        self._job: Job | None = None
        self._device: str | None = None
        self.level_db: float | None = None
        self.problem = ""

    def listen(self, device: str | None) -> None:
        """Listen to this microphone from now on; None, or none, ends it."""
        wanted = None if device == NO_MICROPHONE else device
        if wanted == self._device:
            return
        self._device = wanted
        if self._job is not None:
            self._job.cancel()
        self._job, self.level_db, self.problem = None, None, ""
        if wanted is not None:
            self._start(wanted)
        self.changed.emit()

    def _start(self, device: str) -> None:
        tools = self._tools

        def work(progress: JobProgress) -> None:
            level = SoundLevel()
            with tools.microphone(device, level.take_sound):
                while not progress.cancelled:
                    progress.publish(level.at(time.monotonic()), newest_only=True)
                    time.sleep(_EVERY_S)
            raise Cancelled

        self._job = self._runner.start(
            "Listening to the microphone",
            work,
            lane=Lane.LIVE,
            on_update=self._hear,
            on_failed=self._fail,
            quiet=True,
        )

    def _hear(self, db: float | None) -> None:
        self.level_db = db
        self.changed.emit()

    def _fail(self, error: BaseException) -> None:
        self.level_db = None
        if isinstance(error, CaptureError):
            self.problem = str(error)
        self.changed.emit()

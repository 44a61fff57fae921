"""The voice that calls scores out: made once, and tried out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.job import JobProgress, Lane
from app.jobs.runner import JobRunner
from app.live_choices import LiveChoices
from app.state.live_caller import at_volume, sound_of
from app.state.live_tools import LiveTools
from core.errors import SweetspotError
from core.live.call_words import CallSound
from core.live.calling import Call, CallKind

_TAIL_S = 0.15
"""What a loudspeaker still holds when the last sample was handed to it."""


class LiveVoice(QObject):
    """``changed`` follows once it is known which words there are; ``failed(SweetspotError)``."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, runner: JobRunner, tools: LiveTools, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner, self._tools, self._folder = runner, tools, folder
        self._asked = False
        self.words: Mapping[Call, CallSound] = {}
        self.was_made = self._of_system = False

    @property
    def is_ours(self) -> bool:
        """Whether the system has no voice, so that our own small one speaks."""
        return self.was_made and not self._of_system

    def prepare(self) -> None:
        """Let the system's voice speak the scores once, so that a call costs no start."""
        if self._asked:
            return
        self._asked = True
        tools, folder = self._tools, self._folder
        self._runner.start(
            "Preparing the call-out",
            lambda _progress: (tools.words(folder), tools.has_voice()),
            lane=Lane.LIVE,
            on_done=self._made,
            on_failed=self._fail,
            quiet=True,
        )

    def test(self, choices: LiveChoices, call: Call = Call.FOUR) -> None:
        """Let the coach hear how a score will sound."""
        sound = at_volume(sound_of(call, CallKind(choices.call), self.words), choices.volume)
        tools = self._tools

        def work(_progress: JobProgress) -> None:
            with tools.loudspeaker() as loud:
                loud.play(sound.samples, sound.rate_hz)
                time.sleep(sound.seconds + _TAIL_S)

        self._runner.start(
            "Testing the call-out", work, lane=Lane.LIVE, on_failed=self._fail, quiet=True
        )

    def _made(self, made: tuple[Mapping[Call, CallSound], bool]) -> None:
        (self.words, self._of_system), self.was_made = made, True
        self.changed.emit()

    def _fail(self, error: BaseException) -> None:
        # What nobody expected is told by the runner.
        if isinstance(error, SweetspotError):
            self.failed.emit(error)

"""A watch's microphone: opened, heard, and its trouble told once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Protocol

from core.capture.live_frame import SoundBlock
from core.errors import CaptureError
from core.live.watch_listeners import Telling
from core.live.watch_values import SoundTrouble


class Listening(Protocol):
    """An open microphone (``core.capture.microphone.Microphone``)."""

    def trouble(self) -> CaptureError | None:
        """Return what is wrong now."""
        ...


MakeMicrophone = Callable[[Callable[[SoundBlock], None]], AbstractContextManager[Listening]]
"""Takes who gets the blocks, returns a microphone that is not yet open."""


class WatchMicrophone:
    """Opens what ``make`` makes and passes its blocks to ``take``. Without it there is no sound."""

    def __init__(
        self, make: MakeMicrophone | None, take: Callable[[SoundBlock], None], telling: Telling
    ) -> None:
        self._make, self._take, self._telling = make, take, telling
        self._open = ExitStack()
        self._listening: Listening | None = None

    def start(self) -> None:
        """Open it; a refusal becomes a ``SoundTrouble``."""
        if self._make is None:
            return
        try:
            self._listening = self._open.enter_context(self._make(self._take))
        except CaptureError as error:
            self._tell(error)

    def look(self) -> None:
        """Tell once when it has fallen silent."""
        trouble = None if self._listening is None else self._listening.trouble()
        if trouble is not None:
            self._listening = None
            self._tell(trouble)

    def stop(self) -> None:
        """Close it."""
        self._open.close()

    def _tell(self, error: CaptureError) -> None:
        self._telling.tell(SoundTrouble(error.message, error.hint))

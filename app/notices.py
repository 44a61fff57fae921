"""Short messages to the coach, from anyone to the banner that shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from core.errors import SweetspotError


class Tone(StrEnum):
    """How a notice looks."""

    INFO = "info"
    GOOD = "good"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Notice:
    """What happened, what to do, and at most one button."""

    message: str
    hint: str = ""
    tone: Tone = Tone.INFO
    button: str = ""
    pressed: Callable[[], None] | None = None


class Notices(QObject):
    """``posted`` carries a ``Notice``; the newest is shown."""

    posted = Signal(object)

    def say(
        self,
        message: str,
        hint: str = "",
        tone: Tone = Tone.INFO,
        button: str = "",
        pressed: Callable[[], None] | None = None,
    ) -> None:
        """Show a notice."""
        self.posted.emit(Notice(message, hint, tone, button, pressed))

    def fail(self, error: SweetspotError) -> None:
        """Show an expected error."""
        self.say(error.message, error.hint, Tone.PROBLEM)

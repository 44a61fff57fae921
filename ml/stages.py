"""How long work in steps says where it is, in plain words, and hears that it should stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.errors import Cancelled


def _nobody(entry: dict[str, Any]) -> None:
    """Nobody listens."""


@dataclass
class Stages:
    """Tells one line at the beginning of each stage: stage, done, of, message.

    `tell` is given the line's object; `of` is how many stages there will be.
    """

    of: int
    tell: Callable[[dict[str, Any]], None] = _nobody
    cancelled: Callable[[], bool] = lambda: False
    done: int = field(default=0, init=False)

    def begin(self, stage: str, message: str) -> None:
        """Begin the next stage. Raises Cancelled if someone asked to stop meanwhile."""
        if self.cancelled():
            raise Cancelled
        self.tell({"stage": stage, "done": self.done, "of": self.of, "message": message})
        self.done += 1

"""How long work says how far it is, and hears that it should stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from core.errors import Cancelled


class Progress(Protocol):
    """What a long function is given; ``step`` raises ``Cancelled`` when asked to stop."""

    def step(self, done: float, total: float, note: str = "") -> None:
        """Report ``done`` of ``total`` (the same unit, any unit); 0 total means unknown."""
        ...


class NoProgress:
    """Nobody watches and nobody cancels."""

    def step(self, done: float, total: float, note: str = "") -> None:
        """Do nothing."""


@dataclass
class CancelAfter:
    """Cancels at the given number of steps; for tests and time budgets."""

    steps: int
    seen: list[tuple[float, float]] = field(default_factory=list)

    def step(self, done: float, total: float, note: str = "") -> None:
        """Record the step; raise ``Cancelled`` once ``steps`` were seen."""
        self.seen.append((done, total))
        if len(self.seen) >= self.steps:
            raise Cancelled

"""How a training in the terminal says where it is."""

from __future__ import annotations

from typing import TextIO

from app.terminal_bar import TerminalBar
from app.terminal_progress import clock
from core.training.events import (
    Evaluated,
    Event,
    Failed,
    Finished,
    Noted,
    Preparing,
    Progressed,
    Stopped,
)

_DOING = {
    "labels": "reading the labels",
    "pictures": "checking the pictures",
    "speed": "trying how fast it goes",
}


class TrainingProgress:
    """A bar with epoch, losses, speed and time left; a line that stays for everything else."""

    def __init__(self, out: TextIO) -> None:
        self._bar = TerminalBar(out)

    def hear(self, event: Event) -> None:
        """Show an event."""
        match event:
            case Progressed():
                if self._bar.due():
                    self._bar.draw(event.share or 0.0, line_of(event))
            case Preparing(doing, done, total):
                if self._bar.due():
                    self._bar.draw(done / total if total else 0.0, _DOING.get(doing, doing))
            case Evaluated():
                self._bar.say(scores_of(event))
            case Noted(message):
                self._bar.say(f"Note: {message}")
            case Finished() | Stopped() | Failed():
                self._bar.say()

    def close(self) -> None:
        """Take the bar away."""
        self._bar.say()


def line_of(event: Progressed) -> str:
    """Return epoch, losses, speed and time left in one line."""
    parts = [
        f"epoch {event.epoch + 1}/{event.epochs}",
        f"hmap {event.hmap:.3f} reg {event.reg:.3f} w_h {event.w_h:.2f}",
        f"{event.samples_per_s:.1f} samples/s",
    ]
    if event.eta_s is not None:
        parts.append(f"{clock(event.eta_s)} left")
    return "  ".join(parts)


def scores_of(event: Evaluated) -> str:
    """Return AP50 per class in one line."""
    classes = ", ".join(f"{name} {100 * value:.1f}" for name, value in event.ap50.items())
    best = "  best so far" if event.best else ""
    return f"epoch {event.epoch}: AP50 {100 * event.mean_ap50:.1f} ({classes}){best}"

"""Asking the trainer for one result from the terminal: a bar while it works, Ctrl-C stops it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from app.terminal_progress import TerminalProgress, stop_on_interrupt
from app.trainer_process import ask_trainer, stepping
from core.errors import Cancelled


def ask_in_terminal(verb: str, request: Mapping[str, Any], noun: str) -> dict[str, Any] | None:
    """Return the trainer's answer, None when the person has stopped it.

    ``noun`` is what the bar counts. Raises ``TrainingError`` as ``ask_trainer`` does.
    """
    progress = TerminalProgress(sys.stderr, fps=0.0, noun=noun)
    with stop_on_interrupt(progress.stopped):
        try:
            return ask_trainer(verb, request, stepping(progress))
        except Cancelled:
            return None
        finally:
            progress.close()

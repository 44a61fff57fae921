"""Adding the trainer to an installed Sweetspot that came without it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.context import AppContext
from app.jobs.job import Lane
from app.notices import Tone
from core.errors import SweetspotError
from core.trainer_part import add_trainer_part, has_trainer

_FILES = "Sweetspot's trainer (Sweetspot-Trainer-*.zip);;All files (*)"


def ask_and_add(context: AppContext, window: QWidget) -> None:
    """Let the coach choose the trainer's file, and add it in the background."""
    if has_trainer():
        context.notices.say("The trainer is here already.", "Train and Phone can be used.")
        return
    name, _ = QFileDialog.getOpenFileName(window, "Add the trainer", "", _FILES)
    if name:
        add(context, Path(name))


def add(context: AppContext, archive: Path) -> None:
    """Add the trainer from its file; what it was before stays until that has worked."""

    def fail(error: BaseException) -> None:
        if isinstance(error, SweetspotError):
            context.notices.fail(error)

    context.runner.start(
        "Adding the trainer",
        lambda progress: add_trainer_part(archive, progress),
        lane=Lane.SHORT,
        unit="bytes",
        on_done=lambda _folder: context.notices.say(
            "The trainer is here.", "Train and Phone can be used at once.", Tone.GOOD
        ),
        on_failed=fail,
    )

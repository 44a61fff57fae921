"""The first start of a version: everything is tried out, and the coach is told in one line."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from app.context import AppContext
from app.notices import Tone
from app.state.computer_check import ComputerCheck
from core.program import program_version

_KEY = "computer_check/version"


def check_once(context: AppContext) -> ComputerCheck | None:
    """Try this computer out if this version never has; return the check, None where it had.

    What works is said when it is known, what does not with a way to see more. A check that was
    broken off counts as none: the next start tries again.
    """
    version = program_version()
    if QSettings().value(_KEY) == version:
        return None
    check = ComputerCheck(context.runner, context.store.root)

    def say() -> None:
        if not check.results:
            return
        QSettings().setValue(_KEY, version)
        bad = check.failed
        context.notices.say(
            check.verdict,
            bad[0].detail if bad else "Sweetspot has tried this computer out.",
            Tone.PROBLEM if bad else Tone.GOOD,
            "See more",
            context.actions["check_computer"].trigger,
        )

    check.done.connect(say)
    check.run()
    return check

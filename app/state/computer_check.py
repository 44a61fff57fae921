"""Whether everything works on this computer, found out in the background."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.jobs.job import JobProgress, Lane
from app.jobs.runner import JobRunner

if TYPE_CHECKING:
    from core.self_test import Checked


class ComputerCheck(QObject):
    """``changed`` follows every result; ``done`` the last one."""

    changed = Signal()
    done = Signal()

    def __init__(self, runner: JobRunner, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner, self._library = runner, library
        self.results: tuple[Checked, ...] = ()
        self.running = False

    def run(self) -> None:
        """Look at everything anew; does nothing while it is under way."""
        if self.running:
            return
        self.results, self.running = (), True
        library = self._library

        def work(progress: JobProgress) -> None:
            from core.self_test import checks

            for checked in checks(library):
                progress.publish(checked)

        self._runner.start(
            "Checking this computer",
            work,
            lane=Lane.SHORT,
            on_update=self._take,
            on_done=lambda _none: self._end(),
            on_failed=lambda _error: self._end(),
            on_cancelled=self._end,
        )
        self.changed.emit()

    @property
    def failed(self) -> tuple[Checked, ...]:
        """What does not work."""
        return tuple(each for each in self.results if not each.passed)

    @property
    def verdict(self) -> str:
        """One sentence about it all."""
        if self.running or not self.results:
            return "Looking at video, sound, detector, disk and camera …"
        if self.failed:
            need = "needs" if len(self.failed) == 1 else "need"
            return f"{listed([each.name for each in self.failed])} {need} a look.".capitalize()
        return f"All good: {listed([each.name for each in self.results])}."

    def _take(self, checked: Checked) -> None:
        self.results = (*self.results, checked)
        self.changed.emit()

    def _end(self) -> None:
        self.running = False
        self.changed.emit()
        self.done.emit()


def listed(names: list[str]) -> str:
    """Return names as in a sentence: “a, b and c”."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

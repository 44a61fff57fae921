"""A library's runs as they are on the disk, and what trainings of other programs say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.jobs.runner import JobRunner
from app.state.run_scan import Seen, newest_first, scan
from core.training.following import events_between
from core.training.run_record import RunRecord

LOOK_EVERY_MS = 1000


class RunWatch(QObject):
    """Looks when asked to, and every second while another program trains.

    ``changed`` follows a look that found something new; ``heard(name, Event)`` carries what the
    journal of a training elsewhere says.
    """

    changed = Signal()
    heard = Signal(str, object)

    def __init__(
        self,
        runner: JobRunner,
        folder: Path,
        is_ours: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner, self._folder, self._is_ours = runner, folder, is_ours
        self._seen: dict[str, Seen] = {}
        self._busy = self._again = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """Every run as of the last look, the newest first."""
        return newest_first(self._seen)

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The runs that another program trains."""
        return tuple(
            name
            for name, seen in self._seen.items()
            if seen.held and seen.run.under_way and not self._is_ours(name)
        )

    def use(self, folder: Path) -> None:
        """Watch another folder."""
        self._folder = folder
        self._seen = {}
        self.changed.emit()
        self.look()

    def look(self) -> None:
        """Look at the disk, in a job; once more if it is asked for meanwhile."""
        if self._busy:
            self._again = True
            return
        folder, known = self._folder, dict(self._seen)
        self._busy, self._again = True, False
        job = self._runner.start(
            "Looking at the trainings",
            lambda _: (folder, scan(folder, known)),
            on_done=self._take,
            on_failed=lambda _: self._over(),
            on_cancelled=self._over,
            quiet=True,
        )
        if job.state.over:
            self._busy = False

    def _take(self, result: tuple[Path, dict[str, Seen]]) -> None:
        folder, found = result
        if folder == self._folder:
            before, self._seen = self._seen, found
            for name, seen in found.items():
                self._tell(name, before.get(name), seen)
            if found != before:
                self.changed.emit()
            if bool(self.elsewhere) != self._timer.isActive():
                self._timer.start() if self.elsewhere else self._timer.stop()
        self._over()

    def _tell(self, name: str, was: Seen | None, seen: Seen) -> None:
        """The first look at a run is silent: what it says was said long ago."""
        if was is None or was is seen or self._is_ours(name) or not (was.held or seen.held):
            return
        for event in events_between(was.run, seen.run):
            self.heard.emit(name, event)

    def _over(self) -> None:
        self._busy = False
        if self._again:
            self.look()

"""The shelf of detectors for the window: adopting, rolling back, and telling everyone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.notices import Notices, Tone
from app.state.detector_provider import DetectorProvider
from core.errors import FileError, ModelError
from core.models.adoptions import Adoption
from core.models.shelf import ModelShelf, ShelvedModel


class Shelf(QObject):
    """Follows a ``ModelShelf`` and lets the provider follow it.

    ``current_changed`` comes after another detector is in use, whoever chose it. Adopting and
    rolling back say so in a notice, with a button that takes it back.
    """

    current_changed = Signal()

    def __init__(
        self,
        shelf: ModelShelf,
        detector: DetectorProvider,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shelf, self._detector, self._notices = shelf, detector, notices
        self._current = shelf.current
        self._told = ""

    @property
    def shelf(self) -> ModelShelf:
        """The shelf itself, for threads."""
        return self._shelf

    @property
    def current(self) -> Path:
        """The folder of the detector in use."""
        return self._current

    @property
    def previous(self) -> Path | None:
        """What rolling back goes to, None where there is nothing."""
        return self._shelf.previous

    @property
    def title(self) -> str:
        """What a person calls the detector in use."""
        return self.title_of(self._current)

    def title_of(self, folder: Path) -> str:
        """Return what a person calls a detector."""
        return self._shelf.title_of(self._shelf.name_of(folder))

    def models(self) -> tuple[ShelvedModel, ...]:
        """Return every detector there is; some milliseconds each, so better not while painting."""
        return self._shelf.models()

    def history(self) -> tuple[Adoption, ...]:
        """Return every change of detector, oldest first; none where they cannot be read."""
        try:
            return self._shelf.history()
        except FileError:
            return ()

    def use_shelf(self, shelf: ModelShelf) -> None:
        """Follow another library's shelf."""
        self._shelf = shelf
        self.refresh()

    def refresh(self) -> None:
        """Look whether another window or program has changed the detector."""
        chosen = self._shelf.in_use()
        if chosen.problem and chosen.problem != self._told:
            hint = "Nothing of yours is lost. Train it again, or go on with this one."
            self._notices.say(chosen.problem, hint, Tone.PROBLEM)
        self._told = chosen.problem
        self._detector.use_folder(chosen.folder)
        if chosen.folder != self._current:
            self._current = chosen.folder
            self.current_changed.emit()

    def adopt(self, folder: Path) -> bool:
        """Use a detector from now on; return whether it is. A notice says what came of it."""
        if folder.absolute() == self._current and not self._told:
            return True
        return self._change(lambda: self._shelf.adopt(folder), self.roll_back)

    def roll_back(self) -> bool:
        """Use the former detector again; return whether one is. A notice says what came of it."""
        left = self._current
        return self._change(self._shelf.roll_back, lambda: self.adopt(left))

    def _change(self, change: Callable[[], object], undo: Callable[[], object]) -> bool:
        try:
            change()
        except (ModelError, FileError) as error:
            self._notices.fail(error)
            return False
        self.refresh()
        title = self.title[0].upper() + self.title[1:]
        self._notices.say(
            f"{title} finds the hits from now on.",
            "Practices that were analysed before keep their hits until you look again.",
            Tone.GOOD,
            "Undo",
            lambda: _do(undo),
        )
        return True


def _do(undo: Callable[[], object]) -> None:
    undo()

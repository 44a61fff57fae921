"""The Phone place's desk: which detectors there are, which is chosen, what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Lane
from app.jobs.runner import JobRunner
from app.state.phone_detectors import PhoneDetector
from app.state.phone_run import PhoneRun
from app.state.phone_shown import Listed, Shown, listed_of, shown_of
from app.state.phone_trials import PhoneTrials
from app.state.phone_verdict import WeightChoice
from app.state.phone_weights import Trial, choices_of, untried
from app.state.phone_work import USUAL, Coarse, Keeping, Order
from core.errors import SweetspotError


class PhoneDesk(QObject):
    """Reads the library when asked to and after every run.

    ``listed`` follows another list of detectors or receipts, ``shown_changed`` what is known of
    the chosen one. ``places`` returns the library's folder, the shipped detector's and that of
    the one in use.
    """

    listed = Signal()
    shown_changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        runner: JobRunner,
        places: Callable[[], tuple[Path, Path, Path]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner, self._places = runner, places
        self.contents = Listed()
        self.was_read = False
        self.chosen: PhoneDetector | None = None
        self.shown: Shown | None = None
        self.run = PhoneRun(runner, self)
        self.trials = PhoneTrials(runner, self)
        self.run.ended.connect(self.reload)
        self.run.coarse.connect(self._note_coarse)

    @property
    def root(self) -> Path:
        """The library's folder."""
        return self._places()[0]

    def reload(self) -> None:
        """Read detectors and receipts again."""
        root, shipped, adopted = self._places()
        self._runner.start(
            "Looking at the detectors",
            lambda _progress: listed_of(root, shipped, adopted),
            lane=Lane.SHORT,
            on_done=self._take_list,
            on_failed=self._fail,
            quiet=True,
        )

    def choose(self, detector: PhoneDetector | None) -> None:
        """Look at another detector; a run goes on with the one it was begun with."""
        if detector is not None and (self.chosen is None or detector.folder != self.chosen.folder):
            self.run.forget()
            self.shown = None
        self.chosen = detector
        self._read_shown()

    def make_ready(self, keeping: Keeping = USUAL) -> None:
        """Convert, check and pack the chosen detector, its weights kept so."""
        order = self.order(keeping)
        if order is not None and not self.trials.running:
            self.run.start(order)

    def others(self) -> tuple[Keeping, ...]:
        """Return the ways to keep the chosen detector's weights that are worth a try."""
        shown = self.shown
        if shown is None or shown.verdict is None or self.order(USUAL) is None:
            return ()
        return untried(shown, self.trials.of(shown.folder))

    def try_others(self) -> None:
        """Try them."""
        order = self.order(USUAL)
        if order is not None and not self.run.flow.running:
            self.trials.start(order, self.others())

    def choices(self) -> tuple[WeightChoice, ...]:
        """Return the ways to keep the weights, each with what is known of it."""
        shown = self.shown
        return () if shown is None else choices_of(shown, self.trials.of(shown.folder))

    def order(self, keeping: Keeping) -> Order | None:
        """Return what making the chosen detector ready means; None where it cannot be."""
        chosen = self.chosen
        if chosen is None or chosen.problem:
            return None
        return Order(chosen.folder, chosen.phone_folder, chosen.name, keeping)

    def _note_coarse(self, coarse: Coarse) -> None:
        if self.run.order is not None:
            trial = Trial(coarse.keeping, coarse.n_bytes, False, coarse.cost)
            self.trials.note(self.run.order.folder, trial)

    def _take_list(self, listed: Listed) -> None:
        self.contents, self.was_read = listed, True
        folder = self.chosen.folder if self.chosen is not None else None
        there = {each.folder: each for each in listed.detectors}
        first = listed.detectors[0] if listed.detectors else None
        chosen = there.get(folder) if folder is not None else None
        self.choose(chosen or first)
        self.listed.emit()

    def _read_shown(self) -> None:
        chosen = self.chosen
        if chosen is None:
            self._take_shown(None)
            return
        self._runner.start(
            "Looking at a check",
            lambda _progress: shown_of(chosen),
            lane=Lane.SHORT,
            on_done=self._take_shown,
            on_failed=self._fail,
            quiet=True,
        )

    def _take_shown(self, shown: Shown | None) -> None:
        if shown is None or (self.chosen and shown.folder == self.chosen.phone_folder):
            self.shown = shown
            self.shown_changed.emit()

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, SweetspotError):
            self.failed.emit(error)

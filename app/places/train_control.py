"""What can be done with the training on screen: pause, end, repeat, send away, remove."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.context import AppContext
from app.dialogs.question import Question
from app.places.train_layout import TrainLayout
from app.state.card_words import duration_words
from app.state.run_words import can_go_on, full_title, now_here
from core.errors import SweetspotError
from core.training.run_record import RunRecord, RunState

ZIP_FILES = "Trainings (*.zip)"
_FOLDER_KEY = "train/zip-folder"


class TrainControl(QObject):
    """Binds the actions of one run, and lets only those work that make sense for it.

    ``begun`` carries the name of a run that repeats another, or came from another computer.
    """

    begun = Signal(str)

    def __init__(self, context: AppContext, layout: TrainLayout, place: QWidget) -> None:
        super().__init__(place)
        self._context, self._layout, self._place = context, layout, place
        self._known: set[str] | None = None
        bind = context.actions.bind
        bind("pause_training", self.pause_or_go_on)
        bind("finish_training", lambda: self._do(context.trainings.finish))
        bind("cancel_training", self.ask_to_give_up)
        bind("repeat_run", self.repeat)
        bind("save_run", self.ask_where_to_save)
        bind("open_run", self.ask_what_to_open)
        bind("show_run_folder", self.show_folder)
        bind("remove_run", self.ask_to_remove)
        layout.list.chosen.connect(self.refresh)
        context.trainings.runs_changed.connect(self.refresh)
        context.trainings.runs_changed.connect(self._look_for_opened)
        self.refresh()

    @property
    def run(self) -> RunRecord | None:
        """The one selected run, None where none or several are."""
        selected = self._layout.list.selected
        return selected[0] if len(selected) == 1 else None

    def _look_for_opened(self) -> None:
        """Show the run that came out of a zip."""
        if self._known is None:
            return
        new = [run.name for run in self._context.trainings.runs if run.name not in self._known]
        if new:
            self._known = None
            self.begun.emit(new[0])

    def refresh(self) -> None:
        """Let those actions work that make sense for what is selected."""
        run, actions = self.run, self._context.actions
        ending = run is not None and self._context.trainings.is_ending(run.name)
        wanted = actions_for(run, ending)
        for action in ONE_RUN:
            actions.set_enabled(action, action in wanted)
        n_runs, n_selected = len(self._context.trainings.runs), len(self._layout.list.selected)
        actions.set_enabled("compare_runs", n_selected > 1 or (n_selected == 1 and n_runs > 1))
        actions.set_enabled("train_samples", run is not None and bool(run.samples))
        going = run is None or run.under_way
        pause = actions["pause_training"]
        pause.setText("Pause" if going else "Go on")
        pause.setIcon(self._context.theme.icon("pause" if going else "play"))
        self._layout.run.show_buttons(wanted)

    def pause_or_go_on(self) -> None:
        """Pause the run under way, or take a paused one up again."""
        run, trainings = self.run, self._context.trainings
        if run is not None:
            self._do(trainings.pause if run.under_way else trainings.resume)

    def repeat(self) -> None:
        """Train once more as it was; ``begun`` follows."""
        run = self.run
        if run is not None:
            self._guarded(lambda: self.begun.emit(self._context.trainings.repeat(run.name)))

    def ask_to_give_up(self) -> None:
        """Ask, then end the run for good."""
        run = self.run
        if run is None:
            return
        spent = duration_words(run.status.elapsed_s)
        self._ask(
            "Give up this training?",
            f"What it has learned in {spent} is not used, and it cannot go on later. The detector "
            "in use stays as it is. To use what it has learned so far, choose “Stop now, keep the "
            "best” instead.",
            "Give up",
            "Go on learning",
            lambda: self._give_up(run.name),
        )

    def _give_up(self, name: str) -> None:
        """End it for good, unless it has come to its own end while the question stood there."""
        run = self._context.trainings.run(name)
        if "cancel_training" in actions_for(run):
            self._context.trainings.cancel(name)

    def ask_to_remove(self) -> None:
        """Ask, then delete the run's folder."""
        run = self.run
        if run is None:
            return
        self._ask(
            f"Remove “{full_title(run, now_here())}”?",
            "Its curves, pictures and checkpoints are deleted from the disk and it cannot be "
            "repeated. Detectors made from it, and the frames you fixed, stay.",
            "Remove",
            "Keep it",
            lambda: self._context.trainings.remove(run.name),
        )

    def ask_where_to_save(self) -> None:
        """Let the coach name a file, and put the run into it."""
        run = self.run
        if run is None:
            return
        start = str(Path(self._last_folder()) / f"{run.name}.zip")
        name, _ = QFileDialog.getSaveFileName(self._place, "Save this training", start, ZIP_FILES)
        if name:
            self._remember(name)
            self._guarded(lambda: self._context.trainings.export_zip(run.name, Path(name)))

    def ask_what_to_open(self) -> None:
        """Let the coach choose a file, and take the run out of it."""
        start = self._last_folder()
        name, _ = QFileDialog.getOpenFileName(self._place, "Open a training", start, ZIP_FILES)
        if name:
            self._remember(name)
            self._known = {run.name for run in self._context.trainings.runs}
            self._guarded(lambda: self._context.trainings.import_zip(Path(name)))

    def show_folder(self) -> None:
        """Show the run's files."""
        if self.run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.run.folder)))

    def _do(self, act: Callable[[str], object]) -> None:
        run = self.run
        if run is not None:
            self._guarded(lambda: act(run.name))

    def _ask(
        self, question: str, consequences: str, yes: str, no: str, act: Callable[[], object]
    ) -> None:
        Question(
            self._place.window(), question, consequences, yes, no, lambda: self._guarded(act)
        ).open()

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            act()
        except SweetspotError as error:
            self._context.notices.fail(error)

    @staticmethod
    def _last_folder() -> str:
        return str(QSettings().value(_FOLDER_KEY, str(Path.home())))

    @staticmethod
    def _remember(name: str) -> None:
        QSettings().setValue(_FOLDER_KEY, str(Path(name).parent))


ONE_RUN = (
    "pause_training",
    "finish_training",
    "cancel_training",
    "repeat_run",
    "save_run",
    "show_run_folder",
    "remove_run",
)
"""The actions that are about one run."""


def actions_for(run: RunRecord | None, ending: bool = False) -> frozenset[str]:
    """Return which of ``ONE_RUN`` make sense for a run; ``ending``: it was asked to end."""
    if run is None:
        return frozenset()
    wanted = {"show_run_folder"}
    if run.under_way:
        wanted |= {"cancel_training"}
        if run.status.state is RunState.RUNNING and not ending:
            wanted |= {"pause_training", "finish_training"}
    else:
        wanted |= {"repeat_run", "save_run", "remove_run"}
        if can_go_on(run):
            wanted |= {"pause_training"}
            if run.checkpoint is not None:
                wanted |= {"finish_training", "cancel_training"}
    return frozenset(wanted)

"""The runs of the Train place: which is shown, what comes in, tabs, comparison, sample pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.context import AppContext
from app.dialogs.sample_pictures import SamplePictures
from app.places.train_layout import CURVES, JUDGE, TrainLayout
from app.state.run_words import full_title, now_here
from core.training.events import Event
from core.training.run_record import RunRecord, RunState

if TYPE_CHECKING:
    from app.panels.judge_page import JudgePage


class TrainRuns(QObject):
    """Follows ``context.trainings`` and shows what is selected in the list."""

    def __init__(self, context: AppContext, layout: TrainLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._layout, self._place = context, layout, parent
        self._declined: set[str] = set()
        self._finished_seen: set[str] = set()
        self.samples: SamplePictures | None = None
        self.judge: JudgePage | None = None
        trainings = context.trainings
        trainings.runs_changed.connect(self.refresh)
        trainings.event_heard.connect(self._hear)
        layout.tabs.currentChanged.connect(self._show_tab)
        layout.run.samples_wanted.connect(self._show_samples)
        bind = context.actions.bind
        bind("train_curves", lambda: layout.tabs.setCurrentIndex(CURVES))
        bind("train_judge", lambda: layout.tabs.setCurrentIndex(JUDGE))
        bind("train_samples", self._show_samples)
        bind("log_losses", layout.run.curves.set_log)
        bind("train_notes", lambda _on: None)
        bind("compare_runs", self.compare)
        self.refresh()

    @property
    def shown(self) -> RunRecord | None:
        """The run on screen, None on another page."""
        return self._layout.run.run if self._layout.page is self._layout.run else None

    def refresh(self) -> None:
        """Show the runs as they are now."""
        runs, layout = self._context.trainings.runs, self._layout
        layout.list.show_runs(runs)
        layout.no_runs.setVisible(not runs)
        layout.compare_button.setVisible(len(runs) > 1)
        known = {run.name: run for run in runs}
        shown = self.shown
        if shown is not None and shown.name in known:
            self._show(known[shown.name])
        if layout.page is layout.compare:
            self._show_compared([known[r.name] for r in layout.compare.runs if r.name in known])
        self._offer()

    def choose(self) -> bool:
        """Show what is selected in the list; return whether anything is."""
        selected = self._layout.list.selected
        if len(selected) > 1:
            self._show_compared(selected)
        elif selected:
            self._show(selected[0])
            self._layout.show_page(self._layout.run)
        return bool(selected)

    def compare(self) -> None:
        """Compare the selected runs; of a single one, with the one below it or above."""
        listed = self._layout.list
        selected = listed.selected
        if len(selected) == 1:
            runs = list(listed.table.runs)
            place = runs.index(selected[0])
            others = runs[place + 1 : place + 2] or runs[max(0, place - 1) : place]
            for other in others:
                listed.add_to_selection(other.name)

    def _show(self, run: RunRecord) -> None:
        layout = self._layout
        shown = layout.run.run
        another = shown is None or shown.name != run.name
        ended_now = not another and shown is not None and shown.under_way and not run.under_way
        trainings = self._context.trainings
        layout.run.show_run(run, trainings.is_ending(run.name))
        latest = trainings.latest(run.name)
        if another and run.under_way and latest is not None:
            layout.run.hear(latest)
        can_judge = run.status.state is RunState.FINISHED
        layout.tabs.setTabEnabled(JUDGE, can_judge)
        layout.tabs.setTabToolTip(JUDGE, "" if can_judge else "When it is finished")
        self._context.actions.set_enabled("train_judge", can_judge)
        if another or ended_now:
            layout.tabs.setCurrentIndex(JUDGE if can_judge else CURVES)
        if layout.tabs.currentIndex() == JUDGE:
            self._show_tab(JUDGE)
        if self.samples is not None:
            self.samples.show_samples(run.samples)

    def _show_tab(self, tab: int) -> None:
        run = self._layout.run.run
        if tab == JUDGE and run is not None:
            if self.judge is None:
                # It brings analysis and charts along, which the curves do not need.
                from app.panels.judge_page import JudgePage

                self.judge = JudgePage(self._context)
                self._layout.of_run.addWidget(self.judge)
            self.judge.show_run(run.name)
            self._layout.of_run.setCurrentWidget(self.judge)
        else:
            self._layout.of_run.setCurrentWidget(self._layout.run)

    def _show_compared(self, runs: list[RunRecord]) -> None:
        self._layout.compare.show_runs(runs)
        self._layout.show_page(self._layout.compare)

    def _hear(self, name: str, event: Event) -> None:
        self._layout.list.hear(name, event)
        page = self._layout.run
        if page.run is not None and page.run.name == name:
            page.hear(event)

    def _show_samples(self, chosen: Path | None = None) -> None:
        run = self._layout.run.run
        if run is None or not run.samples:
            return
        if self.samples is None:
            self.samples = SamplePictures(self._context.theme, self._place.window())
        self.samples.setWindowTitle(f"Sample pictures: {full_title(run, now_here())}")
        self.samples.show_samples(run.samples, chosen)
        self.samples.show()
        self.samples.raise_()
        self.samples.activateWindow()

    def _offer(self) -> None:
        """Offer to go on with the newest run that nobody wanted to end."""
        trainings = self._context.trainings
        waiting = [run for run in trainings.interrupted if run.name not in self._declined]
        if not waiting or trainings.current is not None:
            self._layout.offer.hide()
            return
        run = waiting[0]
        paused = run.status.state is RunState.STOPPED
        how = "was paused when the window closed" if paused else "was interrupted"
        self._layout.offer.offer(
            f"“{full_title(run, now_here())}” {how}. Nothing is lost: it goes on from its last "
            "save.",
            ("Go on", lambda: trainings.resume(run.name)),
            ("Not now", lambda: self._declined.add(run.name)),
        )

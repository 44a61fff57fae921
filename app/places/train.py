"""Train: the place where the detector is made better, watched, judged, compared."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.context import AppContext
from app.places.train_control import TrainControl
from app.places.train_layout import TrainLayout
from app.places.train_runs import TrainRuns
from app.places.train_starting import TrainStarting

MENU = ("pause_training", "finish_training", "cancel_training", "", "repeat_run", "save_run",
        "show_run_folder", "", "compare_runs", "", "remove_run")  # fmt: skip


class TrainPlace(QWidget):
    """Joins the list, the pages and the trainings; owns no data itself."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.layout_ = TrainLayout(context)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.layout_)
        # The list follows the runs before anyone looks for one in it.
        self.runs = TrainRuns(context, self.layout_, self)
        self.control = TrainControl(context, self.layout_, self)
        self.starting = TrainStarting(context, self.layout_, self)
        layout = self.layout_
        layout.list.chosen.connect(self._choose)
        layout.list.menu_wanted.connect(self._show_menu)
        self.starting.started.connect(self.show_run)
        self.control.begun.connect(self.starting.show_when_there)
        context.actions.bind("new_training", self.show_start)
        context.actions.bind("list_runs", layout.list.setFocus)
        self.show_start()
        context.trainings.refresh()

    def show_start(self) -> None:
        """Show the page on which a training is started."""
        self.layout_.list.clearSelection()
        self.starting.enter()

    def show_run(self, name: str) -> None:
        """Show one training."""
        if self.layout_.list.select(name):
            self._choose()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to the list, or to what starts a training."""
        super().focusInEvent(event)
        layout = self.layout_
        start = layout.start
        first: QWidget = start.go if start.go.isEnabled() else start.all_card
        target: QWidget = layout.list if layout.list.selected else first
        target.setFocus(event.reason())

    def showEvent(self, event: QShowEvent) -> None:
        """Count anew what is fixed: it may have become more meanwhile."""
        super().showEvent(event)
        if not event.spontaneous() and not self.layout_.list.selected:
            self.starting.enter()

    def _choose(self) -> None:
        if not self.runs.choose():
            self.starting.enter()

    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        self._context.actions.fill(menu, MENU)
        menu.popup(point)

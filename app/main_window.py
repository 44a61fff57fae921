"""The window: a rail of places at the left, one place on screen, a banner over it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSettings, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.action_spec import Scope
from app.closing import Closing
from app.context import AppContext
from app.panels.banner import Banner
from app.panels.drop_cover import DropCover
from app.panels.jobs import JobsPanel
from app.panels.rail import Rail
from app.panels.train_sign import TrainSign
from app.tokens import S
from core.sessions.session import Session

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class PlaceSpec:
    """One place: ``factory`` is "module:Class", imported when the place is first shown."""

    id: str
    title: str
    icon: str
    factory: str
    scope: Scope


# A new place is one line here (and its module).
PLACES: tuple[PlaceSpec, ...] = (
    PlaceSpec("library", "Library", "library", "app.places.library:LibraryPlace", Scope.LIBRARY),
    PlaceSpec("review", "Review", "review", "app.places.review:ReviewPlace", Scope.REVIEW),
    PlaceSpec("live", "Live", "live", "app.places.live:LivePlace", Scope.LIVE),
    PlaceSpec("train", "Train", "train", "app.places.train:TrainPlace", Scope.TRAIN),
    PlaceSpec("phone", "Phone", "phone", "app.places.phone:PhonePlace", Scope.PHONE),
)


_TITLE_BAR_PX = 40


class SessionPlace(Protocol):
    """What the window asks of the place that shows a session."""

    def open_session(self, session_id: str) -> None:
        """Show a session of the library."""

    def open_to_fix(self, session_id: str) -> None:
        """Show a session of the library in correct mode."""


class TrainingPlace(Protocol):
    """What the window asks of the place that shows a training."""

    def show_run(self, name: str) -> None:
        """Show one training."""


class MainWindow(QMainWindow):
    """Holds the places and brings wishes (``context.navigation``) to them; owns no data."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._places: dict[str, QWidget] = {}
        self._closing = Closing(context, self)
        self._specs = {spec.id: spec for spec in PLACES}
        self.setWindowTitle("Sweetspot")
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.rail = Rail(context, [(spec.id, spec.title, spec.icon) for spec in PLACES])
        self._sign = TrainSign(context, self.rail, self)
        self.banner = Banner(context)
        self._stack = QStackedWidget()
        self.jobs_panel = JobsPanel(context, self)
        self._cover = DropCover(context.theme, self)
        self._lay_out()
        self._connect()
        context.actions.add_all_to(self)
        self._restore_geometry()
        self.show_place("library")

    def show_place(self, place_id: str) -> QWidget:
        """Show a place, made on its first visit, and return it."""
        spec = self._specs[place_id]
        if place_id not in self._places:
            module, name = spec.factory.split(":")
            place = cast(QWidget, getattr(importlib.import_module(module), name)(self._context))
            self._places[place_id] = place
            self._stack.addWidget(place)
        place = self._places[place_id]
        self._stack.setCurrentWidget(place)
        self._context.actions.set_scope(spec.scope)
        self.rail.mark(place_id)
        self.setWindowTitle("Sweetspot" if place_id == "library" else f"{spec.title} – Sweetspot")
        place.setFocus()
        return place

    def place(self, place_id: str) -> QWidget | None:
        """Return a place if it was visited already."""
        return self._places.get(place_id)

    @property
    def current_place(self) -> str:
        """The id of the place on screen."""
        shown = self._stack.currentWidget()
        return next(name for name, place in self._places.items() if place is shown)

    def open_session(self, session_id: str) -> None:
        """Show a session in Review."""
        review = cast(SessionPlace, self.show_place("review"))
        review.open_session(session_id)

    def fix_session(self, session_id: str) -> None:
        """Show a session in Review, in correct mode."""
        review = cast(SessionPlace, self.show_place("review"))
        review.open_to_fix(session_id)

    def show_training(self, name: str) -> None:
        """Show a training at its place."""
        cast(TrainingPlace, self.show_place("train")).show_run(name)

    def show_problem(self, error: BaseException) -> None:
        """Tell of an error that nobody expected, with a report to copy; once at a time."""
        # Rarely needed, so not loaded at the start.
        from app.dialogs.problem import ProblemDialog

        if self.findChild(ProblemDialog) is None:
            ProblemDialog(error, self).open()

    def toggle_jobs(self) -> None:
        """Show the jobs panel beside its button, or hide it."""
        if self.jobs_panel.isVisible():
            self.jobs_panel.hide()
            return
        button = self.rail.jobs
        corner = button.mapTo(self, QPoint(button.width() + 2 * S, button.height()))
        self.jobs_panel.open_beside(corner)

    def _show_opened(self, session: Session, first: bool) -> None:
        if first:
            self.open_session(session.id)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.banner)
        right.addWidget(self._stack, 1)
        all_of_it = QHBoxLayout()
        all_of_it.setContentsMargins(0, 0, 0, 0)
        all_of_it.setSpacing(0)
        all_of_it.addWidget(self.rail)
        all_of_it.addLayout(right, 1)
        central = QWidget()
        central.setLayout(all_of_it)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        navigation, actions = self._context.navigation, self._context.actions
        navigation.place_wanted.connect(self.show_place)
        navigation.session_wanted.connect(self.open_session)
        navigation.fixing_wanted.connect(self.fix_session)
        navigation.training_wanted.connect(self.show_training)
        navigation.alone_wanted.connect(self._show_alone)
        navigation.under_way.connect(lambda place, on: self.rail.show_progress(place, None, on))
        navigation.videos_wanted.connect(self._context.opener.open)
        self._context.opener.opened.connect(self._show_opened)
        self.jobs_panel.closed.connect(self.rail.jobs.seen)
        actions.bind("jobs", self.toggle_jobs)
        actions.bind("show_library", lambda: self.show_place("library"))
        actions.bind("show_review", lambda: self.show_place("review"))
        actions.bind("show_live", lambda: self.show_place("live"))
        actions.bind("show_train", lambda: self.show_place("train"))
        actions.bind("show_phone", lambda: self.show_place("phone"))
        actions.bind("fullscreen", self._set_fullscreen)
        actions.bind("quit", self.close)

    def _show_alone(self, on: bool) -> None:
        """Leave all of the screen to the place, or bring the rail back."""
        self.rail.setVisible(not on)
        self._context.actions["fullscreen"].setChecked(on)

    def _set_fullscreen(self, on: bool) -> None:
        if on != self.isFullScreen():
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the full screen with Esc."""
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self._context.actions["fullscreen"].setChecked(False)
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a full screen that the system has begun or ended."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._context.actions["fullscreen"].setChecked(self.isFullScreen())

    def _restore_geometry(self) -> None:
        stored = QSettings().value("window/geometry")
        if stored is None or not self.restoreGeometry(stored):
            # On a small screen there is a title bar over the window, too.
            room = self.screen().availableSize() - QSize(0, _TITLE_BAR_PX)
            self.resize(QSize(1280, 720).boundedTo(room))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window's place; analyses stop and go on next time.

        Where that would end a lesson, a film or a training the coach is asked first.
        """
        if self._closing.asks():
            event.ignore()
            return
        QSettings().setValue("window/geometry", self.saveGeometry())
        self._context.navigation.closing.emit()
        self.hide()  # What still runs takes a moment to end, and nobody need watch it.
        self._context.runner.shutdown()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what floats over the window in its place."""
        super().resizeEvent(event)
        self.jobs_panel.hide()
        self._cover.setGeometry(self.rect())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files from the desktop."""
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self._cover.cover(len(paths))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The files went elsewhere."""
        self._cover.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open every file that was dropped."""
        self._cover.hide()
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self._context.navigation.videos_wanted.emit(paths)


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the files on this computer that are dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]

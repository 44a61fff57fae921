"""What the actions do that belong to no place: opening videos, dialogs, the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.context import AppContext
from app.places.library import VIDEO_FILES
from core.errors import FileError
from core.resources import sample_video

SAMPLE_TITLE = "Sample practice"


class WindowActions(QObject):
    """Binds them; dialogs are loaded when they are first wanted, and open once."""

    def __init__(self, context: AppContext, window: QWidget, log_file: Path) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._log_file = log_file
        bind = context.actions.bind
        bind("open_video", self.ask_for_videos)
        bind("try_sample", self.open_sample)
        bind("preferences", self.show_preferences)
        bind("cheat_sheet", self.show_keys)
        bind("dataset", self.show_dataset)
        bind("help", self.show_help)
        bind("about", self.show_about)
        bind("check_computer", self.check_computer)
        bind("add_trainer", self.add_trainer)
        bind("show_log", self.show_log)
        context.navigation.preferences_wanted.connect(self.show_preferences)
        context.navigation.jobs_wanted.connect(context.actions["jobs"].trigger)

    def ask_for_videos(self) -> None:
        """Let the coach choose videos, and open them."""
        settings = QSettings()
        movies = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
        start = str(settings.value("open/folder", movies))
        names, _ = QFileDialog.getOpenFileNames(self._window, "Open video", start, VIDEO_FILES)
        if names:
            settings.setValue("open/folder", str(Path(names[0]).parent))
            self._context.navigation.videos_wanted.emit([Path(name) for name in names])

    def open_sample(self) -> None:
        """Open the practice that ships with the program."""
        try:
            self._context.opener.open([sample_video()], SAMPLE_TITLE)
        except FileError as error:
            self._context.notices.fail(error)

    def show_preferences(self) -> None:
        """Open the preferences."""
        from app.dialogs.preferences import PreferencesDialog

        self._open(PreferencesDialog, lambda: PreferencesDialog(self._context, self._window))

    def show_keys(self) -> None:
        """Show the keys that work at this place; again: hide them."""
        from app.panels.cheat_sheet import CheatSheet

        there = self._window.findChild(CheatSheet)
        sheet = there if isinstance(there, CheatSheet) else CheatSheet(self._context, self._window)
        if sheet.isVisible():
            sheet.close_sheet()
        else:
            self._window.activateWindow()
            sheet.open()

    def show_dataset(self) -> None:
        """Open the page of what the fixes teach."""
        from app.dialogs.dataset import DatasetDialog

        self._open(DatasetDialog, lambda: DatasetDialog(self._context, self._window))

    def show_help(self) -> None:
        """Open the page of help."""
        from app.dialogs.help import HelpDialog

        self._open(HelpDialog, lambda: HelpDialog(self._context, self._window))

    def show_about(self) -> None:
        """Say what this program is."""
        from app.dialogs.about import AboutDialog

        self._open(AboutDialog, lambda: AboutDialog(self._context, self._window))

    def check_computer(self) -> None:
        """Try everything out on this computer, and say in words what works."""
        from app.dialogs.computer_check import ComputerCheckDialog

        self._open(ComputerCheckDialog, lambda: ComputerCheckDialog(self._context, self._window))

    def add_trainer(self) -> None:
        """Let the coach add the part that trains and exports, where it did not come along."""
        from app.trainer_adding import ask_and_add

        ask_and_add(self._context, self._window)

    def show_log(self) -> None:
        """Open the folder of the log file."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_file.parent)))

    def _open(self, kind: type[QDialog], make: Callable[[], QDialog]) -> None:
        there = self._window.findChild(kind)
        dialog = there if isinstance(there, QDialog) else make()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

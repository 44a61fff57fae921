"""The practice on screen as a report to take home."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.context import AppContext
from app.jobs.job import JobProgress, Lane
from app.notices import Tone
from app.report_files import KINDS, file_name, write_report
from app.state.open_session import OpenSession
from core.errors import SweetspotError

_FILTERS = ";;".join(f"{words} (*{ending})" for ending, words in KINDS.items())
_FOLDER = "report/folder"


class ReviewReport(QObject):
    """Binds “Report…”: asks where to, writes in the background, offers to show it."""

    def __init__(self, context: AppContext, opened: OpenSession, place: QWidget) -> None:
        super().__init__(place)
        self._context, self._opened, self._place = context, opened, place
        context.actions.bind("save_report", self.ask_and_save)

    def ask_and_save(self) -> None:
        """Let the coach choose the file and its kind."""
        session = self._opened.session
        if session is None:
            return
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = QSettings().value(_FOLDER, QStandardPaths.writableLocation(documents))
        start = str(Path(str(folder)) / f"{file_name(session)}.pdf")
        name, chosen = QFileDialog.getSaveFileName(self._place, "Save the report", start, _FILTERS)
        if name:
            path = Path(name)
            if path.suffix.lower() not in KINDS:
                path = path.with_name(path.name + _ending_in(chosen))
            QSettings().setValue(_FOLDER, str(path.parent))
            self.save(path)

    def save(self, path: Path) -> None:
        """Write the report of the practice as it is now."""
        session, store = self._opened.session, self._context.store
        if session is None:
            return

        def work(progress: JobProgress) -> Path:
            return write_report(session, store, path, progress)

        self._context.runner.start(
            "Making the report",
            work,
            lane=Lane.SHORT,
            on_done=self._say,
            on_failed=self._fail,
        )

    def _say(self, path: Path) -> None:
        self._context.notices.say(
            f"The report is in “{path.name}”.",
            f"In the folder “{path.parent.name}”.",
            Tone.GOOD,
            "Show it",
            lambda: _open(path),
        )

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, SweetspotError):
            self._context.notices.fail(error)


def _ending_in(chosen_filter: str) -> str:
    """Return the ending that a file dialog's filter names, .pdf without one."""
    return next((ending for ending in KINDS if f"*{ending}" in chosen_filter), ".pdf")


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

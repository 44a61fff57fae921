"""The page of the dataset: what the coach's fixes teach, whether it is sound, and its export."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.dataset_view import DatasetView
from app.panels.no_dataset import NoDataset
from app.state.dataset_desk import DatasetDesk, DeskContents
from app.theme import set_role
from app.tokens import XL, L, M
from core.dataset.converting import Form, Written
from core.dataset.finding import counted
from core.errors import SweetspotError
from core.sessions.fixed_dataset import folder_of

FORMS = {Form.COCO: "COCO JSON", Form.YOLO: "YOLO folders", Form.VOC: "Pascal VOC"}
FIRST = "Looking at what you have fixed…"


class DatasetDialog(QDialog):
    """Shows ``DatasetDesk``; renews it when it is opened.

    Not modal: it may stay beside Review. Closed, it is kept, and stops what it began.
    """

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("Dataset – Sweetspot")
        self.resize(1080, 700)
        self.desk = DatasetDesk(context.runner, self)
        self.summary, self.message = QLabel(), QLabel()
        self.renew = QPushButton("Renew")
        self.export = QPushButton("Export")
        self.folder = QPushButton("Show the folder")
        self.view, self.nothing = DatasetView(context.theme), NoDataset()
        self.progress, self.stop = QProgressBar(), QPushButton("Stop")
        self._note = QLabel()
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Renew what is shown: fixes may have come."""
        super().showEvent(event)
        if not event.spontaneous():
            self.desk.renew(self._context.store)

    def done(self, result: int) -> None:
        """Stop what runs for this page alone."""
        self.desk.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addLayout(self._top())
        self.message.setWordWrap(True)
        column.addWidget(self.message)
        first = QLabel(FIRST)
        first.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(first, "muted")
        for page in (first, self.nothing, self.view):
            self._body.addWidget(page)
        column.addWidget(self._body, 1)
        self._busy = QWidget()
        row = QHBoxLayout(self._busy)
        row.setContentsMargins(0, 0, 0, 0)
        set_role(self._note, "caption")
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Renewing the dataset")
        row.addWidget(self._note)
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop)
        column.addWidget(self._busy)

    def _top(self) -> QHBoxLayout:
        title = QLabel("Dataset")
        set_role(title, "headline")
        set_role(self.summary, "muted")
        menu = QMenu(self.export)
        for form, words in FORMS.items():
            menu.addAction(f"{words}…").triggered.connect(partial(self._ask_export, form))
        self.export.setMenu(menu)
        self.renew.setToolTip("Take in what was fixed since")
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(title)
        row.addWidget(self.summary)
        row.addStretch(1)
        self.stop.setAutoDefault(False)
        for button in (self.renew, self.export, self.folder):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.renew.clicked.connect(lambda: self.desk.renew(self._context.store))
        self.stop.clicked.connect(self.desk.cancel)
        self.folder.clicked.connect(self._show_folder)
        self.nothing.to_library.clicked.connect(self._go_to_library)
        self.view.session_chosen.connect(self._open_session)
        self.desk.changed.connect(self._refresh)
        self.desk.failed.connect(self._say_problem)
        self.desk.exported.connect(self._say_exported)

    def _refresh(self) -> None:
        contents, job = self.desk.contents, self.desk.job
        self._busy.setVisible(job is not None)
        self.renew.setEnabled(job is None)
        if job is not None:
            self.message.clear()
            job.changed.connect(self._follow)
        filled = contents is not None and len(contents.dataset) > 0
        self.export.setEnabled(filled and job is None)
        self.folder.setEnabled(filled)
        self.message.setVisible(bool(self.message.text()))
        self._body.setCurrentIndex(0 if contents is None else 2 if filled else 1)
        self.summary.setText(summary_words(contents) if contents is not None else "")
        if contents is not None and filled and job is None:
            self.view.show_contents(contents)

    def _follow(self) -> None:
        job = self.desk.job
        if job is not None:
            self._note.setText(job.note.capitalize())
            share = job.fraction
            self.progress.setRange(0, 0 if share is None else 1000)
            self.progress.setValue(round(1000 * (share or 0)))

    def _open_session(self, session: str) -> None:
        self._context.navigation.session_wanted.emit(session)
        if (window := self.parentWidget()) is not None:
            window.activateWindow()

    def _go_to_library(self) -> None:
        self._context.navigation.place_wanted.emit("library")
        self.close()

    def _ask_export(self, form: Form, _checked: bool = False) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, f"A new folder for {FORMS[form]}", f"tennis-{form.value}"
        )
        if name:
            self.desk.export(Path(name), form)

    def _show_folder(self) -> None:
        folder = folder_of(self._context.store)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _say_problem(self, error: SweetspotError) -> None:
        self._say(str(error), "problem")

    def _say_exported(self, written: Written) -> None:
        head = f"{counted(written.n_pictures, 'picture')} written to {written.folder}."
        self._say(" ".join((head, *written.lost)), "muted")

    def _say(self, text: str, role: str) -> None:
        set_role(self.message, role)
        self.message.setText(text)
        self.message.setVisible(True)


def summary_words(contents: DeskContents) -> str:
    """Return how much there is: “37 frames of 3 practices, 8 of them to judge by”."""
    figures = contents.statistics
    if not figures.pictures:
        return ""
    judging = figures.splits.get("val", 0)
    sessions = counted(len({each.name for each in figures.sessions}), "practice")
    frames = counted(figures.pictures, "frame")
    return f"{frames} of {sessions}" + (f", {judging} of them to judge by" if judging else "")

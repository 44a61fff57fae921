"""How a detector leaves the Phone place: by code, by file, and what is said of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QStandardPaths, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.context import AppContext
from app.notices import Tone
from app.panels.phone_transfer import PhoneTransferPage
from app.state.phone_desk import PhoneDesk
from app.state.phone_hand_over import PhoneHandOver
from app.state.phone_parcel import Parcel
from core.phone.bundle_index import ENDING
from core.phone.on_device import OnDevice
from core.sessions.library_folder import slug_of

_TICK_MS = 500
ANYWAY = "Hand over what has not passed its check?"
ANYWAY_WORDS = (
    "On the iPhone it may find other things than on this laptop, and scores may differ. The file "
    "says so, and the iPhone asks again before it takes it."
)


class PhoneLeaving(QObject):
    """Joins the hand-over with its page and dialogs; ``page_wanted(bool)`` shows or hides it."""

    page_wanted = Signal(bool)

    def __init__(self, context: AppContext, desk: PhoneDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._desk, self._window = context, desk, parent
        self.hand_over = PhoneHandOver(context.runner, self)
        self.page = PhoneTransferPage(context)
        self._on_screen = False
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._refresh)
        self.hand_over.changed.connect(self._refresh)
        self.hand_over.saved.connect(self._say_saved)
        self.hand_over.failed.connect(context.notices.fail)
        self.hand_over.handed_over.connect(desk.reload)
        self.hand_over.reported.connect(self._say_reported)
        self.page.again.connect(lambda: self.send(self.hand_over.network))
        self.page.network_chosen.connect(self.send)
        context.actions.bind("phone_save", self.ask_file)
        context.actions.bind("phone_code", lambda: self.send(""))

    @property
    def under_way(self) -> bool:
        """Whether the page of a transfer is on screen."""
        return self.hand_over.sending is not None

    def send(self, network: str) -> None:
        """Offer the chosen detector to a phone, through the network of this address."""
        parcel = self._parcel()
        if parcel is not None:
            self.hand_over.start(parcel, network)

    def ask_file(self) -> None:
        """Ask where to, and save the chosen detector there."""
        parcel = self._parcel()
        if parcel is None:
            return
        settings = QSettings()
        usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = Path(str(settings.value("phone/folder", usual))) / parcel.file_name
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save for the iPhone", str(start), f"For Sweetspot on iPhone (*{ENDING})"
        )
        if name:
            path = Path(name if name.endswith(ENDING) else name + ENDING)
            settings.setValue("phone/folder", str(path.parent))
            self.hand_over.save(parcel, path)

    def ask_anyway(self) -> None:
        """Let the coach insist on handing over what has not passed its check."""
        box = QMessageBox(QMessageBox.Icon.Warning, ANYWAY, ANYWAY, parent=self._window)
        box.setInformativeText(ANYWAY_WORDS)
        code = box.addButton("Show the code", QMessageBox.ButtonRole.AcceptRole)
        file = box.addButton("Save as file…", QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton("Keep it here", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        code.clicked.connect(lambda: self.send(""))
        file.clicked.connect(self.ask_file)
        box.open()

    def _refresh(self) -> None:
        sending, parcel = self.hand_over.sending, self.hand_over.parcel
        if sending is None or parcel is None:
            self._clock.stop()
            self._show_page(False)
            return
        self.page.show_sending(sending, parcel.name, self.hand_over.seconds_left)
        self.page.show_networks(self.hand_over.networks, self.hand_over.network)
        self._show_page(True)
        if sending.phase.over:
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()

    def _show_page(self, on: bool) -> None:
        if on != self._on_screen:
            self._on_screen = on
            self.page_wanted.emit(on)

    def _parcel(self) -> Parcel | None:
        chosen, shown = self._desk.chosen, self._desk.shown
        if chosen is None:
            return None
        passed = shown is not None and shown.verdict is not None and shown.verdict.passed
        file_name = slug_of(chosen.name) + ENDING
        return Parcel(chosen.phone_folder, self._desk.root, chosen.name, file_name, not passed)

    def _say_saved(self, path: Path) -> None:
        self._context.notices.say(
            f"“{path.name}” is saved.",
            "AirDrop it, put it into Files, or copy it by cable; tap it on the iPhone.",
            Tone.GOOD,
            "Show the folder",
            lambda: open_outside(path.parent),
        )

    def _say_reported(self, check: OnDevice) -> None:
        device, good = check.report.device.name, check.passed
        message = f"Verified on {device}." if good else f"{device} does not see the same."
        self._context.notices.say(message, f"{check.words}.", Tone.GOOD if good else Tone.PROBLEM)


def open_outside(path: Path) -> None:
    """Let the system show a file or folder."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

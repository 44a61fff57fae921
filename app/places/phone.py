"""The Phone place: makes a detector ready for the iPhone, proves it, and hands it over."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QFocusEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox, QStackedLayout, QWidget

from app.context import AppContext
from app.notices import Tone
from app.panels.phone_transfer import PhoneTransferPage
from app.places.phone_layout import PhoneLayout
from app.state.phone_desk import PhoneDesk
from app.state.phone_flow import PhoneFlow
from app.state.phone_hand_over import PhoneHandOver
from app.state.phone_parcel import Parcel
from app.state.phone_weights import taken_of
from app.state.phone_work import EXACT, KEEPINGS
from core.phone.bundle_index import ENDING
from core.phone.on_device import OnDevice
from core.resources import default_model
from core.sessions.library_folder import slug_of

_TICK_MS = 500
TRY_SMALLER, TRY_EXACT = "Try smaller weights", "Try full precision"
ANYWAY = "Hand over what has not passed its check?"
ANYWAY_WORDS = (
    "On the iPhone it may find other things than on this laptop, and scores may differ. The file "
    "says so, and the iPhone asks again before it takes it."
)


class PhonePlace(QWidget):
    """Joins the desk, the hand-over and the panels; owns no data itself."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.desk = PhoneDesk(context.runner, self._folders, self)
        self.hand_over = PhoneHandOver(context.runner, self)
        self.layout_ = PhoneLayout(context)
        self.transfer = PhoneTransferPage(context)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.layout_)
        self._pages.addWidget(self.transfer)
        self._clock = QTimer(self, interval=_TICK_MS)
        self._connect()
        self._bind_actions()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to the list."""
        super().focusInEvent(event)
        self.layout_.detectors.setFocus(event.reason())

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: trainings end and detectors are adopted elsewhere."""
        super().showEvent(event)
        if not event.spontaneous():
            self.desk.reload()

    def _connect(self) -> None:
        desk, hand_over, layout = self.desk, self.hand_over, self.layout_
        desk.listed.connect(self._refresh_list)
        desk.shown_changed.connect(self._refresh)
        desk.failed.connect(self._context.notices.fail)
        desk.run.changed.connect(self._refresh)
        layout.detectors.chosen.connect(desk.choose)
        desk.trials.changed.connect(self._refresh)
        desk.trials.failed.connect(self._context.notices.fail)
        layout.story.weights.chosen.connect(self._keep_so)
        layout.card.anyway.connect(self._ask_anyway)
        hand_over.changed.connect(self._refresh_transfer)
        hand_over.saved.connect(self._say_saved)
        hand_over.failed.connect(self._context.notices.fail)
        hand_over.handed_over.connect(desk.reload)
        hand_over.reported.connect(self._say_reported)
        self.transfer.again.connect(lambda: self._send(self.hand_over.network))
        self.transfer.network_chosen.connect(self._send)
        self._clock.timeout.connect(self._refresh_transfer)
        self._context.shelf.current_changed.connect(desk.reload)

    def _bind_actions(self) -> None:
        bind = self._context.actions.bind
        bind("phone_make_ready", lambda: self.desk.make_ready())
        bind("phone_try_smaller", self.desk.try_others)
        bind("phone_save", self._ask_file)
        bind("phone_code", lambda: self._send(""))
        bind("phone_report", self._open_report)
        bind("phone_details", lambda _on: None)
        bind("phone_folder", self._open_folder)
        bind("phone_back", self._back)
        self._refresh()

    def _folders(self) -> tuple[Path, Path, Path]:
        return self._context.store.root, default_model().absolute(), self._context.shelf.current

    def _refresh_list(self) -> None:
        contents, chosen = self.desk.contents, self.desk.chosen
        folder = chosen.folder if chosen is not None else None
        self.layout_.detectors.show_detectors(contents.detectors, folder)
        self.layout_.history.show_receipts(contents.receipts)
        self._refresh()

    def _refresh(self) -> None:
        desk = self.desk
        chosen, shown, run = desk.chosen, desk.shown, desk.run
        verdict = shown.verdict if shown is not None else None
        flow, elsewhere = self._flow_of_chosen()
        self.layout_.story.show_way(chosen, flow, verdict, run.stopping, elsewhere)
        trying = self._refresh_weights()
        ready = verdict is not None and verdict.passed and not run.flow.running
        failed = verdict is not None and not verdict.passed and not run.flow.running
        package = shown is not None and shown.package is not None
        self.layout_.card.show_state(ready=ready, failed=failed and package)
        usable = chosen is not None and not chosen.problem
        actions = self._context.actions
        actions.set_enabled("phone_make_ready", usable and not run.flow.running and not trying)
        self.layout_.story.go.setEnabled(usable and not trying and not elsewhere)
        actions.set_all_enabled(("phone_save", "phone_code"), ready)
        has_page = verdict is not None and verdict.report is not None
        actions.set_enabled("phone_report", has_page)
        actions.set_enabled("phone_details", verdict is not None)
        actions.set_enabled("phone_folder", chosen is not None)
        sending = self.hand_over.sending is not None
        actions.set_enabled("phone_back", run.flow.running or sending or trying)

    def _flow_of_chosen(self) -> tuple[PhoneFlow, str]:
        """Return where the chosen detector is, and which other one is under way, "" for none."""
        run, chosen = self.desk.run, self.desk.chosen
        if run.order is None or (chosen is not None and run.order.folder == chosen.phone_folder):
            return run.flow, ""
        return PhoneFlow(), run.order.name if run.flow.running else ""

    def _refresh_weights(self) -> bool:
        """Show the ways to keep the weights; return whether others are being tried."""
        desk = self.desk
        shown, job = desk.shown, desk.trials.job
        others = desk.others()
        words = "" if not others else TRY_EXACT if others[0] is EXACT else TRY_SMALLER
        taken = "" if shown is None else taken_of(shown)
        self.layout_.story.weights.show_choices(desk.choices(), taken, words, job)
        can_try = bool(others) and job is None and not desk.run.flow.running
        self._context.actions.set_enabled("phone_try_smaller", can_try)
        return job is not None

    def _keep_so(self, keeping_id: str) -> None:
        self.desk.make_ready(next(each for each in KEEPINGS if each.id == keeping_id))

    def _refresh_transfer(self) -> None:
        hand_over = self.hand_over
        sending, parcel = hand_over.sending, hand_over.parcel
        if sending is None or parcel is None:
            self._clock.stop()
            if self._pages.currentWidget() is self.transfer:
                self._pages.setCurrentWidget(self.layout_)
                self.layout_.card.code.setFocus()
        else:
            self.transfer.show_sending(sending, parcel.name, hand_over.seconds_left)
            self.transfer.show_networks(hand_over.networks, hand_over.network)
            if not self._clock.isActive():
                self._pages.setCurrentWidget(self.transfer)
                self.transfer.back.setFocus()
                self._clock.start()
            if sending.phase.over:
                self._clock.stop()
        self._refresh()

    def _back(self) -> None:
        if self.hand_over.sending is not None:
            self.hand_over.leave()
        elif self.desk.run.flow.running:
            self.desk.run.cancel()
        else:
            self.desk.trials.cancel()

    def _send(self, network: str) -> None:
        parcel = self._parcel()
        if parcel is not None:
            self.hand_over.start(parcel, network)

    def _parcel(self) -> Parcel | None:
        chosen = self.desk.chosen
        if chosen is None:
            return None
        shown = self.desk.shown
        passed = shown is not None and shown.verdict is not None and shown.verdict.passed
        file_name = slug_of(chosen.name) + ENDING
        return Parcel(chosen.phone_folder, self.desk.root, chosen.name, file_name, not passed)

    def _ask_file(self) -> None:
        parcel = self._parcel()
        if parcel is None:
            return
        settings = QSettings()
        usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = Path(str(settings.value("phone/folder", usual))) / parcel.file_name
        name, _ = QFileDialog.getSaveFileName(
            self, "Save for the iPhone", str(start), f"For Sweetspot on iPhone (*{ENDING})"
        )
        if name:
            path = Path(name if name.endswith(ENDING) else name + ENDING)
            settings.setValue("phone/folder", str(path.parent))
            self.hand_over.save(parcel, path)

    def _ask_anyway(self) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, ANYWAY, ANYWAY, parent=self)
        box.setInformativeText(ANYWAY_WORDS)
        code = box.addButton("Show the code", QMessageBox.ButtonRole.AcceptRole)
        file = box.addButton("Save as file…", QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton("Keep it here", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        code.clicked.connect(lambda: self._send(""))
        file.clicked.connect(self._ask_file)
        box.open()

    def _say_saved(self, path: Path) -> None:
        self._context.notices.say(
            f"“{path.name}” is saved.",
            "AirDrop it, put it into Files, or copy it by cable; tap it on the iPhone.",
            Tone.GOOD,
            "Show the folder",
            lambda: _open(path.parent),
        )

    def _say_reported(self, check: OnDevice) -> None:
        device, good = check.report.device.name, check.passed
        message = f"Verified on {device}." if good else f"{device} does not see the same."
        tone = Tone.GOOD if good else Tone.PROBLEM
        self._context.notices.say(message, f"{check.words}.", tone)

    def _open_report(self) -> None:
        shown = self.desk.shown
        if shown is not None and shown.verdict is not None and shown.verdict.report is not None:
            _open(shown.verdict.report)

    def _open_folder(self) -> None:
        chosen = self.desk.chosen
        if chosen is not None:
            _open(chosen.phone_folder if chosen.phone_folder.is_dir() else chosen.folder)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

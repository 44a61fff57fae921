"""The page of a transfer: the code for the camera, what to do on the phone, how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.phone_picture import PhonePicture
from app.panels.qr_picture import QrPicture
from app.state.card_words import duration_words
from app.state.phone_sending import Phase, Sending
from app.state.phone_transfer_words import HOW_TO, hint_of, share_of, status_of
from app.theme import set_role
from app.tokens import XL, L, M, S
from core.phone.interfaces import LanAddress
from core.phone.qr import qr_modules

_SIGN = QSize(28, 28)
_SMOOTH = 1000
_SIGNS = {
    Phase.VERIFIED: ("check", "good"),
    Phase.SENT: ("check", "good"),
    Phase.DIFFERS: ("cross", "danger"),
    Phase.FAILED: ("warning", "danger"),
    Phase.EXPIRED: ("clock", "warning"),
    Phase.INTERRUPTED: ("warning", "warning"),
}
_MOVES = (Phase.STARTING, Phase.SENDING, Phase.INTERRUPTED, Phase.CHECKING)


class PhoneTransferPage(QWidget):
    """``again`` when the coach wants a new code; ``network_chosen(address)`` another network."""

    again = Signal()
    network_chosen = Signal(str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._phase: Phase | None = None
        self._offered: tuple[tuple[LanAddress, ...], str] | None = None
        self.title, self.how, self.address = QLabel(), QLabel(HOW_TO), QLabel()
        self.code, self.picture = QrPicture(), PhonePicture(context.theme)
        self._sign, self.status, self.hint = QLabel(), QLabel(), QLabel()
        self.bar, self.left = QProgressBar(), QLabel()
        self.networks, self._networks_label = QComboBox(), QLabel("Network")
        self.back = QPushButton("Stop and go back")
        self.retry = QPushButton("Show a new code")
        self._lay_out()
        context.theme.changed.connect(self._paint)

    def show_sending(self, sending: Sending, name: str, seconds_left: float | None) -> None:
        """Show where the transfer of a detector is."""
        phase = sending.phase
        self.title.setText(f"Send “{name}” to the iPhone")
        self._show_code(sending)
        status = status_of(sending)
        if self.status.text() != status:
            self.status.setText(status)
            self.setAccessibleDescription(status)
        self.hint.setText(hint_of(sending))
        self.hint.setVisible(bool(self.hint.text()))
        self._show_progress(sending, seconds_left)
        self.retry.setVisible(phase.over and phase is not Phase.VERIFIED)
        leaves = phase.over or phase is Phase.CHECKING
        self.back.setText("Back" if leaves else "Stop and go back")
        self.networks.setEnabled(phase in (Phase.WAITING, Phase.FAILED, Phase.EXPIRED))
        if phase is not self._phase:
            self._phase = phase
            self._paint()

    def _show_code(self, sending: Sending) -> None:
        offer = sending.offer
        shows_code = offer is not None and sending.phase is Phase.WAITING
        if offer is not None and self.code.property("link") != offer.link:
            self.code.setProperty("link", offer.link)
            self.code.show_modules(qr_modules(offer.link))
            self.address.setText(offer.address)
        for widget in (self.code, self.how, self.address):
            widget.setVisible(shows_code)
        self.picture.setVisible(not shows_code)
        self.picture.show_state(share_of(sending), *_SIGNS.get(sending.phase, ("", "good")))

    def _show_progress(self, sending: Sending, seconds_left: float | None) -> None:
        phase = sending.phase
        known = phase in (Phase.SENDING, Phase.INTERRUPTED) and sending.of > 0
        self.bar.setVisible(known or phase in _MOVES)
        self.bar.setRange(0, _SMOOTH if known else 0)
        if known:
            self.bar.setValue(round(_SMOOTH * sending.done / sending.of))
        counts = seconds_left is not None and phase in (Phase.WAITING, Phase.INTERRUPTED)
        self.left.setVisible(counts)
        if counts and seconds_left is not None:
            self.left.setText(f"The code works for {duration_words(seconds_left)} more.")

    def show_networks(self, addresses: Sequence[LanAddress], chosen: str) -> None:
        """Offer the networks this computer is in; hidden where there is only one."""
        if (tuple(addresses), chosen) == self._offered:
            return  # It may be open.
        self._offered = tuple(addresses), chosen
        self.networks.blockSignals(True)
        self.networks.clear()
        for each in addresses:
            self.networks.addItem(f"{each.name} · {each.address}", each.address)
        self.networks.setCurrentIndex(max(0, self.networks.findData(chosen)))
        self.networks.blockSignals(False)
        for widget in (self.networks, self._networks_label):
            widget.setVisible(len(addresses) > 1)

    def _lay_out(self) -> None:
        for label, role in (
            (self.title, "headline"),
            (self.status, "title"),
            (self.hint, "muted"),
            (self.left, "muted"),
            (self.address, "caption"),
            (self._networks_label, "caption"),
        ):
            set_role(label, role)
        for label in (self.title, self.how, self.status, self.hint, self.address):
            label.setWordWrap(True)
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # What a phone says of itself is never rich text.
        for label in (self.status, self.hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the transfer")
        self.networks.setAccessibleName("Network to send through")
        self.networks.activated.connect(
            lambda row: self.network_chosen.emit(str(self.networks.itemData(row)))
        )
        self.back.setToolTip(self._context.actions["phone_back"].toolTip())
        self.back.clicked.connect(self._context.actions["phone_back"].trigger)
        self.retry.clicked.connect(self.again)
        set_role(self.retry, "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(XL, L, XL, XL)
        row.setSpacing(XL)
        row.addLayout(self._words(), 4)
        row.addWidget(self.code, 5)
        row.addWidget(self.picture, 5)

    def _words(self) -> QVBoxLayout:
        status = QHBoxLayout()
        status.setSpacing(M)
        status.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        status.addWidget(self.status, 1)
        network = QHBoxLayout()
        network.addWidget(self._networks_label)
        network.addWidget(self.networks, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.retry)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(M)
        column.addWidget(self.title)
        column.addWidget(self.how)
        column.addSpacing(S)
        column.addLayout(status)
        for widget in (self.bar, self.hint, self.left, self.address):
            column.addWidget(widget)
        column.addLayout(network)
        column.addSpacing(S)
        column.addLayout(buttons)
        column.addStretch(1)
        return column

    def _paint(self) -> None:
        sign = _SIGNS.get(self._phase) if self._phase is not None else None
        self._sign.setVisible(sign is not None)
        if sign is not None:
            self._sign.setPixmap(self._context.theme.icon(*sign).pixmap(_SIGN))

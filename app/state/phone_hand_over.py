"""Handing a detector over to a phone: as a file, or once over the local network."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, Lane
from app.jobs.runner import JobRunner
from app.state.phone_parcel import Judged, Opened, Parcel, save, send
from app.state.phone_sending import Sending
from core.errors import SweetspotError
from core.phone.interfaces import LanAddress
from core.phone.transfer import Transfer
from core.phone.transfer_events import Downloaded, Ended, Ending, TransferEvent

_SURPRISE = SweetspotError(
    "It could not be handed over because of a fault in Sweetspot.",
    "Nothing was lost. Try again, and report it if it comes back.",
)


class PhoneHandOver(QObject):
    """One transfer at a time. ``changed`` follows its every event; ``saved`` carries a file's path.

    ``handed_over`` comes when something has left, or a phone has said something of it.
    """

    changed = Signal()
    saved = Signal(object)
    failed = Signal(object)
    handed_over = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self._transfer: Transfer | None = None
        self._turn = 0
        self.sending: Sending | None = None
        self.parcel: Parcel | None = None
        self.networks: tuple[LanAddress, ...] = ()
        self.network = ""

    def save(self, parcel: Parcel, path: Path) -> None:
        """Write the bundle to a file; ``saved`` follows."""
        self._runner.start(
            f"Saving “{parcel.name}” for iPhone",
            lambda progress: save(parcel, path, progress),
            lane=Lane.PHONE,
            on_done=self._saved,
            on_failed=self._save_failed,
        )

    def start(self, parcel: Parcel, network: str = "") -> None:
        """Offer the detector to one phone, through the network of this address ("": any)."""
        self.leave()
        self.parcel, self.network, self.sending = parcel, network, Sending()
        turn = self._turn
        job = self._runner.start(
            f"Sending “{parcel.name}” to an iPhone",
            lambda progress: send(parcel, network, progress),
            lane=Lane.PHONE,
            on_update=lambda told: self._hear(turn, told),
            on_done=lambda _nothing: self._end(turn),
            on_failed=lambda error: self._fail(turn, error),
            on_cancelled=lambda: self._end(turn),
        )
        if turn == self._turn and not job.state.over:
            self._job = job
            job.changed.connect(self._follow)
        self.changed.emit()

    def leave(self) -> None:
        """End the transfer and forget it; what the phone has stays there."""
        self._turn += 1
        if self._job is not None:
            self._job.cancel()
        self._job, self._transfer, self.sending = None, None, None
        self.changed.emit()

    @property
    def seconds_left(self) -> float | None:
        """How long the code still works."""
        return None if self.sending is None else self.sending.seconds_left(time.monotonic())

    def _follow(self) -> None:
        """Let a job that is asked to stop, from wherever, stop serving at once."""
        if self._job is not None and self._job.stopping and self._transfer is not None:
            self._transfer.stop()

    def _hear(self, turn: int, told: object) -> None:
        if isinstance(told, Downloaded | Judged):
            self.handed_over.emit()
        if turn != self._turn or self.sending is None:
            return
        if isinstance(told, Opened):
            self.networks, self.network, self._transfer = told.networks, told.network, told.transfer
            self._follow()
        elif isinstance(told, Judged):
            self.sending = self.sending.judged(told.device, told.same, told.words)
        elif isinstance(told, TransferEvent):
            self.sending = self.sending.heard(told, time.monotonic())
        self.changed.emit()

    def _end(self, turn: int) -> None:
        if turn == self._turn and self.sending is not None:
            self._job, self._transfer = None, None
            self.sending = self.sending.heard(Ended(Ending.STOPPED), time.monotonic())
            self.changed.emit()

    def _fail(self, turn: int, error: BaseException) -> None:
        if turn == self._turn and self.sending is not None:
            self._job, self._transfer = None, None
            self.sending = self.sending.failed(_expected(error))
            self.changed.emit()

    def _saved(self, path: Path) -> None:
        self.saved.emit(path)
        self.handed_over.emit()

    def _save_failed(self, error: BaseException) -> None:
        self.failed.emit(_expected(error))


def _expected(error: BaseException) -> SweetspotError:
    return error if isinstance(error, SweetspotError) else _SURPRISE

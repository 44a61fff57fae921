"""Handing a detector over to a phone: as a file, or once over the local network."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, Lane
from app.jobs.runner import JobRunner
from app.state.phone_parcel import Opened, Parcel, save, send
from app.state.phone_sending import Phase, Sending
from core.errors import SweetspotError
from core.phone.interfaces import LanAddress
from core.phone.on_device import OnDevice
from core.phone.transfer_events import Downloaded, Ended, Ending, TransferEvent

_SURPRISE = SweetspotError(
    "It could not be handed over because of a fault in Sweetspot.",
    "Nothing was lost. Try again, and report it if it comes back.",
)


class PhoneHandOver(QObject):
    """One transfer at a time. ``changed`` follows its every event; ``saved`` carries a file's path.

    ``handed_over`` comes when something has left, or a phone has said something of it;
    ``reported`` carries the phone's own check where nobody looks at the transfer any more.
    """

    changed = Signal()
    saved = Signal(object)
    failed = Signal(object)
    handed_over = Signal()
    reported = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self._stop_serving: Callable[[], None] | None = None
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
        self._stop()
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
        """Look away from the transfer. It ends, but for one of which only the report is awaited."""
        self._turn += 1
        awaited = self.sending is not None and self.sending.phase is Phase.CHECKING
        if not awaited:
            self._stop()
        self.sending = None
        self.changed.emit()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job, self._stop_serving = None, None

    @property
    def seconds_left(self) -> float | None:
        """How long the code still works."""
        return None if self.sending is None else self.sending.seconds_left(time.monotonic())

    def _follow(self) -> None:
        """Let a job that is asked to stop, from wherever, stop serving at once."""
        if self._job is not None and self._job.stopping and self._stop_serving is not None:
            self._stop_serving()

    def _hear(self, turn: int, told: object) -> None:
        if isinstance(told, Downloaded | OnDevice):
            self.handed_over.emit()
        if turn != self._turn or self.sending is None:
            if isinstance(told, OnDevice):
                self.reported.emit(told)
            return
        if isinstance(told, Opened):
            self.networks, self.network = told.networks, told.network
            self._stop_serving = told.stop
            self._follow()
        elif isinstance(told, OnDevice):
            self.sending = self.sending.judged(told)
        elif isinstance(told, TransferEvent):
            self.sending = self.sending.heard(told, time.monotonic())
        self.changed.emit()

    def _end(self, turn: int) -> None:
        self.handed_over.emit()
        if turn == self._turn and self.sending is not None:
            self._job, self._stop_serving = None, None
            self.sending = self.sending.heard(Ended(Ending.STOPPED), time.monotonic())
            self.changed.emit()

    def _fail(self, turn: int, error: BaseException) -> None:
        if turn == self._turn and self.sending is not None:
            self._job, self._stop_serving = None, None
            self.sending = self.sending.failed(_expected(error))
            self.changed.emit()

    def _saved(self, path: Path) -> None:
        self.saved.emit(path)
        self.handed_over.emit()

    def _save_failed(self, error: BaseException) -> None:
        self.failed.emit(_expected(error))


def _expected(error: BaseException) -> SweetspotError:
    return error if isinstance(error, SweetspotError) else _SURPRISE

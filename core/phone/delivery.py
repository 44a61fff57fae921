"""A bundle on its way to a phone: served, written down, the phone's report judged."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.detections.model_manifest import ModelManifest
from core.errors import TransferError
from core.phone.bundle_index import BundleIndex
from core.phone.bundle_reader import unpack_bundle
from core.phone.golden import FOLDER, Golden
from core.phone.on_device import OnDevice, judge_report
from core.phone.phone_model import phone_model_of
from core.phone.phone_report import PhoneReport
from core.phone.receipts import Receipt, Receipts, Way
from core.phone.transfer import Transfer, TransferLimits
from core.phone.transfer_events import (
    Downloaded,
    Reported,
    ReportRefused,
    TransferEvent,
    TransferOffer,
    TransferOutcome,
    Waiting,
)

Hear = Callable[[TransferEvent | OnDevice], None]


@dataclass(frozen=True)
class Delivered:
    """How a delivery went; ``judged`` is what the phone's report is worth, where one came."""

    outcome: TransferOutcome
    index: BundleIndex
    receipt: Receipt | None = None
    judged: OnDevice | None = None


class Delivery:
    """Hands the file ``bundle`` to one phone, from ``host``; receipts go to the library ``root``.

    ``port``, ``limits``, ``stopped`` and ``clock`` are as in ``Transfer``.
    """

    def __init__(
        self,
        bundle: Path,
        host: str,
        root: Path,
        *,
        port: int = 0,
        limits: TransferLimits | None = None,
        stopped: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bundle, self._receipts = bundle, Receipts(root)
        self._transfer = Transfer(
            bundle, host, port=port, limits=limits, stopped=stopped, clock=clock
        )

    def stop(self) -> None:
        """End it soon; any thread may call it."""
        self._transfer.stop()

    def run(self, hear: Hear) -> Delivered:
        """Verify the bundle, serve it, and stay until it is over; blocks.

        ``hear`` gets every event of the transfer, and after ``Reported`` what the report is
        worth. Raises what ``verify_bundle`` and ``Transfer.serve`` raise.
        """
        with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
            inside = Path(folder) / "bundle"
            index = unpack_bundle(self._bundle, inside)
            return _Watch(index, inside, self._receipts, hear).watched(self._transfer)


class _Watch:
    """Listens to one transfer: writes receipts, judges the report, tells it on."""

    def __init__(self, index: BundleIndex, inside: Path, receipts: Receipts, hear: Hear) -> None:
        self._index, self._inside, self._receipts, self._hear = index, inside, receipts, hear
        self._offer: TransferOffer | None = None
        self._receipt: Receipt | None = None
        self._judged: OnDevice | None = None

    def watched(self, transfer: Transfer) -> Delivered:
        outcome = transfer.serve(self._heard)
        return Delivered(outcome, self._index, self._receipt, self._judged)

    def _heard(self, event: TransferEvent) -> None:
        if isinstance(event, Waiting):
            self._offer = event.offer
        if isinstance(event, Downloaded) and self._offer is not None:
            self._receipt = self._receipts.handed_over(
                Way.NETWORK,
                self._index.name,
                self._offer.sha256,
                self._offer.size,
                model_hash=self._index.model_hash,
                checked=self._index.checked,
                where=event.client,
            )
        self._hear(event)
        if isinstance(event, Reported):
            self._judge(event.report)

    def _judge(self, report: PhoneReport) -> None:
        package = phone_model_of(ModelManifest.load(self._inside))
        golden = self._inside / FOLDER
        if package is None or not golden.is_dir():
            self._hear(ReportRefused("The bundle has no golden frames to compare it with."))
            return
        try:
            judged = judge_report(report, Golden.load(golden), package.precision, package.compress)
        except TransferError as error:
            self._hear(ReportRefused(error.message))
            return
        self._judged = judged
        if self._receipt is not None:
            self._receipt = self._receipts.verified(self._receipt, judged.verified())
        self._hear(judged)

"""What leaves for a phone: packed, served, and written down. No Qt; runs in a job."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.errors import package_version
from app.jobs.job import JobProgress
from core.detections.model_manifest import ModelManifest
from core.errors import TransferError
from core.files import sha256_of
from core.phone.bundle import pack_bundle
from core.phone.golden import FOLDER, Golden
from core.phone.interfaces import LanAddress, chosen_address, lan_addresses
from core.phone.on_device import judge_report
from core.phone.phone_model import phone_model_of
from core.phone.phone_report import PhoneReport
from core.phone.receipts import Receipt, Receipts, Way
from core.phone.transfer import Transfer
from core.phone.transfer_events import Downloaded, Reported, Sent, TransferEvent


@dataclass(frozen=True)
class Parcel:
    """What is handed over: the detector in ``folder``, out of the library in ``root``.

    ``file_name`` is the bundle's. ``unchecked`` hands over what has not passed its check; the
    bundle then says so, and the phone asks twice.
    """

    folder: Path
    root: Path
    name: str
    file_name: str
    unchecked: bool = False


@dataclass(frozen=True)
class Opened:
    """A transfer is about to begin: the networks there are, the one it uses, and its handle."""

    networks: tuple[LanAddress, ...]
    network: str
    transfer: Transfer


@dataclass(frozen=True)
class Judged:
    """A phone's own check, compared with what is expected of it."""

    device: str
    same: bool
    words: str


def pack_parcel(parcel: Parcel, path: Path, progress: JobProgress) -> Path:
    """Pack the bundle into ``path`` and return it. Raises ``Cancelled``, ``SweetspotError``."""
    pack_bundle(
        parcel.folder,
        path,
        program=package_version("sweetspot"),
        unchecked=parcel.unchecked,
        progress=progress,
    )
    return path


def save(parcel: Parcel, path: Path, progress: JobProgress) -> Path:
    """Pack the bundle into a file for the coach to carry, and write the receipt."""
    pack_parcel(parcel, path, progress)
    _receipt(parcel, path, Way.FILE, str(path))
    return path


def send(parcel: Parcel, network: str, progress: JobProgress) -> None:
    """Pack the bundle and offer it to one phone, to the end.

    Publishes ``Opened``, every ``TransferEvent`` and ``Judged``. ``network`` is an address of
    this computer, "" for the likeliest. Raises ``Cancelled`` and ``SweetspotError``.
    """
    networks = lan_addresses()
    chosen = chosen_address(network)
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        bundle = pack_parcel(parcel, Path(folder) / parcel.file_name, progress)
        transfer = Transfer(bundle, chosen.address)
        progress.publish(Opened(networks, chosen.address, transfer))
        receipt: Receipt | None = None

        progress.step(0, 0, "waiting for the iPhone")

        def hear(event: TransferEvent) -> None:
            nonlocal receipt
            if isinstance(event, Sent):
                progress.step(event.done, event.of)
            if isinstance(event, Downloaded) and receipt is None:
                receipt = _receipt(parcel, bundle, Way.NETWORK, event.client)
            progress.publish(event)
            if isinstance(event, Reported) and receipt is not None:
                progress.publish(_judged(parcel, receipt, event.report))

        transfer.serve(hear)


def _receipt(parcel: Parcel, bundle: Path, way: Way, where: str) -> Receipt:
    manifest = ModelManifest.load(parcel.folder)
    return Receipts(parcel.root).handed_over(
        way,
        parcel.name,
        sha256_of(bundle),
        bundle.stat().st_size,
        model_hash=manifest.model_hash,
        checked=not parcel.unchecked,
        where=where,
    )


def _judged(parcel: Parcel, receipt: Receipt, report: PhoneReport) -> Judged:
    """Compare a phone's report with the golden frames, and add it to the receipt."""
    package = phone_model_of(ModelManifest.load(parcel.folder))
    if package is None:
        raise TransferError("The detector was changed while it was sent.", "Send it again.")
    golden = Golden.load(parcel.folder / FOLDER)
    found = judge_report(report, golden, package.precision, package.compress)
    Receipts(parcel.root).verified(receipt, found.verified())
    words = f"{found.words}." + (f" {found.speed_words}." if found.speed_words else "")
    return Judged(report.device.name, found.passed, words)

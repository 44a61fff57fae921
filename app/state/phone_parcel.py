"""What leaves for a phone: packed, served, and written down. No Qt; runs in a job."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.jobs.job import JobProgress
from core.detections import model_manifest
from core.errors import SweetspotError
from core.files import sha256_of, write_atomically
from core.phone import check_report
from core.phone.bundle import pack_bundle
from core.phone.bundle_index import ENDING
from core.phone.bundle_reader import bundle_index
from core.phone.delivery import Delivery
from core.phone.interfaces import LanAddress, chosen_address, lan_addresses
from core.phone.on_device import OnDevice
from core.phone.receipts import Receipts
from core.phone.transfer_events import Sent, TransferEvent
from core.program import program_version
from core.progress import Progress


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
    """A transfer is about to begin: the networks there are, the one it uses, what stops it."""

    networks: tuple[LanAddress, ...]
    network: str
    stop: Callable[[], None]


def ready_bundle(folder: Path, progress: Progress) -> Path:
    """Return the bundle of a detector that has passed its check, packed anew where it is old.

    It lies beside the detector's folder. Raises ``Cancelled``, ``SweetspotError``.
    """
    path = folder.parent / f"{folder.name}{ENDING}"
    if not _is_of(path, folder):
        pack_bundle(folder, path, program=program_version(), progress=progress)
    return path


def save(parcel: Parcel, path: Path, progress: Progress) -> Path:
    """Put the bundle into a file for the coach to carry, and write the receipt."""
    if parcel.unchecked:
        _pack_unchecked(parcel, path, progress)
    else:
        ready = ready_bundle(parcel.folder, progress)
        with ready.open("rb") as source:
            write_atomically(path, lambda target: shutil.copyfileobj(source, target))
    Receipts(parcel.root).saved(path)
    return path


def send(parcel: Parcel, network: str, progress: JobProgress) -> None:
    """Pack the bundle and offer it to one phone, to the end.

    Publishes ``Opened``, every ``TransferEvent`` and what the phone's report is worth.
    ``network`` is an address of this computer, "" for the likeliest. Raises ``Cancelled`` and
    ``SweetspotError``.
    """
    networks = lan_addresses()
    chosen = chosen_address(network)
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        if parcel.unchecked:
            bundle = Path(folder) / parcel.file_name
            _pack_unchecked(parcel, bundle, progress)
        else:
            bundle = ready_bundle(parcel.folder, progress)
        delivery = Delivery(bundle, chosen.address, parcel.root)
        progress.publish(Opened(networks, chosen.address, delivery.stop))
        progress.step(0, 0, "waiting for the iPhone")

        def hear(event: TransferEvent | OnDevice) -> None:
            if isinstance(event, Sent):
                progress.step(event.done, event.of)
            progress.publish(event)

        delivery.run(hear)


def _pack_unchecked(parcel: Parcel, path: Path, progress: Progress) -> None:
    program = program_version()
    pack_bundle(parcel.folder, path, program=program, unchecked=True, progress=progress)


def _is_of(path: Path, folder: Path) -> bool:
    """Whether a bundle holds what the folder holds now: its description names every weight."""
    try:
        members = bundle_index(path).members
    except SweetspotError:
        return False
    return all(
        name in members and members[name].sha256 == sha256_of(folder / name)
        for name in (model_manifest.FILE_NAME, check_report.FILE_NAME)
        if (folder / name).is_file()
    )

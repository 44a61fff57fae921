"""What leaves for a phone: packed, served, and written down. No Qt; runs in a job."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.jobs.job import JobProgress
from core.files import sha256_of
from core.phone.bundle import pack_bundle
from core.phone.bundle_index import BundleIndex
from core.phone.delivery import Delivery
from core.phone.interfaces import LanAddress, chosen_address, lan_addresses
from core.phone.on_device import OnDevice
from core.phone.receipts import Receipts, Way
from core.phone.transfer_events import Sent, TransferEvent
from core.program import program_version


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


def packed(parcel: Parcel, path: Path, progress: JobProgress) -> BundleIndex:
    """Pack the bundle into ``path``. Raises ``Cancelled``, ``SweetspotError``."""
    return pack_bundle(
        parcel.folder,
        path,
        program=program_version(),
        unchecked=parcel.unchecked,
        progress=progress,
    )


def save(parcel: Parcel, path: Path, progress: JobProgress) -> Path:
    """Pack the bundle into a file for the coach to carry, and write the receipt."""
    index = packed(parcel, path, progress)
    Receipts(parcel.root).handed_over(
        Way.FILE,
        index.name,
        sha256_of(path),
        path.stat().st_size,
        model_hash=index.model_hash,
        checked=index.checked,
        where=str(path),
    )
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
        bundle = Path(folder) / parcel.file_name
        packed(parcel, bundle, progress)
        delivery = Delivery(bundle, chosen.address, parcel.root)
        progress.publish(Opened(networks, chosen.address, delivery.stop))
        progress.step(0, 0, "waiting for the iPhone")

        def hear(event: TransferEvent | OnDevice) -> None:
            if isinstance(event, Sent):
                progress.step(event.done, event.of)
            progress.publish(event)

        delivery.run(hear)

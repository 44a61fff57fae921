"""Receipts: what went to which phone, when, and what the phone said; ``phones.journal``."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from core.files import sha256_of
from core.journal import Record, append, read_from
from core.json_value import value_of
from core.phone.bundle_reader import bundle_index

FILE_NAME = "phones.journal"


class Way(StrEnum):
    """How a bundle left this computer."""

    FILE = "file"
    NETWORK = "network"


@dataclass(frozen=True)
class Verified:
    """A phone's check of the bundle, as this computer judged it.

    ``same`` of ``frames`` golden frames had the same boxes; ``words`` is the verdict. Times in
    milliseconds a frame, None where none was told. ``when`` is ISO 8601 with zone.
    """

    when: str
    device: str
    model: str
    system: str
    passed: bool
    words: str
    frames: int
    same: int
    median_ms: float | None = None
    slowest_ms: float | None = None


@dataclass(frozen=True)
class Receipt:
    """One hand-over: ``bundle`` is the file's SHA-256, ``detector`` the name people know.

    ``model_hash`` is the manifest's identity of the detector; ``checked`` whether the export had
    passed its check; ``where`` the file's path or the phone's address.
    """

    receipt_id: str
    when: str
    way: Way
    detector: str
    bundle: str
    size: int
    model_hash: str = ""
    checked: bool = True
    where: str = ""
    verified: Verified | None = None


class Receipts:
    """The receipts of a library. Any process may add one; nothing is ever changed or removed."""

    def __init__(self, root: Path) -> None:
        self._path = root / FILE_NAME

    def all(self) -> tuple[Receipt, ...]:
        """Return every receipt, newest first; lines a crash tore are passed over."""
        found: dict[str, Receipt] = {}
        for record in read_from(self._path).records:
            _take(found, record)
        return tuple(reversed(found.values()))

    def handed_over(
        self,
        way: Way,
        detector: str,
        bundle: str,
        size: int,
        *,
        model_hash: str = "",
        checked: bool = True,
        where: str = "",
    ) -> Receipt:
        """Add a hand-over that has happened now and return its receipt; raise ``FileError``."""
        receipt = Receipt(
            secrets.token_hex(8), now(), way, detector, bundle, size, model_hash, checked, where
        )
        append(self._path, {"what": "handed over"} | asdict(receipt))
        return receipt

    def saved(self, bundle: Path) -> Receipt:
        """Add that a bundle was put into a file, and return its receipt.

        Raises ``BundleError`` when the file is none, ``FileError`` when nothing can be written.
        """
        index = bundle_index(bundle)
        return self.handed_over(
            Way.FILE,
            index.name,
            sha256_of(bundle),
            bundle.stat().st_size,
            model_hash=index.model_hash,
            checked=index.checked,
            where=str(bundle.absolute()),
        )

    def verified(self, receipt: Receipt, verified: Verified) -> Receipt:
        """Add what the phone said of a hand-over and return its receipt; raise ``FileError``."""
        told = {"what": "verified", "receipt_id": receipt.receipt_id, "verified": asdict(verified)}
        append(self._path, told)
        return replace(receipt, verified=verified)


def latest_verified(receipts: Iterable[Receipt], model_hash: str) -> Receipt | None:
    """Return the newest receipt of this detector that a phone has verified, None without one."""
    return next((r for r in receipts if r.model_hash == model_hash and r.verified), None)


def now() -> str:
    """Return this moment as ISO 8601 with zone."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _take(found: dict[str, Receipt], record: Record) -> None:
    """Fold one record into what is known; what an older or newer program means is passed over."""
    try:
        if record.get("what") == "handed over":
            receipt = value_of(Receipt, record, "receipt")
            found[receipt.receipt_id] = receipt
        elif record.get("what") == "verified" and record.get("receipt_id") in found:
            before = found[record["receipt_id"]]
            verified = value_of(Verified, record.get("verified"), "verified")
            found[before.receipt_id] = replace(before, verified=verified)
    except (ValueError, TypeError):
        return

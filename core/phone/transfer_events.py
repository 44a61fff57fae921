"""What a transfer offers to a phone, and what it tells while it goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from core.errors import TransferError
from core.phone.phone_report import PhoneReport

SCHEME, VERSION = "sweetspot", 1


@dataclass(frozen=True)
class TransferOffer:
    """One file at one address for one phone.

    ``token`` is 128 random bits as 32 hexadecimal digits, ``sha256`` the file's, ``size`` in
    bytes; ``name`` is the file's. ``link`` is what the QR code holds.
    """

    host: str
    port: int
    token: str
    sha256: str
    size: int
    name: str = ""

    @property
    def address(self) -> str:
        """Where the phone gets the file and posts its report."""
        return f"http://{self.host}:{self.port}/{self.token}"

    @property
    def link(self) -> str:
        """The address for the app, with the hash that it must check."""
        told = f"v={VERSION}&sha256={self.sha256}&size={self.size}"
        return f"{SCHEME}://{self.host}:{self.port}/{self.token}?{told}"


def offer_of(link: str) -> TransferOffer:
    """Return what a link offers, as the app on the phone reads it.

    Raises ``TransferError`` for a link of another kind or a newer version.
    """
    try:
        parts = urlsplit(link)
        told = parse_qs(parts.query, strict_parsing=True)
        version, digest, size = int(told["v"][0]), told["sha256"][0], int(told["size"][0])
        if parts.scheme == SCHEME and version > VERSION:
            raise TransferError("The code was made by a newer Sweetspot.", "Update the app.")
        token = re.fullmatch(r"/([0-9a-f]{32})", parts.path)
        if parts.scheme != SCHEME or token is None or not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise ValueError
        if parts.hostname is None or parts.port is None or size < 0:
            raise ValueError
        return TransferOffer(parts.hostname, parts.port, token[1], digest, size)
    except (ValueError, KeyError) as error:
        raise TransferError("This is no code of Sweetspot's.", "Scan the code again.") from error


class Ending(StrEnum):
    """Why a transfer is over."""

    REPORTED = "reported"
    """The phone has the file and has sent its report."""
    DOWNLOADED = "downloaded"
    """The phone has the file; no report came in time."""
    EXPIRED = "expired"
    """No phone has fetched the whole file in time."""
    STOPPED = "stopped"
    """This side has stopped it."""


@dataclass(frozen=True)
class Waiting:
    """The offer stands from now on, for ``seconds``: show its code."""

    offer: TransferOffer
    seconds: float


@dataclass(frozen=True)
class Connected:
    """A phone at ``client`` (its address) has begun to fetch the file, or goes on with it."""

    client: str
    resumed: bool = False


@dataclass(frozen=True)
class Sent:
    """``done`` of ``of`` bytes are on their way or there."""

    done: int
    of: int


@dataclass(frozen=True)
class Interrupted:
    """The connection broke; the phone can go on where it was."""

    client: str


@dataclass(frozen=True)
class Downloaded:
    """The phone has the whole file; its report is awaited for ``seconds``."""

    client: str
    seconds: float


@dataclass(frozen=True)
class Reported:
    """The phone has repeated the check and says how it went."""

    report: PhoneReport


@dataclass(frozen=True)
class ReportRefused:
    """Something was posted that is no report of this bundle; ``why`` in words."""

    why: str


@dataclass(frozen=True)
class Ended:
    """Nothing is served any more."""

    ending: Ending


TransferEvent = (
    Waiting | Connected | Sent | Interrupted | Downloaded | Reported | ReportRefused | Ended
)


@dataclass(frozen=True)
class TransferOutcome:
    """How a transfer went; ``client`` is the phone's address where one came."""

    ending: Ending
    offer: TransferOffer
    client: str = ""
    report: PhoneReport | None = None

    @property
    def arrived(self) -> bool:
        """Whether a phone has the whole file."""
        return self.ending in (Ending.REPORTED, Ending.DOWNLOADED)

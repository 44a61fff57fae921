"""A transfer on loopback, and somebody who plays the phone: well-behaved or not."""

from __future__ import annotations

import hashlib
import http.client
import random
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.errors import Cancelled, SweetspotError
from core.phone.phone_report import PhoneDevice, PhoneReport, write_report
from core.phone.transfer import Transfer, TransferLimits
from core.phone.transfer_events import (
    TransferEvent,
    TransferOffer,
    TransferOutcome,
    Waiting,
)

LOOPBACK = "127.0.0.1"
OTHER = "127.0.0.2"
"""Another phone's address. Macs have it only when somebody has set it up."""

needs_other = pytest.mark.skipif(
    sys.platform == "darwin", reason="this computer has no second loopback address"
)
PATIENCE_S = 30.0
"""How long a test waits for what must happen; only a failing one waits so long."""


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


@dataclass
class Running:
    """A transfer that is being served in a thread of its own."""

    transfer: Transfer
    offer: TransferOffer
    events: list[TransferEvent]
    thread: threading.Thread
    ended: list[TransferOutcome | BaseException] = field(default_factory=list)

    def outcome(self) -> TransferOutcome:
        """Wait for the end and return it; raise what the transfer raised."""
        self.thread.join(PATIENCE_S)
        assert not self.thread.is_alive()
        (ended,) = self.ended
        if isinstance(ended, BaseException):
            raise ended
        return ended

    def wait_for(self, kind: type[TransferEvent]) -> TransferEvent:
        """Return the first event of a kind, once it was heard."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            for event in list(self.events):
                if isinstance(event, kind):
                    return event
            time.sleep(0.005)
        raise AssertionError(f"no {kind.__name__} among {self.events}")


@contextmanager
def serving(
    bundle: Path,
    *,
    limits: TransferLimits | None = None,
    clock: Callable[[], float] = time.monotonic,
    hear: Callable[[TransferEvent], None] = lambda event: None,
) -> Iterator[Running]:
    """Serve ``bundle`` for the length of a ``with`` block; nothing is left behind."""
    events: list[TransferEvent] = []
    ready = threading.Event()
    transfer = Transfer(bundle, LOOPBACK, limits=limits, clock=clock)
    ended: list[TransferOutcome | BaseException] = []

    def heard(event: TransferEvent) -> None:
        events.append(event)
        ready.set()
        hear(event)

    def work() -> None:
        try:
            ended.append(transfer.serve(heard))
        except (SweetspotError, Cancelled) as error:
            ended.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=work, name="transfer under test")
    thread.start()
    try:
        assert ready.wait(PATIENCE_S)
        first = events[0]
        assert isinstance(first, Waiting)
        yield Running(transfer, first.offer, events, thread, ended)
    finally:
        transfer.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "the transfer's thread is left over"


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    offer: TransferOffer,
    method: str = "GET",
    path: str | None = None,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    source: str = LOOPBACK,
) -> Answer:
    """Make one request as an ordinary client does; ``source`` is the phone's own address."""
    connection = http.client.HTTPConnection(
        offer.host, offer.port, timeout=PATIENCE_S, source_address=(source, 0)
    )
    try:
        wanted = f"/{offer.token}" if path is None else path
        connection.request(method, wanted, body, dict(headers or {}))
        answer = connection.getresponse()
        content = answer.read()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, told, content)
    finally:
        connection.close()


def fetch(offer: TransferOffer) -> bytes:
    """Fetch the whole file and check its hash, as the phone must."""
    answer = ask(offer)
    assert answer.status == 200
    assert hashlib.sha256(answer.body).hexdigest() == offer.sha256
    return answer.body


def large_file(folder: Path) -> Path:
    """Write a file of a megabyte, with a name that no header can carry as it is."""
    path = folder / "Court 4 “new”.sweetspot"
    path.write_bytes(random.Random(1).randbytes(1_000_000))
    return path


def report_on(sha256: str) -> PhoneReport:
    """Return a phone's report on a file."""
    return PhoneReport(sha256, PhoneDevice("Anna's iPhone", "iPhone15,2", "iOS 18.1"), True, ())


def post_report(offer: TransferOffer, report: PhoneReport) -> Answer:
    """Post a report as the phone does."""
    return post(offer, write_report(report))


def post(offer: TransferOffer, body: bytes, kind: str = "application/json") -> Answer:
    """Post any body."""
    return ask(offer, "POST", body=body, headers={"Content-Type": kind})


@contextmanager
def begun(offer: TransferOffer, source: str = LOOPBACK) -> Iterator[socket.socket]:
    """Begin to fetch the file, and read no further than the first kilobyte."""
    with connected(offer, source) as phone:
        phone.sendall(f"GET /{offer.token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert phone.recv(1024).startswith(b"HTTP/1.1 200 ")
        yield phone


@contextmanager
def connected(offer: TransferOffer, source: str = LOOPBACK) -> Iterator[socket.socket]:
    """Connect and send nothing yet."""
    with socket.create_connection(
        (offer.host, offer.port), PATIENCE_S, source_address=(source, 0)
    ) as phone:
        yield phone


def said(offer: TransferOffer, content: bytes) -> bytes:
    """Send any bytes and return all that comes back until the other side ends."""
    with connected(offer) as phone:
        with suppress(ConnectionError):
            phone.sendall(content)
        return received(phone)


def received(phone: socket.socket) -> bytes:
    """Return all that comes until the other side ends, well or not."""
    content = b""
    with suppress(ConnectionError):
        while block := phone.recv(1 << 16):
            content += block
    return content

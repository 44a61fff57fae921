"""The rules of a transfer: one file, one phone, once, for a while."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from core.errors import TransferError
from core.phone.byte_range import Coverage
from core.phone.http_request import Refused
from core.phone.phone_report import LARGEST_BYTES, PhoneReport, read_report
from core.phone.transfer_events import (
    Connected,
    Downloaded,
    Ending,
    Interrupted,
    Reported,
    ReportRefused,
    Sent,
    TransferEvent,
    TransferOffer,
)


@dataclass(frozen=True)
class TransferLimits:
    """How long, how much, how many. Times in seconds.

    ``open_s``: for a phone to fetch the file; one that is under way may finish within
    ``longest_s`` of the beginning. ``report_s``: for its report, once it has the file.
    ``head_s`` and ``body_s``: for a whole request's head and body, however it dribbles in.
    ``stall_s``: for 64 KiB to leave. The rates are per second; ``requests`` and
    ``connections_each`` count for one client.
    """

    open_s: float = 600.0
    longest_s: float = 1800.0
    report_s: float = 180.0
    head_s: float = 10.0
    body_s: float = 30.0
    stall_s: float = 20.0
    head_bytes: int = 8192
    body_bytes: int = LARGEST_BYTES
    connections: int = 12
    connections_each: int = 4
    requests_per_s: float = 4.0
    requests_at_once: float = 16.0
    bytes_per_s: float = 25e6


class OneTime:
    """Who may fetch what, and when it is over; knows neither sockets nor files.

    ``tell`` hears every event; ``clock`` gives seconds. Raises ``Refused`` with the status to
    answer: 404 for a wrong token, 409 while another phone is fetching, 410 once it is over.
    """

    def __init__(
        self,
        offer: TransferOffer,
        limits: TransferLimits,
        tell: Callable[[TransferEvent], None],
        clock: Callable[[], float],
    ) -> None:
        self.client = ""
        self.report: PhoneReport | None = None
        self._offer, self._limits, self._tell, self._clock = offer, limits, tell, clock
        self._opened_at = clock()
        self._done_at: float | None = None
        self._coverage = Coverage(offer.size)
        self._told_percent = -1
        self._turns = 0
        self._active = 0

    def check_path(self, path: str) -> None:
        """Refuse every path but the token's, taking as long for a near miss as for a far one."""
        if not hmac.compare_digest(path.encode(), b"/" + self._offer.token.encode()):
            raise Refused(404)

    def begin(self, client: str, start: int) -> int:
        """Let a phone fetch from byte ``start`` on; return the number of its turn.

        A phone that comes again takes over from its own broken connection.
        """
        if self._done_at is not None or self.ending() is not None:
            raise Refused(410)
        if self._active and client != self.client:
            raise Refused(409)
        self.client = client
        self._turns += 1
        self._active = self._turns
        self._tell(Connected(client, resumed=start > 0))
        return self._turns

    def has_turn(self, turn: int) -> bool:
        """Return whether this turn still counts: no later one has begun."""
        return turn == self._active

    def sent(self, start: int, end: int) -> None:
        """Count the bytes from ``start`` up to ``end`` as sent."""
        self._coverage.add(start, end)
        done, size = self._coverage.done, self._offer.size
        percent = 100 * done // size
        if percent > self._told_percent:
            self._told_percent = percent
            self._tell(Sent(done, size))

    def end(self, turn: int, *, well: bool) -> None:
        """End a turn; ``well`` says that the phone took everything it was sent."""
        if not self.has_turn(turn):
            return
        self._active = 0
        if not well and self._done_at is None:
            self._tell(Interrupted(self.client))
        elif self._coverage.whole:
            self._is_done()

    def check_post(self) -> None:
        """Refuse a report that comes before the file is there, or after another one."""
        if self.report is not None or self.ending() is not None:
            raise Refused(410)
        if not self._coverage.whole:
            raise Refused(409)

    def take_report(self, body: bytes) -> None:
        """Take in what was posted; refuse (422) what is no report of this very file."""
        self.check_post()
        try:
            report = read_report(body)
            if report.bundle != self._offer.sha256:
                raise TransferError("The phone's report is about another bundle.")
        except TransferError as error:
            self._tell(ReportRefused(error.message))
            raise Refused(422) from error
        self._is_done()  # who reports has the file, however its connection ended
        self.report = report
        self._tell(Reported(report))

    def _is_done(self) -> None:
        if self._done_at is None:
            self._done_at = self._clock()
            self._tell(Downloaded(self.client, self._limits.report_s))

    def ending(self) -> Ending | None:
        """Return why it is over, None while it is not."""
        now = self._clock()
        if self.report is not None:
            return Ending.REPORTED
        if self._done_at is not None:
            return Ending.DOWNLOADED if now > self._done_at + self._limits.report_s else None
        longest_s = self._limits.longest_s if self._active else self._limits.open_s
        return Ending.EXPIRED if now > self._opened_at + longest_s else None

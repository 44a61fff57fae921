"""A transfer to a phone as the window shows it: what was heard of it, folded into one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import SweetspotError
from core.phone.on_device import OnDevice
from core.phone.transfer_events import (
    Connected,
    Downloaded,
    Ended,
    Ending,
    Interrupted,
    Reported,
    ReportRefused,
    Sent,
    TransferEvent,
    TransferOffer,
    Waiting,
)


class Phase(StrEnum):
    """Where a transfer is."""

    STARTING = "starting"
    WAITING = "waiting"
    SENDING = "sending"
    INTERRUPTED = "interrupted"
    CHECKING = "checking"
    """The phone has the file and repeats the check."""
    VERIFIED = "verified"
    DIFFERS = "differs"
    """The phone has repeated the check and does not see the same."""
    SENT = "sent"
    """The phone has the file and has not reported."""
    EXPIRED = "expired"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether nothing is served any more."""
        return self in _OVER


_OVER = (
    Phase.VERIFIED,
    Phase.DIFFERS,
    Phase.SENT,
    Phase.EXPIRED,
    Phase.STOPPED,
    Phase.FAILED,
)
_ENDS = {
    Ending.REPORTED: Phase.SENT,
    Ending.DOWNLOADED: Phase.SENT,
    Ending.EXPIRED: Phase.EXPIRED,
    Ending.STOPPED: Phase.STOPPED,
}


@dataclass(frozen=True)
class Sending:
    """One transfer. ``until_s`` is when it ends on the caller's clock; ``client`` the phone's
    address; ``words`` what the phone's check said, or what went wrong with its report."""

    phase: Phase = Phase.STARTING
    offer: TransferOffer | None = None
    until_s: float | None = None
    client: str = ""
    done: int = 0
    of: int = 0
    device: str = ""
    words: str = ""
    error: SweetspotError | None = None

    def heard(self, event: TransferEvent, now_s: float) -> Sending:
        """Return the transfer after an event."""
        if self.phase.over:
            return self
        match event:
            case Waiting(offer, seconds):
                return replace(self, phase=Phase.WAITING, offer=offer, until_s=now_s + seconds)
            case Connected(client):
                return replace(self, phase=Phase.SENDING, client=client)
            case Sent(done, of):
                return replace(self, phase=Phase.SENDING, done=done, of=of)
            case Interrupted(client):
                return replace(self, phase=Phase.INTERRUPTED, client=client)
            case Downloaded(client, seconds):
                done = self.of
                until = now_s + seconds
                return replace(self, phase=Phase.CHECKING, client=client, done=done, until_s=until)
            case ReportRefused(why):
                return replace(self, words=why)
            case Ended(ending):
                return replace(self, phase=_ENDS[ending], until_s=None)
            case Reported():
                return self  # Judged by whoever has the golden frames: ``judged`` follows.

    def judged(self, check: OnDevice) -> Sending:
        """Return the transfer with the phone's own check judged."""
        return replace(
            self,
            phase=Phase.VERIFIED if check.passed else Phase.DIFFERS,
            device=check.report.device.name,
            words=" ".join(f"{part}." for part in (check.words, check.speed_words) if part),
            until_s=None,
        )

    def failed(self, error: SweetspotError) -> Sending:
        """Return the transfer that could not go on."""
        return replace(self, phase=Phase.FAILED, error=error, until_s=None)

    def seconds_left(self, now_s: float) -> float | None:
        """Return how long it is still offered, None where that is not known."""
        return None if self.until_s is None else max(0.0, self.until_s - now_s)

"""``sweetspot send``: a bundle to a phone over the local network, by a code on the terminal."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import TextIO

from app.terminal_bar import TerminalBar
from app.terminal_progress import clock, stop_on_interrupt
from core.phone.delivery import Delivered, Delivery
from core.phone.interfaces import chosen_address
from core.phone.on_device import OnDevice
from core.phone.qr import qr_text
from core.phone.transfer_events import (
    Connected,
    Downloaded,
    Ending,
    Interrupted,
    ReportRefused,
    Sent,
    TransferEvent,
    Waiting,
)
from core.sessions.library_folder import default_library

STOPPED, NOT_ARRIVED, DIFFERS = 130, 1, 3
_ENDS = {
    Ending.EXPIRED: "No phone has fetched it in time. Send it again for a new code.",
    Ending.STOPPED: "Stopped.",
    Ending.DOWNLOADED: "The phone has it. It has not said how its own check went.",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("bundle", metavar="BUNDLE", help="the bundle's file (.sweetspot)")
    parser.add_argument(
        "--interface",
        default="",
        metavar="IP",
        help="this computer's address or interface that the phone reaches; default: the likeliest",
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help="default: a free one")
    parser.add_argument("--library", metavar="DIR", help="keep the receipt in this library")


def send(wanted: argparse.Namespace) -> int:
    """Offer the bundle until a phone has it; return 0, 1 if none came, 3 if it sees otherwise.

    Raises ``SweetspotError``.
    """
    chosen = chosen_address(wanted.interface)
    library = Path(wanted.library) if wanted.library else default_library()
    stopped = threading.Event()
    delivery = Delivery(
        Path(wanted.bundle), chosen.address, library, port=wanted.port, stopped=stopped
    )
    teller = Teller(sys.stdout)
    with stop_on_interrupt(stopped):
        delivered = delivery.run(teller.hear)
    return teller.end(delivered)


class Teller:
    """Tells a delivery in lines: the code, how far it is, what the phone says."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._bar = out, TerminalBar(out)

    def hear(self, event: TransferEvent | OnDevice) -> None:
        """Say what there is to say of an event."""
        match event:
            case Waiting(offer, seconds):
                self._out.write(qr_text(offer.link, coloured=self._out.isatty()))
                self._bar.say(
                    f"{offer.name}, {offer.size / 1e6:.1f} MB, waits at {offer.host} for one phone."
                    f"\nScan the code in the app on the phone, within {clock(seconds)}. Both must "
                    f"be in the same network. The code holds {offer.link}\nCtrl-C ends it."
                )
            case Connected(client, resumed):
                self._bar.say(f"The phone at {client} {'goes on' if resumed else 'has come'}.")
            case Sent(done, of) if self._bar.due():
                self._bar.draw(done / of, f"{done / 1e6:.1f} of {of / 1e6:.1f} MB")
            case Interrupted():
                self._bar.say("The connection broke. The phone can go on where it was.")
            case Downloaded(_, seconds):
                self._bar.say(f"The phone has it. Its own check may take up to {clock(seconds)}.")
            case ReportRefused(why):
                self._bar.say(why)
            case OnDevice():
                self._tell_check(event)
            case _:
                pass

    def end(self, delivered: Delivered) -> int:
        """Say how it ended and return the exit code."""
        ending, judged = delivered.outcome.ending, delivered.judged
        if ending in _ENDS:
            self._bar.say(_ENDS[ending])
        if ending is Ending.STOPPED:
            return STOPPED
        if not delivered.outcome.arrived:
            return NOT_ARRIVED
        return DIFFERS if judged is not None and not judged.passed else 0

    def _tell_check(self, judged: OnDevice) -> None:
        device = judged.report.device
        said = "Verified on" if judged.passed else "NOT the same on"
        lines = [f"{said} {device.name} ({device.model}, {device.system}): {judged.words}."]
        self._bar.say("\n".join([*lines, *([judged.speed_words] if judged.speed_words else [])]))

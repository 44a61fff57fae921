"""Handing one bundle to one phone over the local network, once.

What the phone does is written down in ``ios_companion/TRANSFER.md``. The server is asyncio's
streams rather than ``http.server``: one thread however many connect, deadlines for a whole
request instead of a byte, and nothing that was not written here is answered.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from core.errors import FileError, TransferError
from core.phone.one_time import OneTime, TransferLimits
from core.phone.transfer_answers import Answers
from core.phone.transfer_events import (
    Ended,
    Ending,
    TransferEvent,
    TransferOffer,
    TransferOutcome,
    Waiting,
)

__all__ = ["Transfer", "TransferLimits"]

_TICK_S = 0.1
_LAST_ANSWER_S = 2.0


class Transfer:
    """Serves ``bundle`` at ``host`` (an address of this computer) until it is over.

    ``port`` 0 lets the system choose; ``stopped`` ends it soon once it is set. ``clock`` gives
    seconds and is there for tests.
    """

    def __init__(
        self,
        bundle: Path,
        host: str,
        *,
        port: int = 0,
        limits: TransferLimits | None = None,
        stopped: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bundle, self._host, self._port = bundle, host, port
        self._limits = limits or TransferLimits()
        self._clock = clock
        self._stop = stopped or threading.Event()
        self._events: list[TransferEvent] = []

    def stop(self) -> None:
        """End it soon; any thread may call it, at any time, more than once."""
        self._stop.set()

    def serve(self, hear: Callable[[TransferEvent], None]) -> TransferOutcome:
        """Serve until the phone has the file and has reported, the time is over, or ``stop``.

        Blocks; ``hear`` gets every event in this thread, ``Waiting`` with the offer first and
        ``Ended`` last. What ``hear`` raises ends the transfer and goes on to the caller. Raises
        ``FileError`` when the bundle cannot be read, ``TransferError`` when the address or port
        cannot be had. Afterwards nothing listens and no thread is left.
        """
        file, digest, size = self._opened()
        with file, self._listening() as listening:
            port = int(listening.getsockname()[1])
            token = secrets.token_hex(16)
            offer = TransferOffer(self._host, port, token, digest, size, self._bundle.name)
            return asyncio.run(self._serve(hear, file, offer, listening))

    def _opened(self) -> tuple[BinaryIO, str, int]:
        """Return the bundle's file, its SHA-256 and its bytes."""
        with ExitStack() as stack:
            try:
                file = stack.enter_context(self._bundle.open("rb"))
                size = os.fstat(file.fileno()).st_size
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise FileError(
                    f"“{self._bundle.name}” cannot be read ({error.strerror or error}).",
                    "Make the bundle again.",
                ) from error
            if size == 0:
                raise FileError(f"“{self._bundle.name}” is empty.", "Make the bundle again.")
            stack.pop_all()
            return file, digest, size

    def _listening(self) -> socket.socket:
        """Return the socket at the chosen address, and no other."""
        try:
            return socket.create_server((self._host, self._port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) in (errno.EADDRINUSE, errno.EACCES):
                raise TransferError(
                    f"Port {self._port} of this computer is taken.",
                    "Leave the port to Sweetspot, or name another one.",
                ) from error
            raise TransferError(
                f"The address {self._host} cannot be used ({error}).",
                "The network may have changed: choose the interface again.",
            ) from error

    async def _serve(
        self,
        hear: Callable[[TransferEvent], None],
        file: BinaryIO,
        offer: TransferOffer,
        listening: socket.socket,
    ) -> TransferOutcome:
        rules = OneTime(offer, self._limits, self._events.append, self._clock)
        answers = Answers(rules, offer, file, self._limits, self._clock)
        server = await asyncio.start_server(
            answers.serve, sock=listening, limit=self._limits.head_bytes
        )
        try:
            hear(Waiting(offer, self._limits.open_s))
            ending = await self._until_over(rules, hear)
            server.close()
            if ending is Ending.REPORTED and answers.tasks:
                # The phone should learn that its report is here.
                await asyncio.wait(answers.tasks, timeout=_LAST_ANSWER_S)
            self._hand_on(hear)
            hear(Ended(ending))
            return TransferOutcome(ending, offer, rules.client, rules.report)
        finally:
            server.close()
            for task in answers.tasks:
                task.cancel()
            await asyncio.gather(*answers.tasks, return_exceptions=True)
            await server.wait_closed()

    async def _until_over(self, rules: OneTime, hear: Callable[[TransferEvent], None]) -> Ending:
        while True:
            self._hand_on(hear)
            if self._stop.is_set():
                return Ending.STOPPED
            ending = rules.ending()
            if ending is not None:
                return ending
            await asyncio.sleep(_TICK_S)

    def _hand_on(self, hear: Callable[[TransferEvent], None]) -> None:
        while self._events:
            hear(self._events.pop(0))

"""What a transfer's server answers: the one file, the one report, and otherwise nothing."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from core.phone.byte_range import wanted_bytes
from core.phone.http_answer import answer, ended_well, head_of
from core.phone.http_request import HttpRequest, Refused, read_head
from core.phone.one_time import OneTime, TransferLimits
from core.phone.rate import Bucket, RateByClient
from core.phone.transfer_events import TransferOffer

_CHUNK = 1 << 16


class Answers:
    """Answers connections by the rules of a ``OneTime``; all in one thread's event loop."""

    def __init__(
        self,
        rules: OneTime,
        offer: TransferOffer,
        file: BinaryIO,
        limits: TransferLimits,
        clock: Callable[[], float],
    ) -> None:
        self.tasks: set[asyncio.Task[None]] = set()
        self._rules, self._offer, self._file, self._limits = rules, offer, file, limits
        self._etag = f'"{offer.sha256}"'
        self._clients: Counter[str] = Counter()
        self._requests = RateByClient(limits.requests_per_s, limits.requests_at_once, clock)
        self._clock = clock
        self._bytes = Bucket(limits.bytes_per_s, limits.bytes_per_s / 10, clock())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's one request and close it."""
        client = str((writer.get_extra_info("peername") or ("",))[0])
        limits = self._limits
        if self._clients.total() >= limits.connections or (
            self._clients[client] >= limits.connections_each
        ):
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        self._clients[client] += 1
        try:
            writer.transport.set_write_buffer_limits(high=_CHUNK)
            # Who leaves, or is too slow, is not answered.
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._answer(reader, writer, client)
        finally:
            self._clients[client] -= 1
            self._clients += Counter()  # forgets those who are gone
            self.tasks.discard(task)
            writer.transport.abort()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, client: str
    ) -> None:
        try:
            if not self._requests.allows(client):
                raise Refused(429)
            async with asyncio.timeout(self._limits.head_s):
                request = await read_head(reader)
            if request.method not in ("GET", "POST"):
                raise Refused(405)
            self._rules.check_path(request.path)
            if request.method == "GET":
                await self._send_file(request, reader, writer, client)
            else:
                await self._take_report(request, reader, writer)
                await answer(reader, writer, 204)
        except Refused as refused:
            await answer(reader, writer, refused.status)

    async def _send_file(
        self,
        request: HttpRequest,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        client: str,
    ) -> None:
        size = self._offer.size
        wanted = wanted_bytes(request.headers, size, self._etag)
        start, end = wanted or (0, size)
        turn = self._rules.begin(client, start)
        well = False
        try:
            headers = {
                "Content-Type": "application/octet-stream",
                "Content-Length": str(end - start),
                "Content-Disposition": f'attachment; filename="{_plain(self._offer.name)}"',
                "Accept-Ranges": "bytes",
                "ETag": self._etag,
            }
            if wanted is not None:
                headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
            writer.write(head_of(200 if wanted is None else 206, headers))
            sent = await self._send_bytes(writer, start, end, turn)
            well = sent and await ended_well(reader, writer, self._limits.stall_s)
        finally:
            self._rules.end(turn, well=well)

    async def _send_bytes(
        self, writer: asyncio.StreamWriter, start: int, end: int, turn: int
    ) -> bool:
        """Send the file's bytes; return False when a later turn has taken over."""
        for at in range(start, end, _CHUNK):
            stop = min(at + _CHUNK, end)
            wait_s = self._bytes.owe(stop - at, self._clock())
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            self._file.seek(at)
            chunk = self._file.read(stop - at)
            if not self._rules.has_turn(turn) or len(chunk) != stop - at:
                return False
            writer.write(chunk)
            async with asyncio.timeout(self._limits.stall_s):
                await writer.drain()
            self._rules.sent(at, stop)
        return True

    async def _take_report(
        self, request: HttpRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._rules.check_post()
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Refused(415)
        if request.body_length > self._limits.body_bytes:
            raise Refused(413)
        if request.headers.get("expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        async with asyncio.timeout(self._limits.body_s):
            body = await reader.readexactly(request.body_length)
        self._rules.take_report(body)


def _plain(name: str) -> str:
    """Return a file's name as a header can carry it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name) or "detector.sweetspot"

"""Writing one HTTP answer: short, without a word on who answers, and closed in good order."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus

_LEFT_OVER_BYTES, _LEFT_OVER_S = 1 << 16, 1.0


def head_of(status: int, headers: Mapping[str, str] | None = None) -> bytes:
    """Return the head of an answer after which the connection is closed."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines += ["Cache-Control: no-store", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("ascii")


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, status: int) -> None:
    """Answer with a status and no body, and take in what the other side still sends.

    Closing while bytes are unread resets the connection, and the answer would be lost; so a
    little of them is read, for a short time.
    """
    writer.write(
        head_of(status, {} if status == HTTPStatus.NO_CONTENT else {"Content-Length": "0"})
    )
    with suppress(OSError):
        async with asyncio.timeout(_LEFT_OVER_S):
            await writer.drain()
            writer.write_eof()
            left = _LEFT_OVER_BYTES
            while left > 0 and (block := await reader.read(left)):
                left -= len(block)


async def ended_well(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, within_s: float
) -> bool:
    """End our side, and return whether the other side then ended its own in good order.

    Bytes given to the system are not bytes that arrived: a phone that left the network would
    be taken for one that has it all.
    """
    try:
        async with asyncio.timeout(within_s):
            writer.write_eof()
            while await reader.read(1 << 12):
                pass
    except OSError:
        return False
    return True

"""Reading one HTTP request, strictly: what is unusual is refused, and nothing is read for long."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass

_LINE = re.compile(rb"([A-Z]{1,16}) (/[!-~]{0,1023}) HTTP/1\.[01]")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}):[ \t]*([\t -~\x80-\xff]*?)[ \t]*")
_MOST_HEADERS = 48
_END = b"\r\n\r\n"


class Refused(Exception):
    """The request is answered with ``status`` and nothing else."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class HttpRequest:
    """Method, path as sent, and headers by lower-case name."""

    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def body_length(self) -> int:
        """Bytes of the body. Raises ``Refused``: 411 without a length, 400 for a bad one."""
        told = self.headers.get("content-length")
        if told is None:
            raise Refused(411)
        if not re.fullmatch(r"[0-9]{1,12}", told):
            raise Refused(400)
        return int(told)


async def read_head(reader: asyncio.StreamReader) -> HttpRequest:
    """Read a request up to its body; the reader's own limit bounds its length.

    Raises ``Refused`` for what is no plain request, ``asyncio.IncompleteReadError`` when the
    other side leaves. The caller bounds the time: a byte now and then must not keep it open.
    """
    try:
        content = await reader.readuntil(_END)
    except asyncio.LimitOverrunError as error:
        raise Refused(431) from error
    first, *rest = content.removesuffix(_END).split(b"\r\n")
    line = _LINE.fullmatch(first)
    if line is None or len(rest) > _MOST_HEADERS:
        raise Refused(400)
    headers: dict[str, str] = {}
    for each in rest:
        header = _HEADER.fullmatch(each)
        name = header[1].decode("ascii").lower() if header else ""
        # Headers said twice and bodies in pieces are how proxies are made to disagree.
        if header is None or name in headers or name == "transfer-encoding":
            raise Refused(400)
        headers[name] = header[2].decode("latin-1")
    return HttpRequest(line[1].decode("ascii"), line[2].decode("ascii"), headers)

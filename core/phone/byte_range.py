"""Which bytes a request asks for (RFC 9110, section 14), and which have been sent already."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.phone.http_request import Refused

_RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{1,15})?")


def wanted_bytes(headers: Mapping[str, str], size: int, etag: str) -> tuple[int, int] | None:
    """Return the first byte and the one after the last that are asked for, or None for all.

    One range with a beginning is understood; other forms are passed over, as the standard
    allows, and so is a range whose ``If-Range`` names another file. Raises ``Refused`` (416) for
    a range that begins behind the end.
    """
    if headers.get("if-range", etag) != etag:
        return None
    found = _RANGE.fullmatch(headers.get("range", ""))
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or size)
    if first >= size:
        raise Refused(416)
    return None if last < first else (first, min(last + 1, size))


class Coverage:
    """Which bytes of a file have been sent, as pieces that do not touch, in order."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._pieces: list[tuple[int, int]] = []

    @property
    def done(self) -> int:
        """How many different bytes have been sent."""
        return sum(end - start for start, end in self._pieces)

    @property
    def whole(self) -> bool:
        """Whether every byte has been sent at least once."""
        return self.done == self._size

    def add(self, start: int, end: int) -> None:
        """Take in the bytes from ``start`` up to ``end``, the latter not included."""
        apart = [piece for piece in self._pieces if piece[1] < start or piece[0] > end]
        touching = [piece for piece in self._pieces if piece not in apart]
        merged = (
            min([start, *(piece[0] for piece in touching)]),
            max([end, *(piece[1] for piece in touching)]),
        )
        if merged[1] > merged[0]:
            self._pieces = sorted([*apart, merged])

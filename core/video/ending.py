"""Whether a video file ends before its own tables say it does."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_MP4_KINDS = (b"ftyp", b"moov", b"mdat", b"moof", b"free", b"skip", b"wide", b"styp", b"sidx")
_TS_PACKET, _M2TS_PACKET = 188, 192


def ends_early(path: Path) -> bool:
    """Return whether ``path`` was cut off, as far as its container can tell.

    MP4 and MOV (a box reaches over the end), AVI (the RIFF size does), Matroska (the segment
    does, or it was never closed), transport streams (half a packet). Reads a few bytes.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
        if head[4:8] in _MP4_KINDS:
            return _mp4_cut(file, size)
        if head[:4] == b"RIFF":
            return int(struct.unpack("<I", head[4:8])[0]) + 8 > size + 1
        if head[:4] == _EBML:
            return _matroska_cut(file, size)
        if head[:1] == b"\x47":
            return size % _TS_PACKET != 0
        if head[4:5] == b"\x47":
            return size % _M2TS_PACKET != 0
    return False


def _mp4_cut(file: BinaryIO, size: int) -> bool:
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, kind = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:])[0]
        if kind not in _MP4_KINDS or length == 0:
            return False  # an unknown box, or one that goes to the end whatever that is
        at += max(length, 8)
        if at > size:
            return True
    return False


def _matroska_cut(file: BinaryIO, size: int) -> bool:
    file.seek(4)
    header, _ = _length(file)
    file.seek(header, 1)
    if file.read(4) != _SEGMENT:
        return False
    length, unknown = _length(file)
    # A segment without a length was being recorded or streamed: nobody closed it.
    return unknown or file.tell() + length > size


def _length(file: BinaryIO) -> tuple[int, bool]:
    """Read an EBML length (RFC 8794, 4.1): its value, and whether it means "unknown"."""
    first = file.read(1)
    if not first or first[0] == 0:
        return 0, False
    more = 8 - first[0].bit_length()
    value = first[0] & ((1 << (7 - more)) - 1)
    for byte in file.read(more):
        value = value << 8 | byte
    return value, value == (1 << (7 * (more + 1))) - 1

"""The packets of an MP4 or MOV file from its own table, without reading the recording.

FFmpeg has read the table (decoding times, keys, edit list) when it opened the file; only
the shifts from decoding to presentation time (box ``ctts``, ISO 14496-12, 8.6.1.3) are not
handed on, and are read here. An hour of video opens in a fraction of a second, whatever its
size. What is found is compared with real packets at both ends; any difference means None.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from av.error import FFmpegError

from core.video.container import NO_TIME, Container, Stream
from core.video.packet_index import Ints, Packets, packets_from_rows

_AT_START = 24
_MOST_AT_END = 1000
_LARGEST_TABLE = 1 << 28
Box = tuple[bytes, int, int]
"""Kind, and where the content starts and ends."""


def table_packets(path: Path, container: Container, stream: Stream) -> Packets | None:
    """Return all packets, or None when the file has no such table or it does not hold."""
    if "mp4" not in container.format.name:
        return None
    entries = stream.index_entries
    if len(entries) < 2 * _AT_START:
        return None
    told = (value for e in entries for value in (e.timestamp, e.flags, e.size))
    table = np.fromiter(told, np.int64, 3 * len(entries)).reshape(-1, 3)
    dts, flags = table[:, 0], table[:, 1]
    shifts = _shifts(path, stream.id, table[:, 2])
    if shifts is None:
        return None
    first = _real_packets(container, stream, _AT_START)
    if first is None or len(first.pts) < _AT_START:
        return None
    pts = dts + shifts + (int(first.pts[0]) - int(dts[0]) - int(shifts[0]))
    duration = np.append(np.diff(dts), 0)
    duration[-1] = duration[-2]
    # The two flags come as a signed field of two bits.
    found = Packets(pts, dts, duration, (flags & 1).astype(bool), (flags & 2).astype(bool))
    return found if _holds(found, first, container, stream) else None


def _holds(found: Packets, first: Packets, container: Container, stream: Stream) -> bool:
    """Return whether the table says what packets at the start and the end say."""
    keys = np.flatnonzero(found.key)
    if not _same(found, 0, first) or not len(keys):
        return False
    try:
        container.seek(int(found.dts[keys[-1]]), stream=stream)
    except FFmpegError:
        return False
    # The seek may land on an earlier key.
    last = _real_packets(container, stream, _MOST_AT_END)
    if last is None or not len(last.dts):
        return False
    return _same(found, int(np.searchsorted(found.dts, last.dts[0])), last)


def _same(found: Packets, start: int, real: Packets) -> bool:
    # Not the keys: a damaged one is no key to FFmpeg any more, but it has its place.
    here = slice(start, start + len(real.pts))
    pairs = ((found.pts, real.pts), (found.dts, real.dts), (found.hidden, real.hidden))
    return all(np.array_equal(a[here], b) for a, b in pairs)


def _real_packets(container: Container, stream: Stream, most: int) -> Packets | None:
    """Return up to ``most`` packets from where the container stands."""
    rows, flags = [], bytearray()
    try:
        for packet in container.demux(stream):
            if packet.size == 0 or len(flags) == most:
                break
            if packet.pts is None or packet.dts is None or packet.is_corrupt:
                return None
            rows.append((packet.pts, packet.dts, packet.duration or 0))
            flags.append(packet.is_keyframe | packet.is_discard << 1)
    except FFmpegError:
        return None
    return packets_from_rows(rows, flags)


def _shifts(path: Path, track_id: int, sizes: Ints) -> Ints | None:
    """Return presentation minus decoding time in ticks, up to a constant, for FFmpeg's samples.

    Those have ``sizes`` (n,) bytes; an edit list may have made FFmpeg drop some of the file's
    at either end.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        moov = next((b for b in boxes(file, 0, size) if b[0] == b"moov"), None)
        if moov is None or moov[2] > size or moov[2] - moov[1] > _LARGEST_TABLE:
            return None
        for trak in (box for box in boxes(file, *moov[1:]) if box[0] == b"trak"):
            if _track_id(file, trak) != track_id:
                continue
            found = inside(file, trak, b"mdia", b"minf", b"stbl", b"stsz")
            first = None if found is None else _aligned(file, found, sizes)
            if first is None or found is None:
                return None
            table = inside(file, trak, b"mdia", b"minf", b"stbl", b"ctts")
            if table is None:
                return np.zeros(len(sizes), np.int64)
            whole = _expanded(file, table, _number(file, found[1] + 8))
            return None if whole is None else whole[first : first + len(sizes)]
    return None


def _aligned(file: BinaryIO, box: Box, sizes: Ints) -> int | None:
    """Return the number of the file's sample that is FFmpeg's first, told by their sizes."""
    count, equal = _number(file, box[1] + 8), _number(file, box[1] + 4)
    if count == len(sizes):
        return 0
    if equal or count < len(sizes) or count * 4 > box[2] - box[1] - 12:
        return None
    file.seek(box[1] + 12)
    stored = np.frombuffer(file.read(count * 4), ">u4").astype(np.int64)
    starts = np.flatnonzero(stored[: count - len(sizes) + 1] == sizes[0])
    fitting = [k for k in starts if np.array_equal(stored[k : k + len(sizes)], sizes)]
    return int(fitting[0]) if len(fitting) == 1 else None


def _expanded(file: BinaryIO, table: Box, count: int) -> Ints | None:
    runs = _number(file, table[1] + 4)
    if runs * 8 > table[2] - table[1] - 8:
        return None
    file.seek(table[1] + 8)
    pairs = np.frombuffer(file.read(runs * 8), ">i4").reshape(-1, 2).astype(np.int64)
    if pairs[:, 0].min(initial=0) < 0 or pairs[:, 0].sum() != count:
        return None
    return np.repeat(pairs[:, 1], pairs[:, 0])


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places of the file."""
    while start + 8 <= end:
        file.seek(start)
        head = file.read(16)
        if len(head) < 8:
            return
        size, kind = struct.unpack(">I4s", head[:8])
        content = start + 8
        if size == 1 and len(head) == 16:
            size, content = struct.unpack(">Q", head[8:])[0], start + 16
        stop = end if size == 0 else start + size
        if stop < content:
            return
        yield kind, content, stop
        start = stop


def inside(file: BinaryIO, box: Box, *kinds: bytes) -> Box | None:
    """Return the box found by going down through ``kinds``, or None."""
    for kind in kinds:
        found = next((b for b in boxes(file, box[1], box[2]) if b[0] == kind), None)
        if found is None:
            return None
        box = found
    return box


def _track_id(file: BinaryIO, trak: Box) -> int:
    header = inside(file, trak, b"tkhd")
    if header is None:
        return -1
    file.seek(header[1])
    wide = file.read(1) == b"\1"
    return _number(file, header[1] + (20 if wide else 12))


def _number(file: BinaryIO, at: int) -> int:
    file.seek(at)
    raw = file.read(4)
    return int.from_bytes(raw, "big") if len(raw) == 4 else NO_TIME

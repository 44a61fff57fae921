"""Making an ordinary MP4 of a fragmented one, in place: no copy, no time, no spare disk.

The fragments stay where they are. A table of all samples goes to the end, and sixteen bytes near
the beginning, kept free for it, turn everything between into the content of one ``mdat`` box. Up
to that last write the file is the fragmented one, and after it the ordinary one. OBS Studio and
FFmpeg call the same thing hybrid MP4; theirs holds the table in memory, this one reads it back.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

from core.errors import VideoError
from core.video.fragment_sink import SPARE, cannot_record
from core.video.mp4_fragments import FragmentedTrack, Fragments, Ints, read_fragments
from core.video.mp4_table import boxes, inside

_LEAST = 64
"""Bytes of a film that is not even a beginning."""

_MOST_32 = (1 << 32) - 1


def close_fragments(path: Path) -> bool:
    """Turn what ``core.video.fragment_writer`` left, whole or cut off, into an ordinary MP4.

    Return False when it is one already. Raises ``VideoError`` when no picture is in it,
    ``FileError`` when the disk refuses: the file is then as good as before.
    """
    try:
        with path.open("rb+") as file:
            size = path.stat().st_size
            spare = _spare(file)
            if spare is None and size > _LEAST:
                return False
            found = read_fragments(file, size)
            if spare is None or found is None or not found.tracks:
                raise _empty(path)
            table = _table(file, found)
            file.truncate(found.end)
            file.seek(found.end)
            file.write(table)
            file.flush()
            os.fsync(file.fileno())
            file.seek(spare)
            file.write(struct.pack(">I4sQ", 1, b"mdat", found.end - spare))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        raise _empty(path) from None
    except OSError as error:
        raise cannot_record(path, error) from error
    return True


def _empty(path: Path) -> VideoError:
    return VideoError(
        f"“{path.name}” ended before its first picture was on the disk.",
        "Nothing can be saved of it. Record again.",
    )


def _spare(file: BinaryIO) -> int | None:
    """Return where the free bytes are; None when they are used, or were never there."""
    file.seek(0)
    size, kind = struct.unpack(">I4s", file.read(8).ljust(8, b"\0"))
    file.seek(size)
    spare = file.read(8)
    return size if kind == b"ftyp" and spare == struct.pack(">I4s", SPARE, b"free") else None


def _table(file: BinaryIO, found: Fragments) -> bytes:
    """Return the whole ``moov`` box."""
    tracks = {track.track_id: track for track in found.tracks}
    header = inside(file, (b"moov", *found.moov), b"mvhd")
    if header is None:
        raise VideoError("The recording's table is damaged.")
    per_s = _number(_content(file, header), 12)
    longest = 0
    parts: list[bytes] = []
    for kind, low, high in boxes(file, *found.moov):
        if kind == b"trak":
            track_id = _number(_content(file, inside_or_fail(file, (kind, low, high), b"tkhd")), 12)
            if track_id in tracks:
                made, duration = _track(file, (kind, low, high), tracks[track_id], per_s)
                parts.append(made)
                longest = max(longest, duration)
        elif kind not in (b"mvex", b"mvhd"):
            parts.append(_box(kind, _content(file, (kind, low, high))))
    head = _box(b"mvhd", _with_duration(_content(file, header), longest, 12, 4))
    return _box(b"moov", head + b"".join(parts))


Place = tuple[bytes, int, int]


def inside_or_fail(file: BinaryIO, box: Place, *kinds: bytes) -> Place:
    """Return the box found by going down through ``kinds``; raise ``VideoError`` for none."""
    found = inside(file, box, *kinds)
    if found is None:
        raise VideoError("The recording's table is damaged.")
    return found


def _track(file: BinaryIO, trak: Place, track: FragmentedTrack, per_s: int) -> tuple[bytes, int]:
    """Return a track's box with all its samples, and its duration in the movie's ticks."""
    header = _content(file, inside_or_fail(file, trak, b"mdia", b"mdhd"))
    wide = header[0] == 1
    track_per_s = _number(header, 20 if wide else 12)
    dts, last = track.joined("dts"), int(track.runs[-1].duration[-1])
    ticks = int(dts[-1] - dts[0]) + last
    end = int((dts + track.joined("shift") + track.joined("duration")).max() - dts[0])
    edits = inside(file, trak, b"edts", b"elst")
    skipped = _first_media_time(_content(file, edits)) if edits else 0
    shown = -(-max(end - skipped, 0) * per_s // track_per_s)

    def changed(kind: bytes, content: bytes) -> bytes:
        if kind == b"tkhd":
            return _with_duration(content, shown, 12, 8)
        if kind == b"mdhd":
            return _with_duration(content, ticks, 12, 4)
        if kind == b"elst":
            return _with_edit(content, shown)
        return content

    def rebuilt(box: Place) -> bytes:
        kind, low, high = box
        if kind == b"stbl":
            description = inside_or_fail(file, box, b"stsd")
            stsd = _box(b"stsd", _for_apple(_content(file, description)))
            return _box(kind, stsd + _sample_tables(track))
        if kind in (b"trak", b"mdia", b"minf", b"edts"):
            return _box(kind, b"".join(rebuilt(inner) for inner in boxes(file, low, high)))
        return _box(kind, changed(kind, _content(file, box)))

    return rebuilt(trak), shown


def _for_apple(description: bytes) -> bytes:
    """Return a sample description under the one name of HEVC that Apple's players know."""
    if description[12:16] == b"hev1":
        return description[:12] + b"hvc1" + description[16:]
    return description


def _sample_tables(track: FragmentedTrack) -> bytes:
    """Return ``stts`` to ``co64`` (ISO 14496-12, 8.6 and 8.7)."""
    dts, shift, size = track.joined("dts"), track.joined("shift"), track.joined("size")
    durations = np.append(np.diff(dts), track.runs[-1].duration[-1])
    made = _runs(b"stts", durations, 0)
    if shift.any():
        made += _runs(b"ctts", shift, 1 if shift.min() < 0 else 0)
    keys = track.joined("key")
    if not keys.all():
        numbers = np.flatnonzero(keys) + 1
        made += _full(b"stss", struct.pack(">I", len(numbers)) + _words(numbers))
    counts = np.array([len(run.size) for run in track.runs], np.int64)
    first = np.flatnonzero(np.diff(counts, prepend=-1))
    rows = np.stack([first + 1, counts[first], np.ones(len(first), np.int64)], axis=1)
    made += _full(b"stsc", struct.pack(">I", len(rows)) + _words(rows))
    made += _full(b"stsz", struct.pack(">II", 0, len(size)) + _words(size))
    offsets = np.array([run.offset for run in track.runs], np.int64)
    if offsets.max() > _MOST_32:
        return made + _full(
            b"co64", struct.pack(">I", len(offsets)) + offsets.astype(">u8").tobytes()
        )
    return made + _full(b"stco", struct.pack(">I", len(offsets)) + _words(offsets))


def _runs(kind: bytes, values: Ints, version: int) -> bytes:
    """Return a table of (how many, value)."""
    starts = np.flatnonzero(np.append(True, np.diff(values) != 0))
    counts = np.diff(np.append(starts, len(values)))
    rows = np.stack([counts, values[starts]], axis=1)
    return _full(kind, struct.pack(">I", len(rows)) + _words(rows), version)


def _words(values: Ints) -> bytes:
    return (values & _MOST_32).astype(">u4").tobytes()


def _with_duration(content: bytes, duration: int, at: int, between: int) -> bytes:
    """Return a header whose duration stands ``between`` bytes behind the two dates.

    With 64-bit numbers where 32 do not hold it.
    """
    wide = content[0] == 1
    dates = struct.unpack(">QQ" if wide else ">II", content[4 : 20 if wide else 12])
    at = 20 if wide else at
    middle, rest = content[at : at + between], content[at + between + (8 if wide else 4) :]
    if wide or duration > _MOST_32:
        return b"\1" + content[1:4] + struct.pack(">QQ", *dates) + middle + _wide(duration) + rest
    return content[:4] + struct.pack(">II", *dates) + middle + struct.pack(">I", duration) + rest


def _wide(number: int) -> bytes:
    return struct.pack(">Q", number)


def _entries(content: bytes) -> tuple[str, list[tuple[int, ...]]]:
    form = ">QqI" if content[0] == 1 else ">IiI"
    count, step = _number(content, 4), struct.calcsize(form)
    return form, [struct.unpack_from(form, content, 8 + k * step) for k in range(count)]


def _first_media_time(content: bytes) -> int:
    """Return how many ticks at the beginning of a track are not shown."""
    return next((entry[1] for entry in _entries(content)[1] if entry[1] >= 0), 0)


def _with_edit(content: bytes, shown: int) -> bytes:
    """Return an edit list whose last entry shows the track to its end."""
    _, entries = _entries(content)
    entries[-1] = (shown, *entries[-1][1:])
    body = b"".join(struct.pack(">QqI", *entry) for entry in entries)
    return b"\1" + content[1:4] + struct.pack(">I", len(entries)) + body


def _content(file: BinaryIO, box: Place) -> bytes:
    file.seek(box[1])
    return file.read(box[2] - box[1])


def _number(content: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", content, at)[0])


def _full(kind: bytes, content: bytes, version: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", version << 24) + content)


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content

"""What the fragments of an MP4 hold: sizes, times and places of the samples of each track.

ISO 14496-12, 8.8 (movie fragments). Read are the forms that FFmpeg's muxer writes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.video.mp4_table import boxes, inside

Ints = NDArray[np.int64]

_NOT_SYNC = 0x10000
_DURATION, _SIZE, _FLAGS, _SHIFT = 0x100, 0x200, 0x400, 0x800


@dataclass(frozen=True, eq=False)
class Run:
    """Samples that lie one behind the other: arrays (n,), times in ticks of the track."""

    offset: int
    dts: Ints
    duration: Ints
    size: Ints
    shift: Ints
    key: NDArray[np.bool_]


@dataclass(eq=False)
class FragmentedTrack:
    """A track and its runs in the order of the file."""

    track_id: int
    defaults: tuple[int, int, int] = (0, 0, 0)
    runs: list[Run] = field(default_factory=list)

    def joined(self, part: str) -> Ints:
        """Return one array of all runs."""
        return np.concatenate([getattr(run, part) for run in self.runs])


@dataclass(frozen=True, eq=False)
class Fragments:
    """The first table (``moov``, where its content begins and ends), the tracks, the end.

    ``end`` is the byte after what belongs to the recording.
    """

    moov: tuple[int, int]
    tracks: tuple[FragmentedTrack, ...]
    end: int


def read_fragments(file: BinaryIO, size: int) -> Fragments | None:
    """Read all fragments of an open file of ``size`` bytes; None when there is no table yet.

    Samples that are not wholly in the file are left out.
    """
    moov: tuple[int, int] | None = None
    tracks: dict[int, FragmentedTrack] = {}
    end = 0
    for kind, start, stop in boxes(file, 0, size):
        if kind == b"moov" and moov is None and stop <= size:
            moov = start, stop
            tracks = {track.track_id: track for track in _tracks(file, start, stop)}
        elif kind == b"moof" and stop <= size:
            _read_fragment(file, start - 8, stop, tracks, size)
        elif kind not in (b"ftyp", b"free", b"mdat"):
            break
        end = min(stop, size)
    if moov is None:
        return None
    return Fragments(moov, tuple(track for track in tracks.values() if track.runs), end)


def _tracks(file: BinaryIO, start: int, stop: int) -> list[FragmentedTrack]:
    found = []
    for kind, low, high in boxes(file, start, stop):
        if kind == b"mvex":
            for inner, at, _ in boxes(file, low, high):
                if inner == b"trex":
                    track, _, duration, size, flags = _words(file, at + 4, 5)
                    found.append(FragmentedTrack(track, (duration, size, flags)))
    return found


def _read_fragment(
    file: BinaryIO, moof: int, stop: int, tracks: dict[int, FragmentedTrack], size: int
) -> None:
    for kind, low, high in boxes(file, moof + 8, stop):
        if kind != b"traf":
            continue
        header = inside(file, (kind, low, high), b"tfhd")
        clock = inside(file, (kind, low, high), b"tfdt")
        if header is None or clock is None:
            continue
        flags, track_id = _words(file, header[1], 2)
        track = tracks.get(track_id)
        if track is None:
            continue
        defaults = _defaults(file, header[1] + 8, flags & 0xFFFFFF, track.defaults)
        wide = _words(file, clock[1], 1)[0] >> 24
        parts = _words(file, clock[1] + 4, 2 if wide else 1)
        dts = parts[0] << 32 | parts[1] if wide else parts[0]
        for inner, at, _ in boxes(file, low, high):
            if inner == b"trun":
                run = _run(file, at, moof, dts, defaults)
                dts += int(run.duration.sum())
                _keep(track, run, size)


def _keep(track: FragmentedTrack, run: Run, size: int) -> None:
    """Add the samples of a run that are wholly in the file."""
    whole = int(np.searchsorted(run.offset + np.cumsum(run.size), size, side="right"))
    if whole:
        track.runs.append(
            Run(
                run.offset,
                run.dts[:whole],
                run.duration[:whole],
                run.size[:whole],
                run.shift[:whole],
                run.key[:whole],
            )
        )


def _defaults(
    file: BinaryIO, at: int, flags: int, defaults: tuple[int, int, int]
) -> tuple[int, int, int]:
    """Return duration, size and flags of samples that do not say their own."""
    at += 8 * bool(flags & 0x1) + 4 * bool(flags & 0x2)
    found = []
    for bit, default in zip((0x8, 0x10, 0x20), defaults, strict=True):
        if flags & bit:
            found.append(_words(file, at, 1)[0])
            at += 4
        else:
            found.append(default)
    return found[0], found[1], found[2]


def _run(file: BinaryIO, at: int, moof: int, dts: int, defaults: tuple[int, int, int]) -> Run:
    head, count = _words(file, at, 2)
    flags, at = head & 0xFFFFFF, at + 8
    offset = moof
    if flags & 0x1:
        offset += int(np.int32(np.uint32(_words(file, at, 1)[0])))
        at += 4
    first_flags = None
    if flags & 0x4:
        first_flags, at = _words(file, at, 1)[0], at + 4
    said = [bit for bit in (_DURATION, _SIZE, _FLAGS, _SHIFT) if flags & bit]
    table = np.array(_words(file, at, count * len(said)), np.int64).reshape(count, len(said))
    columns = {bit: table[:, k] for k, bit in enumerate(said)}
    duration, size, sample_flags = (
        columns.get(bit, np.full(count, default, np.int64))
        for bit, default in zip((_DURATION, _SIZE, _FLAGS), defaults, strict=True)
    )
    if first_flags is not None and count:
        sample_flags = sample_flags.copy()
        sample_flags[0] = first_flags
    shift = columns.get(_SHIFT, np.zeros(count, np.int64)).astype(np.uint32).astype(np.int32)
    begins = dts + np.cumsum(duration) - duration
    key = (sample_flags & _NOT_SYNC) == 0
    return Run(offset, begins, duration, size, shift.astype(np.int64), key)


def _words(file: BinaryIO, at: int, count: int) -> tuple[int, ...]:
    """Read unsigned numbers of 32 bits."""
    file.seek(at)
    return struct.unpack(f">{count}I", file.read(4 * count))

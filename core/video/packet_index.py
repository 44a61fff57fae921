"""Which frame is in which packet: times and key frames of a video, read without decoding."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from core.timebase import Timebase
from core.video.container import NO_TIME, Container, Stream

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Packets:
    """What the packets of one stream say, in file (decoding) order, each array of shape (n,).

    ``pts``, ``dts`` and ``duration`` are stream ticks, ``NO_TIME`` where missing; ``key``
    packets decode without others; ``hidden`` ones are decoded but not shown (edit lists).
    """

    pts: Ints
    dts: Ints
    duration: Ints
    key: Flags
    hidden: Flags


@dataclass(frozen=True)
class PacketIndex:
    """Frames in presentation order, and where decoding can start.

    ``pts`` (n,) are the stream ticks of the frames shown, rising (equal ones are possible).
    Key k (arrays of shape (k,)) has ``key_pts`` and ``key_dts`` in ticks and decodes every
    frame from number ``key_frame[k]`` up to the next key's. ``by_count``: the file gives no
    presentation times, so decoded frames are told apart by counting from the key.
    """

    pts: Ints
    end_pts: int
    key_frame: Ints
    key_pts: Ints
    key_dts: Ints
    tick_s: Fraction
    by_count: bool

    def __len__(self) -> int:
        return len(self.pts)

    def key_of(self, frame: int) -> int:
        """Return the number of the key from which ``frame`` is decoded."""
        return max(int(np.searchsorted(self.key_frame, frame, side="right")) - 1, 0)

    def timebase(self) -> Timebase:
        """Return the frames' times in seconds, 0 for the first, rising strictly."""
        ticks = spread_equal(self.pts, self.end_pts) - float(self.pts[0])
        scale = float(self.tick_s)
        return Timebase(ticks * scale, (self.end_pts - int(self.pts[0])) * scale)

    def cut(self, n_frames: int) -> PacketIndex:
        """Return the index of the first ``n_frames`` frames (at least one)."""
        if n_frames >= len(self):
            return self
        kept = np.searchsorted(self.key_frame, n_frames)
        return PacketIndex(
            self.pts[:n_frames],
            int(self.pts[n_frames]),
            self.key_frame[:kept],
            self.key_pts[:kept],
            self.key_dts[:kept],
            self.tick_s,
            self.by_count,
        )


def spread_equal(pts: Ints, end: int) -> NDArray[np.float64]:
    """Return ``pts`` as floats with runs of equal times spread up to the next time."""
    ticks = pts.astype(np.float64)
    starts = np.flatnonzero(np.diff(pts, prepend=pts[0] - 1))
    counts = np.diff(np.append(starts, len(pts)))
    if counts.max() == 1:
        return ticks
    following = np.append(ticks[starts[1:]], max(float(end), ticks[-1] + 1.0))
    step = (following - ticks[starts]) / counts
    inside = np.arange(len(pts)) - np.repeat(starts, counts)
    spread: NDArray[np.float64] = ticks + inside * np.repeat(step, counts)
    return spread


def read_packets(container: Container, stream: Stream) -> Packets:
    """Read every packet's times; what follows a reading error is left out."""
    rows: list[tuple[int, int, int]] = []
    flags = bytearray()
    packets = container.demux(stream)
    torn = 0
    while True:
        try:
            packet = next(packets, None)
        except FFmpegError:
            break
        if packet is None:
            break
        if packet.size == 0:
            continue
        pts, dts = packet.pts, packet.dts
        rows.append(
            (
                NO_TIME if pts is None else pts,
                NO_TIME if dts is None else dts,
                packet.duration or 0,
            )
        )
        flags.append(packet.is_keyframe | packet.is_discard << 1)
        torn = torn + 1 if packet.is_corrupt else 0
    # A packet the file ends in the middle of.
    whole = len(rows) - torn if torn < len(rows) else len(rows)
    return packets_from_rows(rows[:whole], flags[:whole])


def packets_from_rows(rows: list[tuple[int, int, int]], flags: bytearray) -> Packets:
    """Return packets of (pts, dts, duration) and flags: 1 key, 2 hidden."""
    table = np.array(rows, np.int64).reshape(-1, 3)
    bits = np.frombuffer(bytes(flags), np.uint8)
    return Packets(
        np.ascontiguousarray(table[:, 0]),
        np.ascontiguousarray(table[:, 1]),
        np.ascontiguousarray(table[:, 2]),
        (bits & 1).astype(np.bool_),
        (bits & 2).astype(np.bool_),
    )


def index_of(packets: Packets, tick_s: Fraction, ordered: bool = True) -> PacketIndex | None:
    """Put packets into presentation order; None when no frame can be shown.

    Frames that stand before the first key, in the file or on the screen, cannot be decoded
    and do not count. Without ``ordered`` the container knows no presentation order (AVI):
    where its times only rise they are decoding times under another name.
    """
    missing = bool((packets.pts == NO_TIME).any())
    by_count = missing or (not ordered and bool((np.diff(packets.pts) > 0).all()))
    pts = _decoding_times(packets) if missing else packets.pts
    if not len(pts):
        return None
    first_key = int(np.argmax(packets.key)) if packets.key.any() else 0
    key = packets.key.copy()
    key[first_key] = True
    shown = ~packets.hidden & (np.arange(len(pts)) >= first_key) & (pts >= pts[first_key])
    if not shown.any():
        return None
    order = np.argsort(pts[shown], kind="stable")
    times = pts[shown][order]
    ends = (pts + packets.duration)[shown]
    usual = int(np.median(np.diff(times))) if len(times) > 1 else max(int(packets.duration[0]), 1)
    end = max(int(ends.max()), int(times[-1]) + (1 if packets.duration.any() else max(usual, 1)))
    keys = np.flatnonzero(key)
    keys = keys[np.argsort(pts[keys], kind="stable")]
    # A key owns the frames from its own time on, so an open group's leading pictures, which
    # follow the key in the file but need the group before, belong to that group.
    frame_of_key = np.searchsorted(times, pts[keys], side="left")
    useful = np.append(np.diff(frame_of_key) > 0, frame_of_key[-1] < len(times))
    dts = np.where(packets.dts == NO_TIME, pts, packets.dts)
    return PacketIndex(
        times, end, frame_of_key[useful], pts[keys][useful], dts[keys][useful], tick_s, by_count
    )


def _decoding_times(packets: Packets) -> Ints:
    """Return times for a file without presentation times: its decoding times, gaps filled."""
    known = packets.dts != NO_TIME
    where = np.arange(len(packets.dts))
    if known.sum() < 2:
        step = max(int(np.median(packets.duration)), 1) if len(where) else 1
        return (where * step).astype(np.int64)
    filled = np.interp(where, where[known], packets.dts[known])
    return np.asarray(np.maximum.accumulate(np.rint(filled)), np.int64)

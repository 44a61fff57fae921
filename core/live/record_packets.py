"""Packets of the source on their way into the recording: held until their picture is known."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, replace
from fractions import Fraction

from core.capture.live_frame import LiveFrame, Packet
from core.video.fragment_writer import CodedPacket, CopyPlan

_MOST_HELD = 512
_MOST_EARLY = 16
_US = 1e6
_SAME_US = 1.5  # Both are rounded.


@dataclass(frozen=True, eq=False)
class TakenPacket:
    """A packet as it came, with the connection (0, 1, 2 ...) it came by."""

    coded: CodedPacket
    plan: CopyPlan
    connection: int


Shown = tuple[LiveFrame | None, int]


@dataclass(frozen=True)
class Placed:
    """What a picture lets into the recording: packets, and frames that became known.

    ``frames`` are (captured picture or None, tick), in the order they are shown.
    """

    packets: tuple[CodedPacket, ...] = ()
    frames: tuple[Shown, ...] = ()


class PacketPlacer:
    """Puts packets on the recording's clock, in ticks of ``tick_s``. For one thread.

    Packets come with the source's own clock in microseconds, as ``LiveFrame.time_s`` is
    (``core.capture.live_source.Tap``); of each connection and after each gap from a key on.
    """

    def __init__(self) -> None:
        self._held: deque[CodedPacket] = deque()
        self._connection = -1
        self._waits_for_key = True
        self._tick_s = 1.0
        self._begins_us: int | None = None
        self._last_dts: int | None = None
        self._shown: list[int] = []
        self._pictures: dict[int, LiveFrame] = {}
        self._newest = -1

    @property
    def begins_s(self) -> float | None:
        """The source's time of the first frame recorded; None before it."""
        return None if self._begins_us is None else self._begins_us / _US

    def push(self, taken: TakenPacket, *, gap: bool = False) -> None:
        """Take the next packet; after a ``gap`` nothing counts before the next key."""
        coded = taken.coded
        if self._begins_us is None:
            self._tick_s = float(taken.plan.tick_s)
        if taken.connection != self._connection or gap:
            self._connection = taken.connection
            self._held.clear()
            self._waits_for_key = True
        if self._waits_for_key and not coded.key:
            return
        self._waits_for_key = False
        self._held.append(coded)
        if len(self._held) > _MOST_HELD:
            self._held.clear()
            self._waits_for_key = True

    def frame(self, frame: LiveFrame) -> Placed:
        """Return what a picture lets in: packets wait until they are shown, or never will be.

        So every frame of a recording was captured, wherever it ends.
        """
        at_us = round(frame.time_s * _US)
        if self._begins_us is None and not self._begin(at_us):
            return Placed()
        tick = self._tick(at_us)
        self._newest = max(self._newest, tick)
        self._pictures[tick] = frame
        if len(self._pictures) > 2 * _MOST_EARLY:
            # Packets were lost: these pictures are not in the recording.
            del self._pictures[next(iter(self._pictures))]
        packets: list[CodedPacket] = []
        while self._held and self._tick(self._held[0].pts) <= self._newest:
            packets.append(self._moved(self._held.popleft()))
        return Placed(tuple(packets), self._known())

    def rest(self) -> Placed:
        """Return the frames that still waited for an earlier one, at the end."""
        return Placed(frames=self._known(0))

    def _begin(self, at_us: int) -> bool:
        """Begin with the newest key at or before a picture, if its packet is here."""
        held = list(self._held)
        rows = (row for row, one in enumerate(held) if abs(one.pts - at_us) <= _SAME_US)
        shown = next(rows, None)
        if shown is None:
            return False
        key = max(row for row, one in enumerate(held[: shown + 1]) if one.key)
        self._held = deque(held[key:])
        self._begins_us = min(one.pts for one in held[key : shown + 1])
        return True

    def _known(self, most: int = _MOST_EARLY) -> tuple[Shown, ...]:
        """Return the frames that were shown and written, and their pictures.

        A picture may come before its packet, where sound lies between them in a file: it is
        waited for, and those behind it wait, until ``most`` do.
        """
        frames: list[Shown] = []
        while self._shown:
            oldest = next(iter(self._pictures), self._newest)
            if oldest < self._shown[0]:
                if len(self._pictures) <= most:
                    break
                del self._pictures[oldest]
                continue
            tick = heapq.heappop(self._shown)
            frames.append((self._pictures.pop(tick, None), tick))
        return tuple(frames)

    def _tick(self, at_us: int) -> int:
        return round((at_us - (self._begins_us or 0)) / _US / self._tick_s)

    def _moved(self, packet: CodedPacket) -> CodedPacket:
        dts, pts = self._tick(packet.dts), self._tick(packet.pts)
        if self._last_dts is not None and dts <= self._last_dts:
            # A new connection that begins a hair before the last one ended.
            dts = self._last_dts + 1
        self._last_dts = dts
        duration = round(packet.duration / _US / self._tick_s)
        heapq.heappush(self._shown, max(pts, dts))
        return replace(packet, pts=max(pts, dts), dts=dts, duration=duration)


def packet_of(packet: Packet) -> CodedPacket | None:
    """Return what is kept of a packet; None for one that is empty, damaged or without a time."""
    if packet.size == 0 or packet.pts is None or packet.dts is None or packet.is_corrupt:
        return None
    us = Fraction(1, 1_000_000)
    duration = round((packet.duration or 0) * packet.time_base / us)
    return CodedPacket(bytes(packet), packet.pts, packet.dts, duration, packet.is_keyframe)

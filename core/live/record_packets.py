"""Packets of the source on their way into the recording: held until their picture is known."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, replace

from core.capture.live_frame import LiveFrame, Packet
from core.video.fragment_writer import CodedPacket, CopyPlan

_MOST_HELD = 512


@dataclass(frozen=True, eq=False)
class TakenPacket:
    """A packet as it came, with the connection (0, 1, 2 ...) it came by."""

    coded: CodedPacket
    plan: CopyPlan
    connection: int


@dataclass(frozen=True)
class Placed:
    """What a picture lets into the recording: packets, and frames that became known.

    ``frames`` are (captured number or None, tick), in the order they are shown.
    """

    packets: tuple[CodedPacket, ...] = ()
    frames: tuple[tuple[int | None, int], ...] = ()


class PacketPlacer:
    """Puts packets on the recording's clock. A connection's first packet is a key.

    Times inside a connection are the source's own ticks; where the next connection goes on is
    what its first picture says (``LiveFrame.time_s``). For one thread.
    """

    def __init__(self) -> None:
        self._held: deque[CodedPacket] = deque()
        self._connection = -1
        self._shift: int | None = None
        self._tick_s = 0.0
        self._begins_s: float | None = None
        self._last_dts: int | None = None
        self._shown: list[int] = []
        self._done_tick = -1

    @property
    def begins_s(self) -> float | None:
        """The source's time of the first frame recorded; None before it."""
        return self._begins_s

    def push(self, taken: TakenPacket, *, gap: bool = False) -> None:
        """Take the next packet; after a ``gap`` nothing counts before the next key."""
        coded = taken.coded
        if taken.connection != self._connection or gap:
            self._connection = taken.connection
            self._held.clear()
            self._shift = None
            self._tick_s = float(taken.plan.tick_s)
        if self._shift is None and not self._held and not coded.key:
            return
        self._held.append(coded)
        if len(self._held) > _MOST_HELD:
            self._held.clear()
            self._shift = None

    def frame(self, frame: LiveFrame) -> Placed:
        """Return what the picture decoded from one of the packets lets in."""
        pts = frame.decoded.pts
        if pts is None or all(packet.pts != pts for packet in self._held):
            return self._known(frame, pts)
        if self._shift is None:
            self._place(frame, pts)
        packets = []
        while True:
            packet = self._held.popleft()
            packets.append(self._moved(packet))
            if packet.pts == pts:
                break
        for moved in packets:
            heapq.heappush(self._shown, moved.pts)
        return Placed(tuple(packets), self._known(frame, pts).frames)

    def rest(self) -> Placed:
        """Return the packets that still wait for their pictures, at the end."""
        if self._shift is None:
            return Placed()
        packets = tuple(self._moved(packet) for packet in self._held)
        self._held.clear()
        ticks = sorted([*self._shown, *(packet.pts for packet in packets)])
        return Placed(packets, tuple((None, tick) for tick in ticks))

    def _known(self, frame: LiveFrame, pts: int | None) -> Placed:
        """Return the frames that are known, now that ``frame`` was shown."""
        if pts is None or self._shift is None:
            return Placed()
        tick = pts + self._shift
        frames: list[tuple[int | None, int]] = []
        while self._shown and self._shown[0] <= tick:
            shown = heapq.heappop(self._shown)
            frames.append((frame.number if shown == tick else None, shown))
        return Placed(frames=tuple(frames))

    def _place(self, frame: LiveFrame, pts: int) -> None:
        if self._begins_s is None:
            self._begins_s, self._shift = frame.time_s, -pts
            return
        self._shift = round((frame.time_s - self._begins_s) / self._tick_s) - pts
        first = self._held[0].dts + self._shift
        if self._last_dts is not None and first <= self._last_dts:
            self._shift += self._last_dts + 1 - first

    def _moved(self, packet: CodedPacket) -> CodedPacket:
        shift = self._shift or 0
        self._last_dts = packet.dts + shift
        return replace(packet, pts=packet.pts + shift, dts=packet.dts + shift)


def packet_of(packet: Packet) -> CodedPacket | None:
    """Return what is kept of a packet; None for one that is empty, damaged or without a time."""
    if packet.size == 0 or packet.pts is None or packet.dts is None or packet.is_corrupt:
        return None
    duration = packet.duration or 0
    return CodedPacket(bytes(packet), packet.pts, packet.dts, duration, packet.is_keyframe)

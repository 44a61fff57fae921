"""What a watch gave since the newest key: a recording begins there, and so at once."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import replace

from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.detections.detections import Detections
from core.hits.engine import EngineUpdate
from core.live.record_packets import TakenPacket, packet_of
from core.video.fragment_writer import CopyPlan

MOST_S = 20.0
MOST_BYTES = 24 << 20
"""A source with fewer keys than that: a recording waits for the next one, as without a lead."""

_MOST_RESULTS = 1500

Led = TakenPacket | LiveFrame | SoundBlock


class Lead:
    """Listens to a watch from its beginning, before any recorder; see ``Recorder.follow``.

    Packets that are copied mean nothing without the key before them, and cameras may send one
    every ten seconds. So they are kept from the newest key on, with times, sound, boxes and hits,
    and without decoded pictures: a few MB. Sources without packets need no lead and leave none.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._items: deque[Led] = deque()
        self._bytes = 0
        self.stream: object = None
        self.plan: CopyPlan | None = None
        self._size: tuple[int, int] | None = None
        self._boxes: deque[tuple[int, Detections]] = deque(maxlen=_MOST_RESULTS)
        self._updates: deque[EngineUpdate] = deque(maxlen=_MOST_RESULTS)

    def take_packet(self, packet: Packet) -> None:
        """Keep a packet; a key begins anew."""
        coded = packet_of(packet)
        if packet.stream is not self.stream:
            self.stream, self.plan = packet.stream, CopyPlan.of(packet)
            with self._lock:
                self._clear()
        if coded is None or self.plan is None:
            return
        with self._lock:
            if coded.key:
                self._clear()
            self._bytes += len(coded.content)
            if self._bytes > MOST_BYTES:
                self._clear()
            elif coded.key or self._items:
                self._items.append(TakenPacket(coded, self.plan, 0))

    def take(self, frame: LiveFrame) -> None:
        """Keep when a picture was taken, not the picture."""
        with self._lock:
            if frame.size != self._size:
                # The first picture of all comes after its own packet, which stays.
                if self._size is not None:
                    self._clear()
                self._size = frame.size
            if self._items:
                self._items.append(replace(frame, decoded=None))
                oldest = next((one for one in self._items if isinstance(one, LiveFrame)), frame)
                if frame.time_s - oldest.time_s > MOST_S:
                    self._clear()

    def take_sound(self, block: SoundBlock) -> None:
        """Keep sound."""
        with self._lock:
            if self._items:
                self._items.append(block)

    def take_detections(self, number: int, boxes: Detections) -> None:
        """Keep boxes."""
        with self._lock:
            self._boxes.append((number, boxes))

    def take_found(self, update: EngineUpdate) -> None:
        """Keep what the engine found."""
        with self._lock:
            self._updates.append(update)

    def until(self, newest: Packet | LiveFrame) -> tuple[Led, ...]:
        """Return what came before ``newest``, which a recorder hears just now.

        In the thread that reads the source.
        """
        with self._lock:
            items = list(self._items)
        last = next((k for k in reversed(range(len(items))) if _is(items[k], newest)), len(items))
        return tuple(items[:last])

    def results(self) -> tuple[tuple[tuple[int, Detections], ...], tuple[EngineUpdate, ...]]:
        """Return boxes by captured frame, and what was found, since the newest key."""
        with self._lock:
            numbers = (one.number for one in self._items if isinstance(one, LiveFrame))
            first = next(numbers, None)
            if first is None:
                return (), ()
            return tuple(one for one in self._boxes if one[0] >= first), tuple(self._updates)

    def _clear(self) -> None:
        self._items.clear()
        self._bytes = 0


def _is(item: Led, newest: Packet | LiveFrame) -> bool:
    if isinstance(newest, LiveFrame):
        return isinstance(item, LiveFrame) and item.number == newest.number
    return isinstance(item, TakenPacket) and item.coded.pts == newest.pts

"""What waits to be recorded: bounded, and nobody who brings something is ever waited for."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from core.capture.live_frame import LiveFrame, SoundBlock
from core.live.record_packets import TakenPacket

MOST_PICTURES = 60
MOST_PICTURE_BYTES = 160 << 20
MOST_PACKET_BYTES = 48 << 20
MOST_SOUND_BLOCKS = 4000


@dataclass(frozen=True, eq=False)
class PacketAfter:
    """A packet; ``gap`` says that others before it were dropped."""

    taken: TakenPacket
    gap: bool


Item = LiveFrame | PacketAfter | SoundBlock


class Inbox:
    """A queue in the order of coming. What is over a limit is dropped and counted.

    Packets need those before them: after one is dropped all are until the next key.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._items: deque[Item] = deque()
        self._pictures = self._picture_bytes = self._packet_bytes = self._sounds = 0
        self._gap = False
        self._closed = False
        self.dropped = 0

    def put_picture(self, frame: LiveFrame) -> bool:
        """Take a picture; return False when it is dropped."""
        size = _bytes_of(frame)
        with self._changed:
            if self._closed:
                return False
            over = self._picture_bytes + size > MOST_PICTURE_BYTES and self._pictures
            if size and (self._pictures >= MOST_PICTURES or over):
                self.dropped += 1
                return False
            self._pictures += size > 0
            self._picture_bytes += size
            self._put(frame)
            return True

    def put_packet(self, taken: TakenPacket) -> None:
        """Take a packet."""
        with self._changed:
            if self._closed or (self._gap and not taken.coded.key):
                return
            if self._packet_bytes + len(taken.coded.content) > MOST_PACKET_BYTES:
                self._gap = True
                return
            self._packet_bytes += len(taken.coded.content)
            self._put(PacketAfter(taken, self._gap))
            self._gap = False

    def put_sound(self, block: SoundBlock) -> None:
        """Take sound."""
        with self._changed:
            if not self._closed and self._sounds < MOST_SOUND_BLOCKS:
                self._sounds += 1
                self._put(block)

    def get(self, timeout_s: float) -> Item | None:
        """Wait for the next item; None when none comes in time or the inbox is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._closed, timeout_s)
            if not self._items:
                return None
            item = self._items.popleft()
            if isinstance(item, LiveFrame):
                size = _bytes_of(item)
                self._pictures -= size > 0
                self._picture_bytes -= size
            elif isinstance(item, PacketAfter):
                self._packet_bytes -= len(item.taken.coded.content)
            else:
                self._sounds -= 1
            return item

    def close(self, *, drop: bool = False) -> None:
        """Take no more; with ``drop`` forget what waits."""
        with self._changed:
            self._closed = True
            if drop:
                self._items.clear()
            self._changed.notify_all()

    @property
    def done(self) -> bool:
        """Whether nothing waits and nothing will come."""
        with self._changed:
            return self._closed and not self._items

    def _put(self, item: Item) -> None:
        self._items.append(item)
        self._changed.notify()


def _bytes_of(frame: LiveFrame) -> int:
    """Return about how many bytes a picture has; 0 where it is not kept (``Lead``)."""
    decoded = frame.decoded
    return 0 if decoded is None else int(decoded.width * decoded.height * 3 // 2)

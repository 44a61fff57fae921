"""Decoding to an exact frame number, forwards from a key frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from av.error import FFmpegError

from core.errors import VideoError
from core.video.container import Container, Stream, open_container, video_stream
from core.video.packet_index import PacketIndex
from core.video.picture import DecodedFrame

_NOTHING = -1
# Decoding on over this many frames is cheaper than a seek.
_READ_ON = 8

Packet = Any
Passed = Callable[[int, DecodedFrame], None]


class Decoder:
    """Delivers decoded frames by number. For one thread.

    A frame whose packets are damaged is replaced by the last good one, so that numbers
    never shift.
    """

    def __init__(self, path: Path, index: PacketIndex, options: dict[str, str]) -> None:
        self._path = path
        self._options = options
        self._index = index
        self._container: Container = None
        self._stream: Stream = None
        self._packets: Iterator[Packet] = iter(())
        self._queue: list[DecodedFrame] = []
        self._ended = True
        self._at = self._numbered = _NOTHING
        self._first = 0
        self._good: DecodedFrame = None
        self._ahead: tuple[int, DecodedFrame] | None = None
        self._open()

    def read(self, frame: int, passed: Passed | None = None) -> DecodedFrame:
        """Return the decoded frame with this number; ``passed`` hears of every one on the way.

        Raises ``VideoError`` when nothing around it can be decoded.
        """
        key = self._index.key_of(frame)
        if not self._can_read_on(frame, key):
            self._start(key)
        found = self._advance(frame, passed)
        if found is None and key > 0:
            # Nothing good in this group before it: the last good picture is in an earlier one.
            for earlier in range(key - 1, max(key - 4, -1), -1):
                self._start(earlier)
                found = self._advance(frame, passed)
                if found is not None:
                    break
        if found is None:
            found = self._first_after(frame)
        if found is None:
            raise VideoError(
                f"“{self._path.name}” is damaged around {self._time_of(frame)}.",
                "The rest of the video can still be used.",
            )
        return found

    def last_from(self, key: int) -> int | None:
        """Return the number of the last frame that can be decoded from a key on, or None."""
        self._start(key)
        last = None
        while (following := self._next_frame()) is not None:
            last = max(following[0], last or 0)
        self._good = None
        return last

    def close(self) -> None:
        """Close the file."""
        if self._container is not None:
            self._queue, self._good, self._ahead = [], None, None
            self._container.close()
            self._container = None

    def _open(self) -> None:
        self.close()
        self._container = open_container(self._path, self._options)
        self._stream = video_stream(self._container, self._path)
        self._stream.thread_type = "AUTO"

    def _can_read_on(self, frame: int, key: int) -> bool:
        if self._good is None:
            # A damaged beginning: the first good picture is already in hand.
            return key == 0 and self._ahead is not None and frame < self._ahead[0]
        if frame < self._at:
            return False
        near = frame - self._at <= _READ_ON or self._index.key_frame[key] <= self._at + 1
        return near or (self._ahead is not None and frame < self._ahead[0])

    def _advance(self, frame: int, passed: Passed | None) -> DecodedFrame | None:
        """Decode on to ``frame``; return it, or the last good one before it, or None."""
        while self._at < frame:
            following = self._ahead or self._next_frame()
            if following is None:
                break
            if following[0] > frame:
                self._ahead = following
                break
            self._ahead = None
            self._at, self._good = following
            if passed is not None:
                passed(*following)
        return self._good

    def _first_after(self, frame: int) -> DecodedFrame | None:
        """Return the first good frame behind ``frame`` within reach."""
        if self._ahead is None:
            self._start(self._index.key_of(frame))
            self._ahead = self._next_frame()
        return None if self._ahead is None else self._ahead[1]

    def _next_frame(self) -> tuple[int, DecodedFrame] | None:
        """Return the next shown frame with its number, or None at the end."""
        while True:
            while self._queue:
                decoded = self._queue.pop(0)
                number = self._number_of(decoded)
                if number is not None:
                    self._numbered = number
                    return number, decoded
            if self._ended:
                return None
            try:
                packet = next(self._packets, None)
            except FFmpegError:
                packet = None
            self._ended = packet is None or packet.size == 0
            self._decode(packet)

    def _decode(self, packet: Packet) -> None:
        try:
            self._queue.extend(self._stream.decode(packet))
        except FFmpegError:
            # A damaged packet: its frame is missing, the numbers go on by the others' times.
            return

    def _number_of(self, decoded: DecodedFrame) -> int | None:
        if self._index.by_count:
            number = self._numbered + 1
            return number if number < len(self._index) else None
        pts = self._index.pts
        low = int(np.searchsorted(pts, decoded.pts, side="left"))
        high = int(np.searchsorted(pts, decoded.pts, side="right"))
        number = max(low, min(self._numbered + 1, high - 1))
        return number if low < high and number >= self._first else None

    def _start(self, key: int) -> None:
        """Make the decoder ready to deliver from the given key on."""
        self._queue, self._ended = [], False
        self._at, self._good, self._ahead = _NOTHING, None, None
        self._first = int(self._index.key_frame[key]) if key else 0
        self._numbered = self._first - 1
        wanted_pts, wanted_dts = int(self._index.key_pts[key]), int(self._index.key_dts[key])
        if key == 0:
            self._open()
            self._packets = self._container.demux(self._stream)
            return
        back = 0
        while True:
            target = wanted_dts - back
            packet = self._seek(target, wanted_pts, wanted_dts)
            if packet is not None:
                self._decode(packet)
                return
            if target <= int(self._index.key_dts[0]):
                break
            back = max(back * 4, round(1 / float(self._index.tick_s)))
        self._open()
        self._packets = self._container.demux(self._stream)
        packet = self._skip_to(wanted_pts, wanted_dts)
        if packet is not None:
            self._decode(packet)

    def _seek(self, target: int, wanted_pts: int, wanted_dts: int) -> Packet:
        try:
            self._container.seek(target, stream=self._stream, backward=True)
        except FFmpegError:
            return None
        self._packets = self._container.demux(self._stream)
        return self._skip_to(wanted_pts, wanted_dts)

    def _skip_to(self, wanted_pts: int, wanted_dts: int) -> Packet:
        """Return the key's packet, having read over those before it; None when it is missed."""
        while True:
            try:
                packet = next(self._packets, None)
            except FFmpegError:
                return None
            if packet is None or packet.size == 0:
                return None
            dts = packet.pts if packet.dts is None else packet.dts
            if dts == wanted_dts and packet.pts in (wanted_pts, None):
                return packet
            if dts is not None and dts > wanted_dts:
                return None

    def _time_of(self, frame: int) -> str:
        seconds = int(self._index.timebase().time_of(frame))
        return f"{seconds // 60}:{seconds % 60:02d}"

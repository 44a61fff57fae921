"""A file played as if it were live: every picture, each at its own time."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from av.error import FFmpegError

from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.capture.live_source import Tap
from core.capture.packet_tap import COPIED
from core.capture.picture_times import MICROSECOND
from core.capture.stream_sound import StreamSound
from core.errors import CaptureError, VideoError
from core.video.container import open_container, sound_stream, video_stream
from core.video.decoder import Decoder
from core.video.facts import VideoFacts, facts_of

Wait = Callable[[float], bool]
"""Waits so many seconds; true when it was woken early, to end."""


class FileSource:
    """A ``LiveSource`` that plays ``path`` once, from its beginning.

    Numbers and ``time_s`` are those of ``core.video.reader``, so that what is found live can be
    compared with an analysis of the file. A picture that is asked for late comes late; none is
    left out. ``clock`` and ``wait`` are there for tests.
    """

    n_lost = 0

    def __init__(
        self, path: Path, clock: Callable[[], float] = time.monotonic, wait: Wait | None = None
    ) -> None:
        self._path, self._now = path, clock
        self._stopped = threading.Event()
        self._wait = wait or self._stopped.wait
        self._facts: VideoFacts | None = None
        self._decoder: Decoder | None = None
        self._beside: Beside | None = None
        self._number = 0
        self._begun_s: float | None = None
        self._tap: Tap | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    def __enter__(self) -> FileSource:
        try:
            self._facts = facts_of(self._path)
            self._decoder = Decoder(self._path, self._facts.index, self._facts.options)
        except VideoError as error:
            raise CaptureError(error.message, error.hint) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        for part in (self._decoder, self._beside):
            if part is not None:
                part.close()
        self._decoder = self._beside = None

    def stop(self) -> None:
        """End it soon. Any thread."""
        self._stopped.set()

    def tap(self, tap: Tap | None) -> None:
        """Let ``tap`` hear packets and sound."""
        self._tap = tap

    def read(self) -> LiveFrame | None:
        """Return the next picture, at its time; None at the end."""
        facts, decoder = self._facts, self._decoder
        if facts is None or decoder is None or self._stopped.is_set():
            return None
        number, timebase = self._number, facts.info.timebase
        if number >= len(timebase):
            if self._begun_s is not None and self._waited_until(self._begun_s + timebase.end_s):
                self._tell(timebase.end_s)
            return None
        time_s = timebase.time_of(number)
        try:
            decoded = decoder.read(number)
            if self._tap is not None and self._beside is None:
                self._beside = Beside(self._path, facts)
        except VideoError as error:
            raise CaptureError(error.message, error.hint) from error
        if self._begun_s is None:
            self._begun_s = self._now() - time_s
        due_s = self._begun_s + time_s
        if not self._waited_until(due_s):
            return None
        self._tell(time_s)
        self._number += 1
        return LiveFrame(number, time_s, due_s, decoded, facts.look)

    def _waited_until(self, due_s: float) -> bool:
        """Wait, and say whether nobody has ended it meanwhile."""
        while (early_s := due_s - self._now()) > 0:
            if self._wait(early_s):
                return False
        return True

    def _tell(self, time_s: float) -> None:
        """Let the tap hear what is due by ``time_s``."""
        if self._tap is None or self._beside is None:
            return
        for item in self._beside.until(time_s):
            if isinstance(item, SoundBlock):
                at_s = (self._begun_s or 0.0) + item.taken_s
                self._tap.take_sound(SoundBlock(item.samples, item.rate_hz, at_s))
            else:
                self._tap.take_packet(item)


class Beside:
    """A file's packets and sound in the order in which they are due."""

    def __init__(self, path: Path, facts: VideoFacts) -> None:
        self._container: Any = open_container(path, facts.options)
        picture = video_stream(self._container, path)
        self._picture_index = picture.index
        self._copied = picture.codec_context.name in COPIED
        sound = sound_stream(self._container)
        if sound is not None:
            sound.discard = type(sound.discard).default
        streams = [one for one in (picture, sound) if one is not None]
        self._packets: Iterator[Packet] = self._container.demux(*streams)
        self._zero_s = float(int(facts.index.pts[0]) * facts.index.tick_s)
        # taken_s is on the file's clock until whoever knows when it began has added that.
        self._sound = StreamSound(lambda stamp_s: stamp_s - self._zero_s)
        self._held: deque[tuple[float, Packet | SoundBlock]] = deque()

    def close(self) -> None:
        """Close the file."""
        self._held.clear()
        self._container.close()

    def until(self, time_s: float) -> Iterator[Packet | SoundBlock]:
        """Yield what is due by ``time_s``."""
        while True:
            while self._held and self._held[0][0] <= time_s:
                yield self._held.popleft()[1]
            if self._held:
                return
            try:
                packet = next(self._packets, None)
            except FFmpegError:
                return
            if packet is None:
                return
            if packet.size:
                self._held.extend(self._due(packet))

    def _due(self, packet: Packet) -> Iterator[tuple[float, Packet | SoundBlock]]:
        if packet.stream.index != self._picture_index:
            for block in self._sound.decoded(packet):
                yield block.taken_s + len(block.samples) / block.rate_hz, block
        elif self._copied and packet.pts is not None:
            stamp = packet.dts if packet.dts is not None else packet.pts
            tick = float(packet.time_base)
            due_s = stamp * tick - self._zero_s
            pts = round((packet.pts * tick - self._zero_s) * 1e6)
            packet.time_base = MICROSECOND
            packet.pts, packet.dts = pts, round(due_s * 1e6)
            yield due_s, packet

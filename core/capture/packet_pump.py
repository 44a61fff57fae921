"""A thread that opens a stream and reads its packets, so that nobody else can hang in it.

Devices and networks block where no deadline reaches them. Whoever waits for the pump waits as
long as he likes; a pump that hangs is left behind and lets go of the stream once it can.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

import av
from av.error import FFmpegError

from core.capture.live_frame import Packet
from core.capture.stream_plan import Failure, StreamPlan
from core.errors import CaptureError
from core.video.container import Container, Stream, sound_stream

_BACKLOG_S = 1.0
"""Packets older than this are not waited for any longer: what is live wins."""
_HOPELESS_S = 10.0
_LAST_WAIT_S = 1.0
_LENDS = "v4l2"
"""The driver whose packets are pieces of its own memory."""
_NO_MEMORY = ("mjpeg", "rawvideo")
"""Codecs in which every picture stands alone."""


@dataclass(frozen=True)
class Arrived:
    """A packet and when it came, on ``time.monotonic``."""

    packet: Packet
    at_s: float

    @property
    def is_picture(self) -> bool:
        """Whether it is of the picture rather than of the sound."""
        return bool(self.packet.stream.type == "video")


class PacketPump:
    """Opens and reads in a thread of its own. ``start``, then ``opened``, ``next``, ``close``."""

    def __init__(self, plan: StreamPlan) -> None:
        self._plan = plan
        self._news = threading.Condition()
        self._held: deque[Arrived] = deque()
        self._container: Container = None
        self._stopped = False
        self._done = self._wants_key = False
        self._let_go = threading.Event()
        self._error: Failure | CaptureError | None = None
        self.n_lost = 0
        # A daemon: a device that hangs must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name=f"source {plan.name}", daemon=True)

    def start(self) -> None:
        """Begin to open the stream."""
        self._thread.start()

    def opened(self, wait_s: float) -> Container | None:
        """Return the open container, None if it is not open in time, cannot be or was stopped."""
        with self._news:
            self._news.wait_for(lambda: self._container or self._done or self._stopped, wait_s)
            return None if self._stopped else self._container

    def next(self, wait_s: float) -> Arrived | None:
        """Return the next packet, None if none comes in time, at the end or when stopped."""
        with self._news:
            self._news.wait_for(lambda: self._held or self._done or self._stopped, wait_s)
            return self._held.popleft() if self._held and not self._stopped else None

    @property
    def stopped(self) -> bool:
        """Whether somebody has stopped it."""
        return self._stopped

    @property
    def ended(self) -> bool:
        """Whether nothing will come any more."""
        with self._news:
            return self._done and not self._held

    @property
    def error(self) -> Failure | CaptureError | None:
        """What ended it, None for an end in good order."""
        return self._error

    def stop(self) -> None:
        """Wake whoever waits, and end soon. Any thread."""
        with self._news:
            self._stopped = True
            self._news.notify_all()

    def close(self) -> None:
        """Stop, and let go of the stream; a thread that hangs in it does so later.

        Whoever took packets is done with them: some are pieces of the stream's own memory.
        """
        self.stop()
        with self._news:
            self._held.clear()
        self._let_go.set()
        if self._thread.ident is not None:
            self._thread.join(_LAST_WAIT_S)

    def _run(self) -> None:
        container: Container = None
        try:
            container = self._open()
            with self._news:
                self._container = container
                self._news.notify_all()
            self._read(container)
        except (FFmpegError, OSError, ValueError, CaptureError) as error:
            # Its trace would keep a packet alive that must go before the container does.
            self._error = error.with_traceback(None)
        with self._news:
            self._done = True
            self._news.notify_all()
        self._let_go.wait()
        with self._news:
            self._container = None
            self._held.clear()
        if container is not None:
            # In the thread that opened it: Windows' devices ask for that.
            container.close()

    def _open(self) -> Container:
        plan = self._plan
        return av.open(
            plan.find() if plan.find else plan.url,
            format=plan.format,
            options=dict(plan.options),
            metadata_errors="ignore",
            timeout=(plan.open_s, plan.stall_s),
        )

    def _read(self, container: Container) -> None:
        streams = [s for s in (picture_of(container), sound_stream(container)) if s is not None]
        for stream in container.streams:
            if all(stream.index != one.index for one in streams):
                stream.discard = av.stream.Discard.all
        lent = _LENDS in container.format.name
        for packet in container.demux(*streams) if streams else ():
            if self._stopped:
                return
            if packet.size:
                self._hold(Arrived(_own(packet) if lent else packet, time.monotonic()))

    def _hold(self, arrived: Arrived) -> None:
        with self._news:
            if self._held and arrived.at_s - self._held[0].at_s > _BACKLOG_S:
                self._shorten(arrived.at_s)
            if self._wants_key and arrived.is_picture:
                self._wants_key = not arrived.packet.is_keyframe
                if self._wants_key:
                    self.n_lost += 1
                    return
            self._held.append(arrived)
            self._news.notify_all()

    def _shorten(self, now_s: float) -> None:
        """Let go of what nobody came for, so that what follows can still be decoded."""
        pictures = [at for at, one in enumerate(self._held) if one.is_picture]
        alone = bool(pictures) and _stands_alone(self._held[pictures[-1]].packet)
        keys = pictures if alone else [at for at in pictures if self._held[at].packet.is_keyframe]
        keep_from = keys[-1] if keys else 0
        if keep_from == 0 and now_s - self._held[0].at_s > _HOPELESS_S:
            keep_from = len(self._held)
            self._wants_key = not alone
        self.n_lost += sum(at < keep_from for at in pictures)
        for _ in range(keep_from):
            self._held.popleft()


def _stands_alone(packet: Packet) -> bool:
    return packet.stream.codec_context.name in _NO_MEMORY


def _own(packet: Packet) -> Packet:
    """Return a copy: the driver's buffers die with the container, pictures made of them do not."""
    copy = av.Packet(bytes(packet))
    copy.pts, copy.dts, copy.time_base = packet.pts, packet.dts, packet.time_base
    copy.is_keyframe, copy.stream = packet.is_keyframe, packet.stream
    return copy


def picture_of(container: Container) -> Stream | None:
    """Return the first moving picture in ``container`` that can be decoded, or None."""
    for stream in container.streams.video:
        if stream.codec_context is not None:
            return stream
    return None

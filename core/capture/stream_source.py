"""A live source read with FFmpeg: a camera, a network stream, a pipe."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain, repeat
from types import TracebackType

from av.error import FFmpegError

from core.capture.claims import claim, release
from core.capture.live_frame import LiveFrame, Packet
from core.capture.live_source import Tap
from core.capture.packet_pump import Arrived, PacketPump, picture_of
from core.capture.packet_tap import PacketTap
from core.capture.picture_times import PictureTimes
from core.capture.stream_plan import Stamps, StreamPlan
from core.capture.stream_sound import StreamSound
from core.errors import CaptureError
from core.video.container import Container
from core.video.picture import DecodedFrame, Look, look_of

_OPEN_GRACE_S = 2.0
_LOW_DELAY = 1 << 19
"""FFmpeg's flag: give out each picture as soon as it is decoded."""
_UNSTAMPED = ("mpjpeg", "mjpeg", "h264", "hevc")
"""Formats that carry no times: what FFmpeg tells then is a guess at 25 pictures a second."""
_ONE_LATE = ("rtsp", "mpegts")
"""Formats that do not say how long a picture is: it is complete when the next one begins."""
_SETTLE_S, _BURST_GAP_S = 0.5, 0.005
_JPEG_END, _BEHIND_END = b"\xff\xd9", 512
_FIRST_WAITS_S = (0.25, 0.5, 1.0, 2.0)
_WAIT_S = 4.0


class StreamSource:
    """A ``LiveSource`` after a ``StreamPlan``.

    Where the plan says so, a loss is told to the tap and the stream is opened again, at growing
    intervals, until ``stop``; numbers and ``time_s`` go on. That it cannot be opened in the
    first place is raised all the same.
    """

    def __init__(self, plan: StreamPlan, clock: Callable[[], float] = time.monotonic) -> None:
        self._plan, self._now = plan, clock
        self._times = PictureTimes(plan.stamps is Stamps.MAYBE_OURS)
        self._number = self._n_damaged = self._n_lost_before = 0
        self._pump: PacketPump | None = None
        self._sound = StreamSound(self._times.sound_taken_s)
        self._packets = PacketTap(self._times)
        self._frames: deque[DecodedFrame] = deque()
        self._look: Look | None = None
        self._pixel_shape: Fraction | None = None
        self._tap: Tap | None = None
        self._picture_at_s = 0.0
        self._burst_at_s: float | None = None
        """While what piled up at opening is being taken: when the latest of it came."""
        self._waits: Iterator[float] | None = None
        """While the picture is lost: how long to wait before each try."""
        self._stopped = threading.Event()
        self._claimed = False

    @property
    def name(self) -> str:
        """What to call it on the screen."""
        return self._plan.name

    @property
    def n_lost(self) -> int:
        """Pictures that came and were not delivered: damaged, or nobody came for them."""
        pump = self._pump
        return self._n_damaged + self._n_lost_before + (pump.n_lost if pump else 0)

    def __enter__(self) -> StreamSource:
        if not claim(self._plan.claim):
            raise CaptureError(
                f"“{self.name}” is already being watched in Sweetspot.",
                "Stop it there first, or choose another camera.",
            )
        self._claimed = True
        try:
            self._open()
        except CaptureError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._close()
        if self._claimed:
            release(self._plan.claim)
            self._claimed = False

    def tap(self, tap: Tap | None) -> None:
        """Let ``tap`` hear what comes beside the pictures."""
        self._tap = tap

    def stop(self) -> None:
        """End it soon. Any thread."""
        self._stopped.set()
        pump = self._pump
        if pump is not None:
            pump.stop()

    def read(self) -> LiveFrame | None:
        """Return the next picture; None at the end. Raises ``CaptureError``."""
        while not self._stopped.is_set():
            try:
                if self._frames:
                    self._settle()
                    return self._live(self._frames.popleft())
                if not self._read_on():
                    return None
            except CaptureError as trouble:
                if not self._plan.comes_back:
                    raise
                self._come_back(trouble)
        return None

    def _open(self) -> None:
        pump = PacketPump(self._plan, self._now)
        self._pump = pump
        if self._stopped.is_set():
            return
        pump.start()
        container = pump.opened(self._plan.open_s + _OPEN_GRACE_S)
        if self._stopped.is_set():
            return
        if container is None:
            words, error = self._plan.words, pump.error
            if error is None:
                raise words.silent(self._plan.open_s)
            raise error if isinstance(error, CaptureError) else words.refused(error)
        self._make_ready(container)

    def _make_ready(self, container: Container) -> None:
        stream = picture_of(container)
        if stream is None or container.format.name.endswith("_pipe"):
            raise self._plan.words.no_picture()
        stream.thread_type = "SLICE"
        stream.codec_context.flags |= _LOW_DELAY
        self._sound = StreamSound(self._times.sound_taken_s)
        self._packets = PacketTap(self._times)
        form = container.format.name
        stamps = Stamps.NONE if form in _UNSTAMPED else self._plan.stamps
        self._times.begin_anew(stamps, form in _ONE_LATE)
        self._picture_at_s = self._burst_at_s = self._now()

    def _close(self) -> None:
        pump, self._pump = self._pump, None
        self._frames.clear()
        if pump is not None:
            pump.close()
            self._n_lost_before += pump.n_lost

    def _read_on(self) -> bool:
        """Take the next packet and decode it; False at an end that was to be expected."""
        pump, plan = self._pump, self._plan
        if pump is None:
            return False
        arrived = pump.next(plan.stall_s)
        if arrived is not None:
            self._take(arrived)
            without_s = self._now() - self._picture_at_s
            if not self._frames and without_s > max(plan.stall_s, plan.open_s):
                raise plan.words.silent(without_s)
            return True
        if self._stopped.is_set():
            return False
        if not pump.ended:
            raise plan.words.silent(plan.stall_s)
        if plan.endless or pump.error is not None:
            error = pump.error
            raise error if isinstance(error, CaptureError) else plan.words.lost(error)
        return False

    def _settle(self) -> None:
        """After opening, take all that had piled up: the newest says how late the rest came."""
        until_s = self._now() + _SETTLE_S
        while self._burst_at_s is not None and self._now() < until_s and self._pump is not None:
            arrived = self._pump.next(_BURST_GAP_S)
            if arrived is None or arrived.at_s - self._burst_at_s > _BURST_GAP_S:
                until_s = 0.0
            if arrived is not None:
                self._burst_at_s = arrived.at_s
                self._take(arrived)
        self._burst_at_s = None

    def _take(self, arrived: Arrived) -> None:
        packet, tap = arrived.packet, self._tap
        if not arrived.is_picture:
            if tap is not None and self._times.started:
                for block in self._sound.decoded(packet):
                    tap.take_sound(block)
            return
        self._times.stamp(arrived)
        try:
            if is_torn(packet):
                self._n_damaged += 1
            else:
                self._frames.extend(packet.decode())
        except FFmpegError:
            self._n_damaged += 1
        self._pixel_shape = packet.stream.codec_context.sample_aspect_ratio
        self._packets.hear(packet)
        if self._frames and not self._times.started:
            self._times.begin(self._frames[0])
        self._packets.hand_on(tap)

    def _live(self, decoded: DecodedFrame) -> LiveFrame:
        self._picture_at_s = self._now()
        if self._waits is not None:
            self._waits = None
            if self._tap is not None:
                self._tap.take_trouble(None)
        time_s, taken_s = self._times.of(decoded)
        look = look_of(decoded, self._pixel_shape)
        if look != self._look or self._look is None:
            self._look = look
        live = LiveFrame(self._number, time_s, taken_s, decoded, self._look)
        self._number += 1
        return live

    def _come_back(self, trouble: CaptureError) -> None:
        """Open it again; until a picture comes, each further try waits for longer."""
        if self._tap is not None:
            self._tap.take_trouble(trouble)
        self._close()
        self._waits = self._waits or chain(_FIRST_WAITS_S, repeat(_WAIT_S))
        for wait_s in self._waits:
            if self._stopped.wait(wait_s):
                return
            try:
                self._open()
                return
            except CaptureError:
                self._close()


def is_torn(packet: Packet) -> bool:
    """Whether a JPEG lacks its end: decoders fill the rest with grey and say nothing.

    Some cameras write zeros, or a few bytes more, behind the end.
    """
    if packet.stream.codec_context.name != "mjpeg":
        return False
    return _JPEG_END not in bytes(memoryview(packet)[-_BEHIND_END:])

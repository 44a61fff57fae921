"""One opening of a live stream, from the first packet to the loss."""

from __future__ import annotations

import time
from collections import deque
from fractions import Fraction

from av.error import FFmpegError

from core.capture.live_frame import Packet
from core.capture.live_source import Tap
from core.capture.packet_pump import Arrived, PacketPump, picture_of
from core.capture.packet_tap import PacketTap
from core.capture.picture_times import PictureTimes
from core.capture.stream_plan import Stamps, StreamPlan
from core.capture.stream_sound import StreamSound
from core.errors import CaptureError
from core.video.container import Container
from core.video.picture import DecodedFrame

_OPEN_GRACE_S = 2.0
_LOW_DELAY = 1 << 19
"""FFmpeg's flag: give out each picture as soon as it is decoded."""
_UNSTAMPED = ("mpjpeg", "mjpeg", "h264", "hevc")
"""Formats that carry no times: what FFmpeg tells then is a guess at 25 pictures a second."""
_ONE_LATE = ("rtsp", "mpegts")
"""Formats that do not say how long a picture is: it is complete when the next one begins."""
_SETTLE_S, _BURST_GAP_S = 0.5, 0.005
_JPEG_END, _BEHIND_END = b"\xff\xd9", 512


class StreamConnection:
    """Reads what ``plan`` names once; ``times`` outlive it. ``open``, ``read`` …, ``close``.

    For one thread, ``stop`` excepted.
    """

    def __init__(self, plan: StreamPlan, times: PictureTimes) -> None:
        self._plan, self._times = plan, times
        self._pump = PacketPump(plan)
        self._sound = StreamSound(times.sound_taken_s)
        self._packets = PacketTap(times)
        self._frames: deque[DecodedFrame] = deque()
        self._n_damaged = 0
        self._picture_at_s = 0.0
        self._burst_at_s: float | None = None
        """While what piled up at opening is being taken: when the latest of it came."""
        self.pixel_shape: Fraction | None = None
        """Width over height of a pixel of the latest picture, None where nobody says."""

    @property
    def n_lost(self) -> int:
        """Pictures that came and were not delivered: damaged, or nobody came for them."""
        return self._n_damaged + self._pump.n_lost

    def open(self) -> None:
        """Open it; raises ``CaptureError``. Returns early when it was stopped."""
        begun_s = time.monotonic()
        self._pump.start()
        container = self._pump.opened(self._plan.open_s + _OPEN_GRACE_S)
        if self._pump.stopped:
            return
        if container is None:
            words, error = self._plan.words, self._pump.error
            if error is None:
                raise words.silent(self._plan.open_s)
            if isinstance(error, CaptureError):
                raise error
            # Cut short, FFmpeg calls it many things.
            in_time = time.monotonic() - begun_s < self._plan.open_s
            raise words.refused(error if in_time else TimeoutError())
        self._make_ready(container)

    def read(self, tap: Tap | None) -> DecodedFrame | None:
        """Return the next picture; None when stopped, or at an end that was to be expected.

        ``tap`` hears what lies before it. Raises ``CaptureError``.
        """
        while not self._frames:
            if not self._read_on(tap):
                return None
        self._settle(tap)
        self._picture_at_s = time.monotonic()
        return self._frames.popleft()

    def stop(self) -> None:
        """Wake whoever waits. Any thread."""
        self._pump.stop()

    def close(self) -> None:
        """Let go of the stream."""
        self._frames.clear()
        self._packets.forget()
        self._pump.close()

    def _make_ready(self, container: Container) -> None:
        stream = picture_of(container)
        form = container.format.name
        if stream is None or form.endswith("_pipe"):
            raise self._plan.words.no_picture()
        stream.thread_type = "SLICE"
        stream.codec_context.flags |= _LOW_DELAY
        stamps = Stamps.NONE if form in _UNSTAMPED else self._plan.stamps
        self._times.begin_anew(stamps, form in _ONE_LATE)
        self._picture_at_s = self._burst_at_s = time.monotonic()

    def _read_on(self, tap: Tap | None) -> bool:
        """Take the next packet; False when stopped or at an end that was to be expected."""
        pump, plan = self._pump, self._plan
        arrived = pump.next(plan.stall_s)
        if arrived is not None:
            self._take(arrived, tap)
            without_s = time.monotonic() - self._picture_at_s
            if not self._frames and without_s > max(plan.stall_s, plan.open_s):
                raise plan.words.silent(without_s)
            return True
        if pump.stopped:
            return False
        if not pump.ended:
            raise plan.words.silent(plan.stall_s)
        error = pump.error
        if plan.endless or error is not None:
            raise error if isinstance(error, CaptureError) else plan.words.lost(error)
        return False

    def _settle(self, tap: Tap | None) -> None:
        """After opening, take all that had piled up: the newest says how late the rest came."""
        until_s = time.monotonic() + _SETTLE_S
        while self._burst_at_s is not None and time.monotonic() < until_s:
            arrived = self._pump.next(_BURST_GAP_S)
            if arrived is None or arrived.at_s - self._burst_at_s > _BURST_GAP_S:
                until_s = 0.0
            if arrived is not None:
                self._burst_at_s = arrived.at_s
                self._take(arrived, tap)
        self._burst_at_s = None

    def _take(self, arrived: Arrived, tap: Tap | None) -> None:
        packet = arrived.packet
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
        self.pixel_shape = packet.stream.codec_context.sample_aspect_ratio
        if self._frames and not self._times.started:
            self._times.begin(self._frames[0])
        self._packets.hear(packet, tap)


def is_torn(packet: Packet) -> bool:
    """Whether a JPEG lacks its end: decoders fill the rest with grey and say nothing.

    Some cameras write zeros, or a few bytes more, behind the end.
    """
    if packet.stream.codec_context.name != "mjpeg":
        return False
    return _JPEG_END not in bytes(memoryview(packet)[-_BEHIND_END:])

"""An MP4 that is whole at any time up to the last half second: H.264 or HEVC, and AAC."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from core.errors import VideoError
from core.video.film_encoder import TICKS_PER_S, FilmEncoder
from core.video.fragment_sink import FragmentSink
from core.video.picture import DecodedFrame, Look

Packet = Any
"""An ``av.Packet``."""

FRAGMENT_S = 0.5
COPIED = ("h264", "hevc")
"""Codecs whose packets go into the file as they come."""

_LEAST_PER_S, _MOST_PER_S = 10_000, 250_000
_SOUND_BLOCK = 1024
_SOUND_BITS_PER_S = 96000
_OPTIONS = {
    # No seeking, and no table at the end: ``core.video.mp4_closing`` makes a better one.
    "movflags": "+delay_moov+default_base_moof+skip_trailer",
    "frag_duration": str(round(FRAGMENT_S * 1e6)),
    "flush_packets": "1",
    # Sound that does not come must not hold the picture back for the usual ten seconds.
    "max_interleave_delta": "700000",
}


@dataclass(frozen=True, eq=False)
class CopyPlan:
    """What a file must say of packets that are copied into it.

    ``tick_s`` is the unit of their times there: the source's own, or an even part of it.
    """

    codec: str
    tick_s: Fraction
    template: Any
    keep: Any

    @staticmethod
    def of(packet: Packet) -> CopyPlan | None:
        """Read it from a packet of an open source; None for what cannot be copied.

        In the thread that reads the source; the source may be closed afterwards.
        """
        stream = packet.stream
        codec = stream.codec_context.name if stream.codec_context is not None else ""
        if codec not in COPIED or stream.time_base is None:
            return None
        # A container in memory holds what the muxer needs to know, without the source.
        keep: Any = av.open(io.BytesIO(), "w", format="mp4")
        template = keep.add_stream_from_template(stream)
        return CopyPlan(codec, _fine(Fraction(stream.time_base)), template, keep)


@dataclass(frozen=True, eq=False)
class EncodePlan:
    """A picture like those that will be encoded, and about how many come in a second."""

    first: DecodedFrame
    look: Look
    fps: float


@dataclass(frozen=True)
class CodedPacket:
    """A coded picture; whoever makes it says in what unit its times are."""

    content: bytes
    pts: int
    dts: int
    duration: int
    key: bool


class FragmentWriter:
    """Writes a recording to ``path``, which must not exist. For one thread.

    Times are ticks of ``tick_s`` from the recording's beginning. What was written is in the
    file after ``FRAGMENT_S`` at the latest, and on the disk after ``sync``. Every method raises
    ``FileError`` once the disk has refused anything, ``VideoError`` when FFmpeg has.
    """

    def __init__(
        self, path: Path, plan: CopyPlan | EncodePlan, sound_rate_hz: int | None = None
    ) -> None:
        self.path = path
        self._sink = FragmentSink(path)
        self._encoder: FilmEncoder | None = None
        self._sound: Any = None
        self._sound_rest = np.zeros(0, np.float32)
        self._sound_done = 0
        self._closed = False
        with self._guarded():
            self._container: Any = av.open(self._sink, "w", format="mp4", options=_OPTIONS)
            if isinstance(plan, CopyPlan):
                self.tick_s = plan.tick_s
                self._picture = self._container.add_stream_from_template(plan.template)
                self._picture.time_base = plan.tick_s
            else:
                self.tick_s = Fraction(1, TICKS_PER_S)
                self._encoder = FilmEncoder(self._container, plan.first, plan.look, plan.fps)
            if sound_rate_hz is not None:
                self._add_sound(sound_rate_hz)

    @property
    def n_bytes(self) -> int:
        """Bytes in the file."""
        return self._sink.n_bytes

    @property
    def n_sound(self) -> int:
        """Samples of sound that were given."""
        return self._sound_done + len(self._sound_rest)

    def encode(self, frame: DecodedFrame, tick: int) -> None:
        """Add a picture shown at ``tick``, which must rise."""
        if self._encoder is None:
            raise ValueError("packets are copied into this file")
        with self._guarded():
            self._container.mux(self._encoder.encode(frame, tick))

    def copy(self, packet: CodedPacket) -> None:
        """Add a coded picture; ``dts`` must rise."""
        whole = av.Packet(packet.content)
        whole.stream, whole.time_base = self._picture, self.tick_s
        whole.pts, whole.dts, whole.duration = packet.pts, packet.dts, packet.duration
        whole.is_keyframe = packet.key
        with self._guarded():
            self._container.mux(whole)

    def sound(self, samples: NDArray[np.float32]) -> None:
        """Add mono samples, float32 (n,) in -1..1, right after those before."""
        self._sound_rest = np.concatenate([self._sound_rest, samples])
        whole = len(self._sound_rest) // _SOUND_BLOCK * _SOUND_BLOCK
        with self._guarded():
            for start in range(0, whole, _SOUND_BLOCK):
                self._mux_sound(self._sound_rest[start : start + _SOUND_BLOCK])
        self._sound_rest = self._sound_rest[whole:]

    def sync(self) -> None:
        """Have the disk keep what is in the file."""
        self._sink.sync()

    def close(self) -> None:
        """Write what is left; the file stays in fragments (``core.video.mp4_closing``)."""
        if self._closed:
            return
        self._closed = True
        try:
            with self._guarded():
                if self._encoder is not None:
                    self._container.mux(self._encoder.flush())
                if self._sound is not None:
                    if len(self._sound_rest):
                        self._mux_sound(self._sound_rest)
                    self._container.mux(self._sound.encode(None))
                self._container.close()
            self._sink.sync()
        finally:
            self._sink.close()

    def abandon(self) -> None:
        """Let go of a file that cannot be written any further; what it holds stays."""
        self._closed = True
        self._sink.failure = self._sink.failure or OSError("given up")
        with contextlib.suppress(FFmpegError, OSError):
            self._container.close()
        self._sink.close()

    def _add_sound(self, rate_hz: int) -> None:
        self._sound = self._container.add_stream("aac", rate=rate_hz)
        self._sound.layout = "mono"
        self._sound.bit_rate = _SOUND_BITS_PER_S

    def _mux_sound(self, samples: NDArray[np.float32]) -> None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples)[None], "fltp", "mono")
        rate = self._sound.rate
        frame.sample_rate, frame.pts, frame.time_base = rate, self._sound_done, Fraction(1, rate)
        self._container.mux(self._sound.encode(frame))
        self._sound_done += len(samples)

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except FFmpegError as error:
            self._sink.check()
            raise VideoError(
                f"“{self.path.name}” could not be recorded any further ({error.strerror}).",
                "What was recorded until then is kept. Begin another recording.",
            ) from error
        self._sink.check()


def _fine(tick_s: Fraction) -> Fraction:
    """Return a tick that hits every one of ``tick_s``, and is fine enough for other times, too."""
    per_s = tick_s.denominator
    while per_s < _LEAST_PER_S:
        per_s *= 2
    return Fraction(1, per_s if per_s <= _MOST_PER_S else TICKS_PER_S)

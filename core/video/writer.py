"""Writing a video: H.264 and AAC in an MP4 that appears only when it is complete."""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from core.errors import VideoError
from core.files import PART
from core.video.facts import facts_of
from core.video.frame import Picture
from core.video.planes import Planes

ENCODERS = ("libx264", "h264_videotoolbox", "libopenh264", "mpeg4")
"""Tried in this order; the last one every FFmpeg has, at three times the size."""

_TICKS_PER_S = 90000
_SOUND_BLOCK = 1024
_SLACK_S = 1e-4


class SoundFlow(Protocol):
    """Mono sound that is asked for piece by piece, in order, each sample once."""

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        ...

    @property
    def n_samples(self) -> int:
        """How many there are in all."""
        ...

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return samples ``start`` to ``stop`` (not included), float32 in -1..1."""
        ...


@dataclass(frozen=True)
class Sound:
    """Mono samples, float32 (n,) in -1..1, the first one at the first picture's time."""

    samples: NDArray[np.float32]
    rate_hz: int

    @property
    def n_samples(self) -> int:
        """How many there are."""
        return len(self.samples)

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return a part of them."""
        return self.samples[start:stop]


class VideoWriter:
    """Writes RGB pictures, and sound beside them, to ``path``.

    Use ``with``: leaving it normally puts the finished file in its place, leaving it by an
    exception removes the part and leaves what was there. Number and times of the pictures are
    read back before. ``size`` is (width, height) of the
    pictures; an odd side loses one pixel, as H.264 needs even ones. Without ``fps`` each
    ``write`` says its time. ``quality`` is x264's rate factor: 18 is very good, 28 small.
    Raises ``VideoError`` when no encoder is there or the disk is full.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        fps: float | Fraction | None = 30.0,
        sound: SoundFlow | None = None,
        quality: int = 20,
        preset: str = "medium",
    ) -> None:
        self._path = path
        self._fps = None if fps is None else Fraction(fps).limit_denominator(100_000)
        self._tick = Fraction(1, _TICKS_PER_S) if self._fps is None else 1 / self._fps
        self._size = (max(size[0] // 2 * 2, 2), max(size[1] // 2 * 2, 2))
        self._sound = sound
        self._sound_done = 0
        self._ticks: list[int] = []
        self._container: Any = None
        self._video: Any = None
        self._audio: Any = None
        self.codec = encoder_name()
        self._part = _part_beside(path)
        try:
            self._open(quality, preset)
        except FFmpegError as error:
            self._abandon()
            raise _cannot(path, error) from error

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self._abandon()

    def write(self, picture: Picture, time_s: float | None = None) -> None:
        """Add a picture, RGB uint8 (height, width, 3).

        ``time_s`` counts from 0 and must rise; it is needed when no ``fps`` was given.
        """
        width, height = self._size
        self.write_planes(Planes.of(picture[:height, :width]), time_s)

    def write_planes(self, planes: Planes, time_s: float | None = None) -> None:
        """Add a picture of the film's size without a way through RGB.

        Its frame must be one of our own, not the decoder's, which would tell the encoder what kind
        of picture to make. It may be used again.
        """
        tick = len(self._ticks) if time_s is None else round(time_s / self._tick)
        if time_s is None and self._fps is None:
            raise ValueError("without fps every picture needs its time")
        tick = max(tick, self._ticks[-1] + 1 if self._ticks else 0)
        frame = planes.frame
        frame.pts, frame.time_base = tick, self._tick
        try:
            self._add_sound(float(tick * self._tick) + 0.5)
            self._container.mux(self._video.encode(frame))
        except (FFmpegError, OSError) as error:
            self._abandon()
            raise _cannot(self._path, error) from error
        self._ticks.append(tick)

    def finish(self) -> None:
        """Write what is left, read back what was written, and put the file in its place."""
        if self._container is None:
            return
        try:
            self._add_sound(None)
            self._container.mux(self._video.encode(None))
            self._container.close()
            self._container = None
            with self._part.open("rb+") as file:
                os.fsync(file.fileno())
            self._check()
            self._part.replace(self._path)
        except (FFmpegError, OSError) as error:
            raise _cannot(self._path, error) from error
        finally:
            self._abandon()

    def _check(self) -> None:
        """Raise ``VideoError`` unless the file holds every picture at its time."""
        read_s = facts_of(self._part).info.timebase.times_s
        told_s = (np.array(self._ticks, np.int64) - self._ticks[0]) * float(self._tick)
        if len(read_s) != len(told_s) or np.abs(read_s - told_s).max() > _SLACK_S:
            raise VideoError(
                f"“{self._path.name}” did not come out as it should: pictures are missing.",
                "It was not kept, and what was there before is untouched. Try again.",
            )

    def _open(self, quality: int, preset: str) -> None:
        options = {"movflags": "+faststart"}
        self._container = av.open(f"file:{self._part}", "w", format="mp4", options=options)
        rate = self._fps or Fraction(30)
        video = self._container.add_stream(self.codec, rate=rate)
        video.width, video.height = self._size
        video.pix_fmt = "yuv420p"
        video.time_base = video.codec_context.time_base = self._tick
        context = video.codec_context
        context.colorspace, context.color_range = 1, 1
        context.color_primaries, context.color_trc = 1, 1
        if self.codec == "libx264":
            video.options = {"crf": str(quality), "preset": preset}
        else:
            video.bit_rate = int(self._size[0] * self._size[1] * float(rate) * 0.12)
        self._video = video
        if self._sound is not None:
            self._audio = self._container.add_stream("aac", rate=self._sound.rate_hz)
            self._audio.layout = "mono"
            self._audio.bit_rate = 96000

    def _add_sound(self, until_s: float | None) -> None:
        """Encode the sound up to ``until_s``, all that is left for None."""
        if self._sound is None:
            return
        n, rate = self._sound.n_samples, self._sound.rate_hz
        end = n if until_s is None else min(round(until_s * rate), n)
        whole = until_s is not None
        while end - self._sound_done >= (_SOUND_BLOCK if whole else 1):
            block = self._sound.read(self._sound_done, min(self._sound_done + _SOUND_BLOCK, end))
            block = np.ascontiguousarray(block, np.float32)
            frame = av.AudioFrame.from_ndarray(block[None], "fltp", "mono")
            frame.sample_rate, frame.pts = rate, self._sound_done
            frame.time_base = Fraction(1, rate)
            self._container.mux(self._audio.encode(frame))
            self._sound_done += len(block)
        if not whole:
            self._container.mux(self._audio.encode(None))

    def _abandon(self) -> None:
        container, self._container = self._container, None
        if container is not None:
            # The disk may be full: the part is removed all the same.
            with contextlib.suppress(FFmpegError, OSError):
                container.close()
        self._part.unlink(missing_ok=True)


def encoder_name() -> str:
    """Return the best encoder this FFmpeg has; raises ``VideoError`` when it has none."""
    for name in ENCODERS:
        if name in av.codecs_available:
            try:
                av.Codec(name, "w")
            except ValueError:
                continue
            return name
    raise VideoError(
        "This installation cannot write videos: no H.264 encoder is there.",
        "Install Sweetspot again; its own FFmpeg brings one.",
    )


def _part_beside(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # As core.files does: not tempfile, whose files are for their owner alone.
        unique = path.parent / f".{path.name[:80]}.{secrets.token_hex(8)}{PART}"
        unique.open("xb").close()
    except OSError as error:
        raise _cannot(path, error) from error
    return unique


def _cannot(path: Path, error: OSError | FFmpegError) -> VideoError:
    return VideoError(
        f"“{path.name}” could not be written ({error.strerror or error}).",
        "Nothing that was there before is lost. Free some space or choose another folder.",
    )

"""How a watched picture becomes H.264 while it is watched: quickly, straight from its planes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
import cv2
import numpy as np
from av.sidedata.sidedata import Type as SideData

from core.video.container import Container, Stream
from core.video.frame_jpeg import rows_of
from core.video.picture import DecodedFrame, Look
from core.video.writer import encoder_name

TICKS_PER_S = 90000
_QUALITY = "20"
_KEY_S = 2.0
_MUCH = 1280 * 720 * 32
"""Pixels a second up to which the better of two quick presets is affordable."""

_PLANES = ("yuv420p", "yuvj420p", "yuv422p", "yuvj422p")
"""Whose planes can be taken as they are, two rows of colour at a time where there are twice."""


class FilmEncoder:
    """Codes decoded frames of one size into a stream of ``container``. For one thread.

    The encoder gives each picture at once: nothing waits in it when the computer dies.
    """

    def __init__(self, container: Container, first: DecodedFrame, look: Look, fps: float) -> None:
        self.codec = encoder_name()
        stream: Stream = container.add_stream(self.codec, rate=round(max(fps, 1.0)))
        # H.264 has half as many colour samples each way: odd sides lose a pixel.
        stream.width, stream.height = first.width // 2 * 2, first.height // 2 * 2
        self.size = (stream.width, stream.height)
        tick = Fraction(1, TICKS_PER_S)
        stream.time_base = stream.codec_context.time_base = tick
        context = stream.codec_context
        full_range = first.format.name.startswith("yuvj") or int(first.color_range) == 2
        self._kind = context.pix_fmt = "yuvj420p" if full_range else "yuv420p"
        context.color_range = 2 if full_range else 1
        context.colorspace = int(first.colorspace)
        context.color_primaries = int(first.color_primaries)
        context.color_trc = int(first.color_trc)
        context.gop_size = max(round(_KEY_S * fps), 1)
        if look.square != look.stored:
            wide = Fraction(look.square[0] * look.stored[1], look.square[1] * look.stored[0])
            context.sample_aspect_ratio = wide.limit_denominator(1000)
        matrix = first.side_data.get(SideData.DISPLAYMATRIX)
        if matrix is not None:
            stream.set_display_matrix(np.frombuffer(bytes(matrix), np.int32)[:9].tolist())
        area = self.size[0] * self.size[1] * fps
        if self.codec == "libx264":
            preset = "superfast" if area <= _MUCH else "ultrafast"
            stream.options = {"preset": preset, "tune": "zerolatency", "crf": _QUALITY}
        else:
            stream.bit_rate = int(area * 0.12)
        self._stream = stream

    def encode(self, frame: DecodedFrame, tick: int) -> list[Any]:
        """Return the packets of a picture shown at ``tick`` / ``TICKS_PER_S`` seconds."""
        planar = self._planar(frame)
        planar.pts, planar.time_base = tick, Fraction(1, TICKS_PER_S)
        packets: list[Any] = self._stream.encode(planar)
        return packets

    def flush(self) -> list[Any]:
        """Return what the encoder still holds."""
        packets: list[Any] = self._stream.encode(None)
        return packets

    def _planar(self, frame: DecodedFrame) -> DecodedFrame:
        """Return the picture as 4:2:0 in a frame of its own: others use this one, too."""
        if frame.format.name not in _PLANES:
            frame = frame.reformat(format=self._kind)
        planar = av.VideoFrame(*self.size, self._kind)
        planar.color_range, planar.colorspace = frame.color_range, frame.colorspace
        for plane, target in zip(frame.planes, planar.planes, strict=True):
            source, into = rows_of(plane), rows_of(target)
            times = len(source) // len(into)
            whole = source[: times * len(into), : into.shape[1]]
            if times == 1:
                into[:] = whole
            else:
                # Swscale takes ten times as long to average two rows.
                cv2.resize(whole, into.shape[::-1], dst=into, interpolation=cv2.INTER_AREA)
        return planar

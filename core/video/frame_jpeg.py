"""Decoded frames as JPEG without a detour over RGB, and back: for keeping the last minute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import av
import cv2
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from core.errors import VideoError
from core.video.frame import Picture
from core.video.picture import DecodedFrame, Look, PictureMaker

DecodedPlane = Any
"""A plane of a ``DecodedFrame``."""

_PLAIN = ("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p")
"""What FFmpeg's encoder takes as it is; the range of the numbers stays in the file."""

QUALITY = 4
"""Of FFmpeg's 2 (best) to 31: some 40 to 90 KB for a 720p picture."""


@dataclass(frozen=True, eq=False)
class FrameJpeg:
    """One frame, coded. ``matrix`` is FFmpeg's number of the YUV matrix of the source."""

    content: bytes
    look: Look
    matrix: int

    def picture(self) -> Picture:
        """Return upright RGB, uint8 (height, width, 3), at the size that was kept."""
        decoder: Any = av.CodecContext.create("mjpeg", "r")
        try:
            frames = decoder.decode(av.Packet(self.content)) or decoder.decode(None)
        except FFmpegError as error:
            raise VideoError("A picture that was kept cannot be read again.") from error
        frame = frames[0]
        frame.colorspace = self.matrix
        return PictureMaker(self.look).rgb(frame)


class FrameJpegMaker:
    """Codes frames of one source; larger ones than ``most_rows`` by a whole factor smaller.

    For one thread.
    """

    def __init__(self, most_rows: int = 720) -> None:
        self._most_rows = most_rows
        self._encoder: Any = None
        self._made_for: tuple[int, int, str] | None = None

    def code(self, frame: DecodedFrame, look: Look) -> FrameJpeg:
        """Return ``frame`` as JPEG; raises ``VideoError`` when FFmpeg refuses it."""
        matrix = int(frame.colorspace)
        small = self._shrunk(frame)
        try:
            content = self._encoded(small)
        except FFmpegError as error:
            raise VideoError("A picture could not be kept for the replay.") from error
        return FrameJpeg(content, _scaled(look, (small.width, small.height)), matrix)

    def _shrunk(self, frame: DecodedFrame) -> DecodedFrame:
        if frame.format.name not in _PLAIN:
            frame = frame.reformat(format="yuv420p")
        factor = -(-min(frame.width, frame.height) // self._most_rows)
        if factor == 1:
            return frame
        size = (frame.width // factor // 2 * 2, frame.height // factor // 2 * 2)
        small = av.VideoFrame(*size, frame.format.name)
        for source, target in zip(frame.planes, small.planes, strict=True):
            into = rows_of(target)
            whole = rows_of(source)[: into.shape[0] * factor, : into.shape[1] * factor]
            cv2.resize(whole, into.shape[::-1], dst=into, interpolation=cv2.INTER_AREA)
        return small

    def _encoded(self, frame: DecodedFrame) -> bytes:
        kind = (frame.width, frame.height, frame.format.name)
        if kind != self._made_for:
            encoder: Any = av.CodecContext.create("mjpeg", "w")
            encoder.width, encoder.height, encoder.pix_fmt = kind
            encoder.time_base = Fraction(1, 30)
            encoder.thread_count = 1
            # "unofficial": JPEG is full range by the book; ours are read by FFmpeg again.
            fixed = str(QUALITY)
            encoder.options = {"strict": "unofficial", "qmin": fixed, "qmax": fixed}
            encoder.options |= {"huffman": "default"}
            self._encoder, self._made_for = encoder, kind
        coded = self._encoder.encode(_untimed(frame))
        return bytes(coded[0])


def rows_of(plane: DecodedPlane) -> NDArray[np.uint8]:
    """Return a plane of 8-bit samples as an array (rows, columns) on its own memory."""
    flat = np.frombuffer(plane, np.uint8)
    return flat.reshape(plane.height, plane.line_size)[:, : plane.width]


def _untimed(frame: DecodedFrame) -> DecodedFrame:
    """Return the same picture in a frame of its own, whose time may be changed."""
    again = av.VideoFrame(frame.width, frame.height, frame.format.name)
    for source, target in zip(frame.planes, again.planes, strict=True):
        rows_of(target)[:] = rows_of(source)
    return again


def _scaled(look: Look, stored: tuple[int, int]) -> Look:
    if stored == look.stored:
        return look
    x, y = stored[0] / look.stored[0], stored[1] / look.stored[1]
    square = (max(round(look.square[0] * x), 2), max(round(look.square[1] * y), 2))
    return replace(look, stored=stored, square=square)

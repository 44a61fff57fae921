"""From a decoded frame to an upright RGB picture: rotation, pixel shape, colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from av.sidedata.sidedata import Type as SideData
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from core.video.frame import Picture
from core.video.tone import ToneCurve

DecodedFrame = Any

_PQ, _HLG = 16, 18
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
# Encoders round the pixel's shape: a difference this small is not worth resampling for.
_SQUARE_ENOUGH = 0.02


@dataclass(frozen=True)
class Orientation:
    """How stored pixels become upright: first swap the axes, then mirror."""

    swapped: bool = False
    mirror_x: bool = False
    mirror_y: bool = False

    @property
    def degrees(self) -> int:
        """Clockwise turn in degrees that makes the stored picture upright (mirroring aside)."""
        if self.swapped:
            return 90 if self.mirror_x else 270
        return 180 if self.mirror_y else 0

    def apply(self, picture: Picture) -> Picture:
        """Return the upright picture, contiguous."""
        if self.swapped:
            picture = np.asarray(cv2.transpose(picture), np.uint8)
        if self.mirror_x or self.mirror_y:
            both = self.mirror_x and self.mirror_y
            picture = np.asarray(cv2.flip(picture, -1 if both else int(self.mirror_x)), np.uint8)
        return picture


def orientation_of(frame: DecodedFrame) -> Orientation:
    """Read a frame's display matrix (ISO 14496-12, 8.3.2), turned to the nearest right angle."""
    matrix = frame.side_data.get(SideData.DISPLAYMATRIX)
    if matrix is None:
        return Orientation()
    a, b, _, c, d = (int(v) for v in np.frombuffer(bytes(matrix), np.int32)[:5])
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(False, a < 0, d < 0)
    return Orientation(True, c < 0, b < 0)


@dataclass(frozen=True)
class Look:
    """What turns this video's stored frames into upright pictures.

    ``stored`` and ``square`` are (width, height) in pixels before rotation, as stored and
    with square pixels; ``transfer`` is FFmpeg's number of the transfer curve.
    """

    stored: tuple[int, int]
    square: tuple[int, int]
    orientation: Orientation
    transfer: int

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height of the upright picture."""
        width, height = self.square
        return (height, width) if self.orientation.swapped else (width, height)

    @property
    def hdr(self) -> bool:
        """Whether brightness is stored on the PQ or HLG curve."""
        return self.transfer in (_PQ, _HLG)


def look_of(frame: DecodedFrame, pixel_shape: Fraction | None) -> Look:
    """Read what ``frame`` says about itself; ``pixel_shape`` is width over height of a pixel."""
    shape = float(pixel_shape or 1)
    width, height = frame.width, frame.height
    if not math.isfinite(shape) or not 0.2 < shape < 5 or abs(shape - 1) < _SQUARE_ENOUGH:
        square = (width, height)
    elif shape > 1:
        square = (round(width * shape), height)
    else:
        square = (width, round(height / shape))
    return Look((width, height), square, orientation_of(frame), int(frame.color_trc))


class PictureMaker:
    """Turns decoded frames of one video into upright RGB pictures. For one thread."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._tone = ToneCurve(look.transfer == _HLG) if look.hdr else None
        self._scalers: dict[tuple[int, int], VideoReformatter] = {}

    def rgb(self, frame: DecodedFrame, size: tuple[int, int] | None = None) -> Picture:
        """Return RGB uint8 of shape (height, width, 3).

        ``size`` is the upright (width, height) wanted; None is the full size. Shrinking
        averages areas, inside swscale and straight from the stored planes.
        """
        width, height = size or self._look.upright
        target = (height, width) if self._look.orientation.swapped else (width, height)
        full = target == (frame.width, frame.height)
        scaler = self._scalers.setdefault(target, VideoReformatter())
        shrinks = target[0] < frame.width
        how = Interpolation.BILINEAR if full or not shrinks else Interpolation.AREA
        converted = scaler.reformat(
            frame,
            *target,
            format="rgb24",
            src_colorspace=matrix_of(frame),
            dst_colorspace=Colorspace.ITU709,
            src_color_range=range_of(frame),
            dst_color_range=ColorRange.JPEG,
            interpolation=how,
            threads=1,
        )
        picture: Picture = np.asarray(converted.to_ndarray(), np.uint8)
        if self._tone is not None:
            picture = self._tone.apply(picture)
        return self._look.orientation.apply(picture)


def matrix_of(frame: DecodedFrame) -> Colorspace:
    """Return the YUV matrix; where a file does not say, high definition means BT.709."""
    high = max(frame.width, frame.height) >= 1280 or min(frame.width, frame.height) >= 720
    guess = Colorspace.ITU709 if high else Colorspace.ITU601
    return _MATRICES.get(int(frame.colorspace), guess)


def range_of(frame: DecodedFrame) -> ColorRange:
    """Return whether black is stored as 0 or as 16."""
    if frame.format.name.startswith("yuvj"):
        return ColorRange.JPEG
    stated = int(frame.color_range)
    return ColorRange.JPEG if stated == 2 else ColorRange.MPEG

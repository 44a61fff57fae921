"""Pictures as H.264 stores them, upright and in BT.709: brightness whole, colour at half size."""

from __future__ import annotations

from dataclasses import dataclass

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from core.video.frame import Picture
from core.video.frame_jpeg import rows_of
from core.video.picture import DecodedFrame, Look, PictureMaker, matrix_of, range_of

Plane = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Planes:
    """A picture of even sides: ``y`` (H, W), ``u`` and ``v`` (H/2, W/2), BT.709, video range.

    The arrays lie on the memory of ``frame``: what is drawn into them is what is encoded.
    """

    frame: DecodedFrame
    y: Plane
    u: Plane
    v: Plane

    @staticmethod
    def new(width: int, height: int) -> Planes:
        """Return planes of undefined content."""
        return Planes.on(av.VideoFrame(width, height, "yuv420p"))

    @staticmethod
    def on(frame: DecodedFrame) -> Planes:
        """Return the planes of a frame that is stored so already."""
        y, u, v = (rows_of(plane) for plane in frame.planes)
        return Planes(frame, y, u, v)

    @staticmethod
    def of(picture: Picture) -> Planes:
        """Return the planes of an RGB picture (H, W, 3) of even sides."""
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")
        return Planes.on(
            frame.reformat(
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
            )
        )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.y.shape[1], self.y.shape[0]

    def copy(self) -> Planes:
        """Return the same picture on memory of its own."""
        made = Planes.new(*self.size)
        made.y[:], made.u[:], made.v[:] = self.y, self.u, self.v
        return made


class PlaneMaker:
    """Turns decoded frames of one video into upright planes of one size. For one thread.

    An ordinary film's planes are taken as they are; only one in high dynamic range goes through
    RGB. ``size`` is the upright (width, height), both even.
    """

    def __init__(self, look: Look, size: tuple[int, int]) -> None:
        self._look, self.size = look, size
        self._scaler = VideoReformatter()
        self._pictures = PictureMaker(look) if look.hdr else None

    def planes(self, frame: DecodedFrame) -> Planes:
        """Return the picture; it may lie on the decoder's memory, so draw on a copy."""
        if self._pictures is not None:
            return Planes.of(self._pictures.rgb(frame, self.size))
        width, height = self.size
        turned = self._look.orientation
        target = (height, width) if turned.swapped else (width, height)
        full = target == (frame.width, frame.height)
        shrinks = target[0] < frame.width
        flat = self._scaler.reformat(
            frame,
            *target,
            format="yuv420p",
            src_colorspace=matrix_of(frame),
            dst_colorspace=Colorspace.ITU709,
            src_color_range=range_of(frame),
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BILINEAR if full or not shrinks else Interpolation.AREA,
            threads=1,
        )
        stored = Planes.on(flat)
        if not (turned.swapped or turned.mirror_x or turned.mirror_y):
            return stored
        upright = Planes.new(width, height)
        for source, into in zip(
            (stored.y, stored.u, stored.v), (upright.y, upright.u, upright.v), strict=True
        ):
            into[:] = turned.apply(source)
        return upright

"""A Video4Linux device that answers questions as a driver does, from a table."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from core.capture import v4l2

Formats = dict[bytes, dict[tuple[int, int], list[tuple[int, int]]]]
"""For each pixel code the sizes, for each of those the intervals as fractions of a second."""


@dataclass
class FakeCamera:
    """Call it as ``core.capture.v4l2.Ask``.

    ``stepwise`` are least and most size and interval of every code, told instead of a list.
    """

    formats: Formats
    captures: bool = True
    stepwise: tuple[tuple[int, int], tuple[int, int], tuple[int, int]] | None = None
    endless: bool = False

    def __call__(self, request: int, structure: bytearray) -> bool:
        """Fill in the answer; False where the driver would say EINVAL."""
        assert len(structure) == request >> 16 & 0x3FFF
        if request == v4l2.QUERYCAP:
            everything = v4l2.CAPTURE | v4l2.DEVICE_CAPS
            struct.pack_into("<II", structure, 84, everything, v4l2.CAPTURE * self.captures)
            return True
        if request == v4l2.ENUM_FMT:
            return self._code(structure)
        if request == v4l2.ENUM_FRAMESIZES:
            return self._size(structure)
        return self._interval(structure)

    def _code(self, structure: bytearray) -> bool:
        index, kind = struct.unpack_from("<II", structure)
        assert kind == v4l2.CAPTURE
        codes = list(self.formats)
        if self.endless:
            index %= len(codes)
        if index >= len(codes):
            return False
        structure[44:48] = codes[index]
        return True

    def _size(self, structure: bytearray) -> bool:
        index, code = struct.unpack_from("<I4s", structure)
        if self.stepwise is not None:
            (least_w, least_h), (most_w, most_h), _ = self.stepwise
            struct.pack_into("<7I", structure, 8, 3, least_w, most_w, 2, least_h, most_h, 2)
            return index == 0
        sizes = list(self.formats[code])
        if index >= len(sizes):
            return False
        struct.pack_into("<3I", structure, 8, 1, *sizes[index])
        return True

    def _interval(self, structure: bytearray) -> bool:
        index, code, width, height = struct.unpack_from("<I4sII", structure)
        if self.stepwise is not None:
            struct.pack_into("<3I", structure, 16, 3, *self.stepwise[2])
            return index == 0
        intervals = self.formats[code][width, height]
        if index >= len(intervals):
            return False
        struct.pack_into("<3I", structure, 16, 1, *intervals[index])
        return True

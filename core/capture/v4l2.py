"""The cameras of a Linux computer, asked of Video4Linux.

The structures are those of the kernel's ``linux/videodev2.h``.
"""

from __future__ import annotations

import os
import re
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from core.capture.source_spec import CameraFormat

Ask = Callable[[int, bytearray], bool]
"""An ``ioctl`` on one device: the request and its structure, changed in place; False: refused."""

QUERYCAP, ENUM_FMT = 0x80685600, 0xC0405602
ENUM_FRAMESIZES, ENUM_FRAMEINTERVALS = 0xC02C564A, 0xC034564B
CAPTURE, DEVICE_CAPS = 0x1, 0x80000000
_DISCRETE = 1
_MOST = 64
"""No driver lists more; one that never says "that was all" is not asked for ever."""

_PIXELS = {
    b"MJPG": "mjpeg",
    b"JPEG": "mjpeg",
    b"H264": "h264",
    b"HEVC": "hevc",
    b"YUYV": "yuyv422",
    b"UYVY": "uyvy422",
    b"NV12": "nv12",
    b"YU12": "yuv420p",
    b"RGB3": "rgb24",
    b"BGR3": "bgr24",
    b"GREY": "gray",
}
_USUAL_SIZES = ((640, 480), (1280, 720), (1920, 1080), (3840, 2160))
_NODES = Path("/sys/class/video4linux")


def camera_nodes() -> tuple[tuple[str, str], ...]:
    """Return path and name of every video device, cameras or not, in the system's order."""
    if not _NODES.is_dir():
        return ()
    found = [node for node in _NODES.iterdir() if re.fullmatch(r"video\d+", node.name)]
    found.sort(key=lambda node: int(node.name[5:]))
    return tuple((f"/dev/{node.name}", _named(node)) for node in found)


def _named(node: Path) -> str:
    try:
        name = (node / "name").read_text(errors="replace").strip()
    except OSError:
        name = ""
    # UVC drivers write the name twice: "C920: C920".
    first, _, second = name.partition(": ")
    return (first if second.startswith(first) else name) or node.name


def asked_formats(ask: Ask) -> tuple[CameraFormat, ...] | None:
    """Return the formats that a device lists; None for one that captures no picture."""
    answer = bytearray(104)
    if not ask(QUERYCAP, answer):
        return None
    everything, this_node = struct.unpack_from("<II", answer, 84)
    can = this_node if everything & DEVICE_CAPS else everything
    if not can & CAPTURE:
        return None
    found: dict[CameraFormat, None] = {}
    for code in _codes(ask):
        for width, height in _sizes(ask, code):
            for fps in _rates(ask, code, width, height):
                found[CameraFormat(width, height, fps, _PIXELS[code])] = None
    return tuple(found)


def _codes(ask: Ask) -> Iterator[bytes]:
    for index in range(_MOST):
        answer = bytearray(64)
        struct.pack_into("<II", answer, 0, index, CAPTURE)
        if not ask(ENUM_FMT, answer):
            return
        code = bytes(answer[44:48])
        if code in _PIXELS:
            yield code


def _sizes(ask: Ask, code: bytes) -> Iterator[tuple[int, int]]:
    for index in range(_MOST):
        answer = bytearray(44)
        struct.pack_into("<I4s", answer, 0, index, code)
        if not ask(ENUM_FRAMESIZES, answer):
            return
        kind, *bounds = struct.unpack_from("<7I", answer, 8)
        if kind == _DISCRETE:
            yield bounds[0], bounds[1]
            continue
        least_w, most_w, _, least_h, most_h, _ = bounds
        for width, height in _USUAL_SIZES:
            if least_w <= width <= most_w and least_h <= height <= most_h:
                yield width, height
        return


def _rates(ask: Ask, code: bytes, width: int, height: int) -> Iterator[float]:
    for index in range(_MOST):
        answer = bytearray(52)
        struct.pack_into("<I4sII", answer, 0, index, code, width, height)
        if not ask(ENUM_FRAMEINTERVALS, answer):
            return
        # Seconds for one picture, as a fraction: the first is the shortest one.
        kind, over, under = struct.unpack_from("<3I", answer, 16)
        if over:
            yield round(under / over, 3)
        if kind != _DISCRETE:
            return


if sys.platform == "win32":

    def formats_of(path: str) -> tuple[CameraFormat, ...] | None:
        """There is no Video4Linux."""
        return ()

else:
    import fcntl

    def formats_of(path: str) -> tuple[CameraFormat, ...] | None:
        """Return what a device offers, () where it may not be asked, None if it is no camera."""
        try:
            device = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        except OSError:
            return ()

        def ask(request: int, structure: bytearray) -> bool:
            try:
                fcntl.ioctl(device, request, structure)
            except OSError:
                return False
            return True

        try:
            return asked_formats(ask)
        finally:
            os.close(device)

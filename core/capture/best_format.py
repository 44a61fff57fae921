"""Which of a camera's formats suits hits best."""

from __future__ import annotations

from collections.abc import Iterable

from core.capture.source_spec import CameraFormat

_ENOUGH_FPS = 29.0
# A USB cable carries these at full speed; what the camera packs itself may come late and blurred.
_PACKED = ("mjpeg", "h264", "hevc")
_WANTED = 1280 * 720
_MOST = 1920 * 1080


def best_first(formats: Iterable[CameraFormat]) -> tuple[CameraFormat, ...]:
    """Return the formats, the one to begin with first.

    At least thirty pictures a second come before everything; then 1280 x 720, which the
    detector can keep up with, then full HD, then what is nearest; then the rate nearest to thirty,
    for the same reason; then packed pixels, MJPEG before H.264 (every picture stands alone).
    """
    return tuple(sorted(formats, key=_order))


def _order(one: CameraFormat) -> tuple[bool, int, float, int]:
    area = one.width * one.height
    if area == _WANTED:
        size = 0
    elif _WANTED < area <= _MOST:
        size = 1 + _MOST - area
    else:
        size = _MOST + abs(area - _WANTED)
    rate = abs(one.fps - 30)
    packed = _PACKED.index(one.pixels) if one.pixels in _PACKED else len(_PACKED)
    return one.fps < _ENOUGH_FPS, size, rate, packed

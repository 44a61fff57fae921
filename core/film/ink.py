"""Drawing on a picture's planes: masks of what is drawn, blended in a colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.box import Box
from core.drawing.palette import Rgb
from core.drawing.words import width_of, write
from core.video.planes import Plane, Planes

Mask = NDArray[np.uint8]
"""How much of the colour each pixel gets, 0 to 255."""

At = tuple[float, float]
"""A point in pixels of the picture, from its upper left corner."""

_BITS = 4
_FIXED = 1 << _BITS
_CHUNK = 5


class PlaneInk:
    """Draws into ``planes``, in place. What lies outside the picture is cut off.

    OpenCV knows no colour planes of half size, and a way through RGB and back would take longer
    than all the drawing: so a shape is drawn as a mask, once, and blended into each plane.
    """

    def __init__(self, planes: Planes) -> None:
        self._planes = planes

    def tint(self, left: int, top: int, mask: Mask, colour: Rgb, alpha: float = 1.0) -> None:
        """Blend ``colour`` in where ``mask`` (h, w) says, its upper left corner at a pixel."""
        x0, y0 = max(left, 0) & ~1, max(top, 0) & ~1
        width, height = self._planes.size
        x1, y1 = min(left + mask.shape[1], width), min(top + mask.shape[0], height)
        x1, y1 = x1 + (x1 & 1), y1 + (y1 & 1)
        if x0 >= x1 or y0 >= y1:
            return
        whole = np.zeros((y1 - y0, x1 - x0), np.uint8)
        part = mask[max(top, 0) - top : y1 - top, max(left, 0) - left : x1 - left]
        down, right = max(top, 0) - y0, max(left, 0) - x0
        whole[down : down + len(part), right : right + part.shape[1]] = part
        if alpha < 1.0:
            whole = cv2.convertScaleAbs(whole, alpha=max(alpha, 0.0))
        half = (whole.shape[1] // 2, whole.shape[0] // 2)
        small = np.asarray(cv2.resize(whole, half, interpolation=cv2.INTER_AREA), np.uint8)
        y, u, v = yuv_of(colour)
        _blend(self._planes.y[y0:y1, x0:x1], whole, ~whole, y)
        here, keep = (slice(y0 // 2, y1 // 2), slice(x0 // 2, x1 // 2)), ~small
        _blend(self._planes.u[here], small, keep, u)
        _blend(self._planes.v[here], small, keep, v)

    def lines(
        self, ways: Sequence[tuple[At, At]], colour: Rgb, width_px: float, alpha: float = 1.0
    ) -> None:
        """Draw straight lines near to one another, blended as one."""
        self._some([(a, b, width_px, alpha) for a, b in ways], colour)

    def frame(
        self,
        box: Box,
        colour: Rgb,
        width_px: float,
        alpha: float = 1.0,
        dash_px: float | None = None,
    ) -> None:
        """Draw a box's outline, crisp, solid or in dashes; its corners are closed."""
        x0, y0, x1, y1 = (round(side) for side in box)
        thick = max(1, round(width_px))
        before = thick // 2
        across = _pattern(max(x1 - x0 + thick, 1), dash_px)
        down = _pattern(max(y1 - y0 + thick, 1), dash_px)
        for y in (y0, y1):
            self.tint(x0 - before, y - before, np.repeat(across[None], thick, 0), colour, alpha)
        for x in (x0, x1):
            self.tint(x - before, y0 - before, np.repeat(down[:, None], thick, 1), colour, alpha)

    def strokes(self, ways: Sequence[tuple[At, At, float, float]], colour: Rgb) -> None:
        """Draw lines of (from, to, width in pixels, opacity); later ones cover earlier ones."""
        for first in range(0, len(ways), _CHUNK):
            self._some(ways[first : first + _CHUNK], colour)

    def _some(self, ways: Sequence[tuple[At, At, float, float]], colour: Rgb) -> None:
        points = [point for a, b, _, _ in ways for point in (a, b)]

        def draw(mask: Mask, at: Callable[[At], tuple[int, int]]) -> None:
            for a, b, width, alpha in ways:
                grey, thick = round(255 * min(max(alpha, 0.0), 1.0)), max(1, round(width))
                cv2.line(mask, at(a), at(b), grey, thick, cv2.LINE_AA, _BITS)

        self._shape(points, max(width for _, _, width, _ in ways) / 2 + 2, colour, 1.0, draw)

    def ellipse(
        self,
        centre: At,
        half: At,
        colour: Rgb,
        width_px: float | None = None,
        alpha: float = 1.0,
        angle_deg: float = 0.0,
    ) -> None:
        """Draw an upright ellipse, filled without a width; ``half`` are its half axes."""
        thick = cv2.FILLED if width_px is None else max(1, round(width_px))
        reach = max(half) if angle_deg else None
        across, down = (reach, reach) if reach is not None else half
        x, y = centre
        corners = [(x - across, y - down), (x + across, y + down)]
        axes = (max(0, round(half[0] * _FIXED)), max(0, round(half[1] * _FIXED)))

        def draw(mask: Mask, at: Callable[[At], tuple[int, int]]) -> None:
            cv2.ellipse(
                mask, at(centre), axes, angle_deg, 0, 360, 255, thick, cv2.LINE_AA, _BITS
            )  # fmt: skip

        self._shape(corners, (width_px or 0) / 2 + 2, colour, alpha, draw)

    def disc(self, centre: At, radius: float, colour: Rgb, alpha: float = 1.0) -> None:
        """Fill a circle."""
        self.ellipse(centre, (radius, radius), colour, None, alpha)

    def panel(
        self, left: int, top: int, size: tuple[int, int], colour: Rgb, alpha: float = 1.0
    ) -> None:
        """Fill a rectangle of (width, height) with round corners."""
        self.tint(left, top, _rounded(size), colour, alpha)

    def words(
        self, text: str, left: int, baseline: int, size_px: int, colour: Rgb, alpha: float = 1.0
    ) -> None:
        """Write a line of text."""
        self.tint(left, baseline - _above(size_px), letters(text, size_px), colour, alpha)

    def _shape(
        self,
        points: Iterable[At],
        air: float,
        colour: Rgb,
        alpha: float,
        draw: Callable[[Mask, Callable[[At], tuple[int, int]]], None],
    ) -> None:
        """Have a shape drawn into a mask just large enough, and blend it."""
        xs, ys = zip(*points, strict=True)
        width, height = self._planes.size
        left, top = max(int(min(xs) - air), 0) & ~1, max(int(min(ys) - air), 0) & ~1
        right, below = min(int(max(xs) + air) + 2, width), min(int(max(ys) + air) + 2, height)
        if left >= right or top >= below:
            return
        mask = np.zeros((below - top, right - left), np.uint8)

        def at(point: At) -> tuple[int, int]:
            # OpenCV's pixel centres lie at whole numbers, ours at .5.
            x, y = point[0] - left - 0.5, point[1] - top - 0.5
            return round(x * _FIXED), round(y * _FIXED)

        draw(mask, at)
        self.tint(left, top, mask, colour, alpha)


@lru_cache(maxsize=64)
def yuv_of(colour: Rgb) -> tuple[int, int, int]:
    """Return a colour in BT.709's video range (ITU-R BT.709-6, items 3.2 to 3.4)."""
    red, green, blue = (channel / 255 for channel in colour)
    bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    to_blue, to_red = (blue - bright) / 1.8556, (red - bright) / 1.5748
    return round(16 + 219 * bright), round(128 + 224 * to_blue), round(128 + 224 * to_red)


@lru_cache(maxsize=512)
def letters(text: str, size_px: int) -> Mask:
    """Return a line of text as a mask; its baseline is ``_above(size_px)`` below its top."""
    height = _above(size_px) + round(0.4 * size_px)
    picture = np.zeros((height, width_of(text, size_px) + 2, 3), np.uint8)
    write(picture, text, 0, _above(size_px), size_px, (255, 255, 255))
    return np.ascontiguousarray(picture[..., 0])


@lru_cache(maxsize=256)
def _pattern(length: int, dash_px: float | None) -> Mask:
    """Return a side from end to end: an odd number of equal parts, every other one drawn."""
    if dash_px is None:
        return np.full(length, 255, np.uint8)
    parts = max(1, round(length / dash_px)) | 1
    return np.where(np.arange(length) * parts // length % 2, 0, 255).astype(np.uint8)


def _above(size_px: int) -> int:
    return round(1.15 * size_px)


@lru_cache(maxsize=64)
def _rounded(size: tuple[int, int]) -> Mask:
    width, height = size
    radius = max(2, min(width, height) // 6)
    mask = np.zeros((height, width), np.uint8)
    cv2.rectangle(mask, (radius, 0), (width - 1 - radius, height - 1), 255, cv2.FILLED)
    cv2.rectangle(mask, (0, radius), (width - 1, height - 1 - radius), 255, cv2.FILLED)
    for x in (radius, width - 1 - radius):
        for y in (radius, height - 1 - radius):
            cv2.circle(mask, (x, y), radius, 255, cv2.FILLED, cv2.LINE_AA)
    return mask


def _blend(part: Plane, mask: Mask, keep: Mask, value: int) -> None:
    """Move ``part`` towards ``value`` by ``mask`` / 255, in place; ``keep`` is 255 - ``mask``."""
    # Each half is rounded by itself, in eight bits: one step of brightness, and half the time.
    old = cv2.multiply(part, keep, scale=1 / 255)
    part[...] = cv2.add(old, cv2.convertScaleAbs(mask, alpha=value / 255))

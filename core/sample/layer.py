"""A transparent layer that shaded shapes are painted on, with smooth edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, ...]
Floats = NDArray[np.floating[Any]]
Single = Floats
"""Float32 by custom: pixels."""
Shader = Callable[[Single, Single, Single], Single]
"""From place along the limb (0..1) and the surface's normal (x, y) to colours (h, w, 3)."""


class LimbShape(Enum):
    """How a limb's ends look and how its surface is lit."""

    TUBE = "tube"
    """Lit as a tube with rounded ends, so that joints do not show."""
    CUT = "cut"
    """The same, cut off at its end: a sleeve."""
    BALL = "ball"
    """Lit as a round body."""


@dataclass(frozen=True)
class Window:
    """A part of a picture, in whole pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of the picture."""
        return (
            slice(self.top, self.top + self.height),
            slice(self.left, self.left + self.width),
        )

    def joined(self, other: Window) -> Window:
        """Return the smallest window around both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        right = max(self.left + self.width, other.left + other.width)
        bottom = max(self.top + self.height, other.top + other.height)
        return Window(left, top, right - left, bottom - top)

    def within(self, other: Window) -> tuple[slice, slice]:
        """Return rows and columns of this window inside ``other``'s."""
        moved = Window(self.left - other.left, self.top - other.top, self.width, self.height)
        return moved.slices


def window_around(boxes: list[Floats], width: int, height: int) -> Window:
    """Return the window of a picture around xyxy boxes, four pixels wider; never empty."""
    table = np.stack(boxes)
    inside = (table[:, 2] > 0) & (table[:, 3] > 0) & (table[:, 0] < width) & (table[:, 1] < height)
    table = table[inside] if inside.any() else np.array([[0.0, 0.0, 4.0, 4.0]])
    left, top = (int(v) for v in np.floor(np.clip(table[:, :2].min(axis=0) - 4, 0, None)))
    right = int(min(np.ceil(table[:, 2].max() + 4), width))
    bottom = int(min(np.ceil(table[:, 3].max() + 4), height))
    return Window(left, top, max(right - left, 1), max(bottom - top, 1))


class Layer:
    """RGB times alpha, and alpha, of a window of a picture."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.left, self.top = window.left, window.top
        self.rgb = np.zeros((window.height, window.width, 3), np.float32)
        self.alpha = np.zeros((window.height, window.width), np.float32)

    def over(self, left: int, top: int, rgb: Single, alpha: Single) -> None:
        """Put a patch (h, w, 3), already times its ``alpha`` (h, w), over what is here.

        ``left`` and ``top`` are picture coordinates; what lies outside is cut off.
        """
        x, y = left - self.left, top - self.top
        height, width = self.alpha.shape
        x0, y0 = max(x, 0), max(y, 0)
        x1, y1 = min(x + alpha.shape[1], width), min(y + alpha.shape[0], height)
        if x0 >= x1 or y0 >= y1:
            return
        part = np.s_[y0 - y : y1 - y, x0 - x : x1 - x]
        here = np.s_[y0:y1, x0:x1]
        through = 1 - alpha[part]
        self.rgb[here] = rgb[part] + self.rgb[here] * through[..., None]
        self.alpha[here] = alpha[part] + self.alpha[here] * through

    def limb(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        start_radius: float,
        end_radius: float,
        shader: Shader,
        form: LimbShape = LimbShape.TUBE,
    ) -> None:
        """Paint a rounded, tapering limb between two pixels, with radii in pixels.

        The shader gets, per pixel, the place along the limb and the x and y of the normal
        of a round surface, in picture directions.
        """
        reach = max(start_radius, end_radius) + 1.5
        left = int(np.floor(min(start[0], end[0]) - reach))
        top = int(np.floor(min(start[1], end[1]) - reach))
        right = int(np.ceil(max(start[0], end[0]) + reach))
        bottom = int(np.ceil(max(start[1], end[1]) + reach))
        left, top = max(left, self.left), max(top, self.top)
        right = min(right, self.left + self.alpha.shape[1])
        bottom = min(bottom, self.top + self.alpha.shape[0])
        if right <= left or bottom <= top:
            return
        x = (np.arange(left, right, dtype=np.float32) + 0.5 - start[0])[None, :]
        y = (np.arange(top, bottom, dtype=np.float32) + 0.5 - start[1])[:, None]
        dx, dy = end[0] - start[0], end[1] - start[1]
        squared = max(dx * dx + dy * dy, 1e-6)
        place = np.clip((x * dx + y * dy) / np.float32(squared), 0, 1)
        off_x, off_y = x - place * dx, y - place * dy
        distance = np.sqrt(off_x * off_x + off_y * off_y)
        radius = start_radius + (end_radius - start_radius) * place
        alpha = np.clip(radius - distance + 0.5, 0, 1)
        inverse = 1 / np.maximum(radius, 0.5)
        if form is not LimbShape.BALL:
            length = squared**0.5
            across = (x * -dy + y * dx) / np.float32(length)
            if form is LimbShape.CUT:
                beyond = (x * dx + y * dy) / np.float32(length) - np.float32(length)
                # A hem is seen a little from below or above: it is bent.
                beyond = beyond - 0.22 * np.sqrt(
                    np.clip(radius * radius - across * across, 0, None)
                )
                alpha = alpha * np.clip(0.5 - beyond, 0, 1)
            off_x, off_y = across * np.float32(-dy / length), across * np.float32(dx / length)
        colour = shader(place, off_x * inverse, off_y * inverse)
        self.over(left, top, colour * alpha[..., None], alpha)

"""A transparent layer that shaded shapes are painted on, with smooth edges."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, ...]
Single = NDArray[np.float32]
Shader = Callable[[Single, Single, Single], Single]
"""From place along the limb (0..1) and the surface's normal (x, y) to colours (h, w, 3)."""


class Layer:
    """RGB times alpha, and alpha, of the window (left, top, width, height) of a picture."""

    def __init__(self, left: int, top: int, width: int, height: int) -> None:
        self.left, self.top = left, top
        self.rgb = np.zeros((height, width, 3), np.float32)
        self.alpha = np.zeros((height, width), np.float32)

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
        colour = shader(place, off_x * inverse, off_y * inverse)
        self.over(left, top, colour * alpha[..., None], alpha)

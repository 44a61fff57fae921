"""The pinhole camera that looks at the drawn practice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Camera:
    """A camera in court coordinates (metres): x along the net, y away from it, z up.

    ``position`` and ``target`` have shape (3,); ``focal_px`` is the focal length in pixels of
    a picture of ``width`` by ``height``. The horizon stays level.
    """

    position: Floats
    target: Floats
    focal_px: float
    width: int
    height: int

    @cached_property
    def axes(self) -> Floats:
        """Rows: the picture's right, down and forward directions in the world, (3, 3)."""
        forward = self.target - self.position
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, (0.0, 0.0, 1.0))
        right = right / np.linalg.norm(right)
        return np.stack([right, np.cross(forward, right), forward])

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """Return pixels (n, 2) and depths in metres (n,) of world points (n, 3)."""
        seen = (np.atleast_2d(points) - self.position) @ self.axes.T
        depth = np.maximum(seen[:, 2], 0.05)
        centre = np.array([self.width, self.height]) / 2
        return seen[:, :2] / depth[:, None] * self.focal_px + centre, depth

    def scale_at(self, points: Floats) -> Floats:
        """Return how many pixels a metre across the view is at world points (n, 3), (n,)."""
        return self.focal_px / self.project(points)[1]

    def rays(self) -> Floats:
        """Return the world direction through each pixel's centre, (height, width, 3) float32."""
        x = (np.arange(self.width) + 0.5 - self.width / 2) / self.focal_px
        y = (np.arange(self.height) + 0.5 - self.height / 2) / self.focal_px
        right, down, forward = self.axes
        rays = forward + x[None, :, None] * right + y[:, None, None] * down
        return np.asarray(rays, np.float32)

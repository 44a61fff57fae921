"""Short pieces of path fitted to sights of the ball or the racket head, with honest spreads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.hits.hit import Point


@dataclass(frozen=True)
class Sight:
    """Something seen at ``xy`` (px) at ``time_s``, off by ``sigma_px`` per axis."""

    time_s: float
    frame: int
    xy: Point
    sigma_px: float
    side_px: float


@dataclass(frozen=True)
class Path:
    """A parabola in time, one per axis: ``terms`` (3, 2) of 1, t, t²/2 around ``origin_s``.

    ``spread`` (3, 3) is the covariance of the terms, alike for both axes. ``misfit`` is the
    root mean square of the residuals in their own sigmas; ``n`` sights made it.
    """

    origin_s: float
    terms: NDArray[np.float64]
    spread: NDArray[np.float64]
    misfit: float
    n: int

    def at(self, time_s: float) -> Point:
        """Return the position (px)."""
        x, y = _basis(time_s - self.origin_s) @ self.terms
        return float(x), float(y)

    def velocity(self, time_s: float) -> Point:
        """Return the velocity (px/s)."""
        x, y = self.terms[1] + (time_s - self.origin_s) * self.terms[2]
        return float(x), float(y)

    def sigma_at(self, time_s: float) -> float:
        """Return how far the position is off per axis (px)."""
        basis = _basis(time_s - self.origin_s)
        return math.sqrt(max(0.0, float(basis @ self.spread @ basis)))

    def speed_sigma_at(self, time_s: float) -> float:
        """Return how far the velocity is off per axis (px/s)."""
        basis = np.array([0.0, 1.0, time_s - self.origin_s])
        return math.sqrt(max(0.0, float(basis @ self.spread @ basis)))


def fit_path(
    sights: Sequence[Sight], origin_s: float, *, speed_sigma: float, accel_sigma: float
) -> Path:
    """Return the parabola through ``sights`` (one or more), by regularised least squares.

    Before anything is seen, the velocity is 0 ± ``speed_sigma`` px/s and the acceleration
    0 ± ``accel_sigma`` px/s² per axis: two sights then give a line, many give a parabola, and
    ``spread`` tells the difference (Bayesian linear regression; Bishop, Pattern Recognition
    and Machine Learning, section 3.3).
    """
    dt = np.array([sight.time_s for sight in sights]) - origin_s
    basis = np.stack([np.ones_like(dt), dt, dt**2 / 2], axis=1)
    sigma = np.array([sight.sigma_px for sight in sights])
    weighted = basis / sigma[:, None] ** 2
    prior = np.diag([0.0, speed_sigma**-2, accel_sigma**-2])
    spread = np.linalg.inv(weighted.T @ basis + prior)
    seen = np.array([sight.xy for sight in sights])
    terms = spread @ (weighted.T @ seen)
    residual = (seen - basis @ terms) / sigma[:, None]
    misfit = math.sqrt(float((residual**2).sum()) / (2 * len(sights)))
    return Path(origin_s, terms, spread, misfit, len(sights))


def _basis(dt: float) -> NDArray[np.float64]:
    return np.array([1.0, dt, dt * dt / 2])


def distance(a: Point, b: Point) -> float:
    """Return how far two points are apart."""
    return math.hypot(a[0] - b[0], a[1] - b[1])

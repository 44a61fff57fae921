"""Short pieces of path fitted to sights of the ball or the racket head, with honest spreads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.hits.hit import Point


@dataclass(frozen=True)
class Sight:
    """Something seen at ``xy`` (px) at ``time_s``, off by ``sigma_px`` per axis.

    ``side_px`` is its smaller side, ``score`` the detector's word on it.
    """

    time_s: float
    frame: int
    xy: Point
    sigma_px: float
    side_px: float
    score: float = 1.0


Spread = tuple[float, float, float, float, float, float]
"""Upper triangle of a symmetric 3 x 3 matrix: 00, 01, 02, 11, 12, 22."""


@dataclass(frozen=True)
class Path:
    """A parabola in time per axis: place (px), speed (px/s) and acceleration (px/s²).

    ``spread`` is the covariance of the three at ``origin_s``, alike for both axes. ``misfit``
    is the root mean square of the residuals in their own sigmas; ``n`` sights made it.
    """

    origin_s: float
    place: Point
    speed: Point
    accel: Point
    spread: Spread
    misfit: float
    n: int

    def at(self, time_s: float) -> Point:
        """Return the position (px)."""
        t = time_s - self.origin_s
        half = 0.5 * t * t
        return (
            self.place[0] + t * self.speed[0] + half * self.accel[0],
            self.place[1] + t * self.speed[1] + half * self.accel[1],
        )

    def velocity(self, time_s: float) -> Point:
        """Return the velocity (px/s)."""
        t = time_s - self.origin_s
        return self.speed[0] + t * self.accel[0], self.speed[1] + t * self.accel[1]

    def sigma_at(self, time_s: float) -> float:
        """Return how far the position is off per axis (px)."""
        t = time_s - self.origin_s
        h = 0.5 * t * t
        a, b, c, d, e, f = self.spread
        return math.sqrt(
            max(0.0, a + 2 * t * b + 2 * h * c + t * t * d + 2 * t * h * e + h * h * f)
        )

    def speed_sigma_at(self, time_s: float) -> float:
        """Return how far the velocity is off per axis (px/s)."""
        t = time_s - self.origin_s
        return math.sqrt(max(0.0, self.spread[3] + 2 * t * self.spread[4] + t * t * self.spread[5]))


def fit_path(
    sights: Sequence[Sight],
    origin_s: float,
    *,
    speed_sigma: float,
    accel_sigma: float,
    jerk_sigma: float = 0.0,
) -> Path:
    """Return the parabola through ``sights`` (one or more), by regularised least squares.

    Before anything is seen, the velocity is 0 ± ``speed_sigma`` px/s and the acceleration
    0 ± ``accel_sigma`` px/s² per axis: two sights then give a line, many give a parabola, and
    ``spread`` tells the difference (Bayesian linear regression; Bishop, Pattern Recognition
    and Machine Learning, section 3.3). ``jerk_sigma`` (px/s³) is how fast the acceleration may
    change: what a parabola misses grows with the third power of the time from ``origin_s``,
    and distant sights count so much less. Plain numbers: for three terms numpy is slower.
    """
    a = b = c = e = f = 0.0
    d_prior, f_prior = speed_sigma**-2, accel_sigma**-2
    sum_x = [0.0, 0.0, 0.0]
    sum_y = [0.0, 0.0, 0.0]
    for sight in sights:
        t = sight.time_s - origin_s
        w = 1.0 / (sight.sigma_px**2 + (jerk_sigma * t * t * t / 6) ** 2)
        h = 0.5 * t * t
        a, b, c, e, f = a + w, b + w * t, c + w * h, e + w * t * h, f + w * h * h
        for k, basis in enumerate((1.0, t, h)):
            sum_x[k] += w * basis * sight.xy[0]
            sum_y[k] += w * basis * sight.xy[1]
    # The sum of t² is twice the sum of t²/2.
    spread = _inverse((a, b, c, 2 * c + d_prior, e, f + f_prior))
    x, y = _times(spread, sum_x), _times(spread, sum_y)
    path = Path(origin_s, (x[0], y[0]), (x[1], y[1]), (x[2], y[2]), spread, 0.0, len(sights))
    squares = 0.0
    for sight in sights:
        missed = jerk_sigma * (sight.time_s - origin_s) ** 3 / 6
        off = distance(path.at(sight.time_s), sight.xy)
        squares += off * off / (sight.sigma_px**2 + missed**2)
    return replace(path, misfit=math.sqrt(squares / (2 * len(sights))))


def _inverse(m: Spread) -> Spread:
    """Return the inverse of a symmetric positive 3 x 3 matrix, by cofactors."""
    a, b, c, d, e, f = m
    p, q, r = d * f - e * e, c * e - b * f, b * e - c * d
    scale = 1.0 / (a * p + b * q + c * r)
    s, t, u = a * f - c * c, b * c - a * e, a * d - b * b
    return p * scale, q * scale, r * scale, s * scale, t * scale, u * scale


def _times(m: Spread, v: Sequence[float]) -> tuple[float, float, float]:
    a, b, c, d, e, f = m
    return (
        a * v[0] + b * v[1] + c * v[2],
        b * v[0] + d * v[1] + e * v[2],
        c * v[0] + e * v[1] + f * v[2],
    )


def distance(a: Point, b: Point) -> float:
    """Return how far two points are apart."""
    return math.hypot(a[0] - b[0], a[1] - b[1])

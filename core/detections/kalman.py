"""A point that moves at a nearly constant velocity, filtered in time and not in frames."""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Motion:
    """Where a point is and how it moves at ``time_s``.

    ``position`` in px, ``velocity`` in px/s. Both axes share one covariance: ``p_var`` (px²),
    ``pv_cov`` (px²/s) and ``v_var`` (px²/s²).
    """

    time_s: float
    position: Point
    velocity: Point
    p_var: float
    pv_cov: float
    v_var: float

    @staticmethod
    def started(time_s: float, position: Point, sigma_px: float, speed_sigma: float) -> Motion:
        """Return a point just seen, whose velocity is unknown up to ``speed_sigma`` px/s."""
        return Motion(time_s, position, (0.0, 0.0), sigma_px**2, 0.0, speed_sigma**2)

    @property
    def speed(self) -> float:
        """Length of the velocity in px/s."""
        return math.hypot(*self.velocity)

    def at(self, time_s: float) -> Point:
        """Return the expected position at a time near ``self.time_s``."""
        dt = time_s - self.time_s
        return self.position[0] + self.velocity[0] * dt, self.position[1] + self.velocity[1] * dt


def predict(motion: Motion, time_s: float, noise: float) -> Motion:
    """Return ``motion`` carried to ``time_s``.

    ``noise`` is the density of a white-noise acceleration in px²/s³ (Bar-Shalom, Li and
    Kirubarajan, Estimation with Applications to Tracking and Navigation, section 6.2.2), so
    that two short steps equal one long step: variable frame rates need no care.
    """
    dt = time_s - motion.time_s
    if dt <= 0:
        return motion
    p_var = motion.p_var + 2 * dt * motion.pv_cov + dt**2 * motion.v_var + noise * dt**3 / 3
    pv_cov = motion.pv_cov + dt * motion.v_var + noise * dt**2 / 2
    v_var = motion.v_var + noise * dt
    return Motion(time_s, motion.at(time_s), motion.velocity, p_var, pv_cov, v_var)


def update(motion: Motion, seen: Point, sigma_px: float) -> Motion:
    """Return ``motion`` after the point was seen at ``seen``, each axis off by ``sigma_px``."""
    spread = motion.p_var + sigma_px**2
    gain_p, gain_v = motion.p_var / spread, motion.pv_cov / spread
    off_x, off_y = seen[0] - motion.position[0], seen[1] - motion.position[1]
    return Motion(
        motion.time_s,
        (motion.position[0] + gain_p * off_x, motion.position[1] + gain_p * off_y),
        (motion.velocity[0] + gain_v * off_x, motion.velocity[1] + gain_v * off_y),
        (1 - gain_p) * motion.p_var,
        (1 - gain_p) * motion.pv_cov,
        motion.v_var - gain_v * motion.pv_cov,
    )


def misfit(motion: Motion, seen: Point, sigma_px: float) -> float:
    """Return how many standard deviations ``seen`` lies from the (predicted) position."""
    off = math.hypot(seen[0] - motion.position[0], seen[1] - motion.position[1])
    return off / math.sqrt(motion.p_var + sigma_px**2)

"""A player, a swinging racket and a ball in metres, with the exact moment of every contact.

x to the right, y away from the camera's side of the court, z up; seconds of real time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

G = np.array([0.0, 0.0, -9.81])
BALL_RADIUS = 0.033
HEAD_HALF = (0.165, 0.13)
ARM = 1.05  # shoulder to the middle of the strings
HEIGHT = 1.8


@dataclass(frozen=True)
class Camera:
    """A pinhole at ``place`` looking at ``aim``; ``focal`` in px; picture of ``size`` px."""

    place: Vector
    aim: Vector
    focal: float
    size: tuple[int, int]

    def axes(self) -> tuple[Vector, Vector, Vector]:
        """Return right, down and forward as unit vectors."""
        forward = self.aim - self.place
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, [0.0, 0.0, 1.0])
        right = right / np.linalg.norm(right)
        return right, np.cross(forward, right), forward

    def project(self, points: Vector) -> Vector:
        """Return pixels (n, 2) of points (n, 3)."""
        right, down, forward = self.axes()
        offset = np.atleast_2d(points) - self.place
        depth = offset @ forward
        x = offset @ right / depth * self.focal + self.size[0] / 2
        y = offset @ down / depth * self.focal + self.size[1] / 2
        return np.stack([x, y], axis=1)

    def scale_at(self, point: Vector) -> float:
        """Return px per metre at a point's depth."""
        return float(self.focal / ((point - self.place) @ self.axes()[2]))


@dataclass(frozen=True)
class Shot:
    """One hit: at ``time_s`` the ball is at ``point``, comes with ``v_in``, leaves with ``v_out``.

    ``offset`` is where on the strings, in half extents along (shaft, across). ``toss`` makes
    the ball come straight up from the hand instead of from the other side.
    """

    time_s: float
    point: Vector
    v_in: Vector
    v_out: Vector
    offset: tuple[float, float]
    feet: Vector
    toss: bool = False

    def ball(self, time_s: float) -> Vector | None:
        """Return the ball's centre while it belongs to this shot; None long before and after."""
        dt = time_s - self.time_s
        if dt < 0:
            if self.toss:
                return _thrown(self.point, self.v_in, dt) if dt > -0.75 else None
            return _bounced(self.point, self.v_in, dt) if dt > -1.0 else None
        return _bounced(self.point, self.v_out, dt) if dt < 1.0 else None

    def head(self, time_s: float) -> tuple[Vector, Vector, Vector]:
        """Return the strings' centre and the two half axes (shaft, across) in metres."""
        swing = self.v_out / np.linalg.norm(self.v_out)
        shoulder = self.feet + np.array([0.0, 0.0, 1.45])
        shaft = self.point - shoulder
        shaft = shaft - (shaft @ swing) * swing
        shaft = shaft / max(np.linalg.norm(shaft), 1e-6)
        across = np.cross(swing, shaft)
        speed = min(0.65 * float(np.linalg.norm(self.v_out)), 28.0)
        # The racket swings through with its full speed at the hit, over about a third of a second.
        dt = time_s - self.time_s
        turn = 0.16 * math.tanh(dt / 0.16) * speed / ARM
        along = math.cos(turn) * shaft + math.sin(turn) * swing
        a, b = HEAD_HALF
        contact_centre = self.point - self.offset[0] * a * shaft - self.offset[1] * b * across
        pivot = contact_centre - ARM * shaft
        return pivot + ARM * along, along * a, across * b


def _thrown(point: Vector, velocity: Vector, dt: float) -> Vector | None:
    """Return a free flight; None once it would be below a hand."""
    place = point + velocity * dt + 0.5 * G * dt**2
    return place if place[2] > 1.2 else None


def _bounced(point: Vector, velocity: Vector, dt: float) -> Vector:
    """Return a flight with one bounce on the ground, forwards or backwards in time."""
    vz, z = velocity[2], point[2] - BALL_RADIUS
    root = math.sqrt(max(vz**2 + 2 * 9.81 * z, 0.0))
    ground = (vz + root) / 9.81 if dt > 0 else (vz - root) / 9.81
    if abs(dt) <= abs(ground) or ground == 0:
        return point + velocity * dt + 0.5 * G * dt**2
    floor = point + velocity * ground + 0.5 * G * ground**2
    there = velocity + G * ground
    keep, back = (0.8, 0.75) if dt > 0 else (1 / 0.8, 1 / 0.75)
    onward = np.array([there[0] * keep, there[1] * keep, -there[2] * back])
    rest = dt - ground
    return floor + onward * rest + 0.5 * G * rest**2


def random_shot(rng: np.random.Generator, time_s: float, feet: Vector, away: Vector) -> Shot:
    """Return a groundstroke, volley or serve towards ``away`` (unit, horizontal)."""
    side = np.array([away[1], -away[0], 0.0]) * (1 if rng.random() < 0.6 else -1)
    offset = (float(rng.normal(0, 0.35)), float(rng.normal(0, 0.35)))
    if rng.random() < 0.25:
        point = feet + 0.3 * away + 0.2 * side + np.array([0, 0, rng.uniform(2.5, 2.8)])
        v_in = np.array([0.0, 0.0, rng.uniform(-2.0, 0.3)])
        v_out = away * rng.uniform(28, 48) + np.array([0, 0, rng.uniform(-5, -2)])
        return Shot(time_s, point, v_in, v_out, offset, feet, toss=True)
    point = feet + 0.4 * away + rng.uniform(0.6, 1.0) * side
    point = point + np.array([0, 0, rng.uniform(0.6, 1.4)])
    drift = rng.normal(0, 0.15) * side
    v_in = (drift - away) * rng.uniform(8, 18) + np.array([0, 0, rng.uniform(-3, 2.5)])
    v_out = (away + drift) * rng.uniform(12, 34) + np.array([0, 0, rng.uniform(1, 6)])
    return Shot(time_s, point, v_in, v_out, offset, feet)

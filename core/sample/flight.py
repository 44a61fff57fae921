"""How balls fly: pieces of parabola joined at bounces and at the racket."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.sample.camera import UP, Floats

GRAVITY = 9.81
BALL_RADIUS_M = 0.0335
_FALL = np.array([0.0, 0.0, GRAVITY / 2])


@dataclass(frozen=True)
class Leg:
    """Free flight from ``start_s`` to ``end_s``: place (3,) and speed (3,) at its start."""

    start_s: float
    end_s: float
    place: Floats
    speed: Floats

    def at(self, time_s: float) -> Floats:
        """Return where the ball is, (3,)."""
        t = time_s - self.start_s
        where: Floats = self.place + self.speed * t - _FALL * t * t
        return where

    def speed_at(self, time_s: float) -> Floats:
        """Return its velocity in metres a second, (3,)."""
        fall: Floats = self.speed - 2 * _FALL * (time_s - self.start_s)
        return fall


def leg_between(start: Floats, start_s: float, end: Floats, end_s: float) -> Leg:
    """Return the flight that starts here and arrives there at the given times."""
    t = end_s - start_s
    return Leg(start_s, end_s, start, (end - start) / t + _FALL * t)


def legs_from(place: Floats, speed: Floats, start_s: float, until_s: float) -> tuple[Leg, ...]:
    """Return a flight with its bounces until a time; each bounce keeps 0.72 of the rise."""
    legs: list[Leg] = []
    time_s = start_s
    while time_s < until_s and len(legs) < 8:
        rise = float(speed[2])
        height = max(float(place[2]) - BALL_RADIUS_M, 0.0)
        fall_s = (rise + float(np.sqrt(rise * rise + 2 * GRAVITY * height))) / GRAVITY
        leg = Leg(time_s, time_s + max(fall_s, 0.02), place, speed)
        legs.append(leg)
        time_s = leg.end_s
        place = leg.at(time_s) * (1, 1, 0) + UP * BALL_RADIUS_M
        arriving = leg.speed_at(time_s)
        speed = arriving * (0.75, 0.75, -0.72)
    return tuple(legs)


def place_on(legs: tuple[Leg, ...], time_s: float) -> Floats | None:
    """Return where a ball on these legs is, or None before and after them."""
    for leg in legs:
        if leg.start_s <= time_s < leg.end_s:
            return leg.at(time_s)
    return None


def bounces_on(legs: tuple[Leg, ...]) -> list[tuple[float, Floats]]:
    """Return (time, place) where the ball meets the ground at the end of a leg."""
    ends = [(leg.end_s, leg.at(leg.end_s)) for leg in legs]
    return [(t, p) for t, p in ends if abs(float(p[2]) - BALL_RADIUS_M) < 0.01]

"""A practice to be drawn: where everything is at every moment, exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.sample.camera import UP, Camera, Floats
from core.sample.court import Place
from core.sample.figure import Ground, Outfit, Pose, pose_of
from core.sample.flight import Leg, place_on
from core.sample.racket import Racket, RacketStyle
from core.sample.strokes import StrokeKind, Swing, swing_at

_STANCES = {
    StrokeKind.FOREHAND: ((0.30, -0.14), (-0.20, 0.24)),
    StrokeKind.BACKHAND: ((0.12, 0.28), (-0.28, -0.10)),
    StrokeKind.SERVE: ((0.20, -0.24), (-0.12, 0.22)),
}
_ANKLE_M = 0.085
IN_PALM = np.array([0.0, 0.02, 0.05])
"""Where a held ball lies, from the hand, in the player's directions."""


@dataclass(frozen=True)
class Shot:
    """One stroke: when, where the player stands (3,), and the ball's way in and out.

    ``offset`` is what was asked of the contact: (u, v) in half extents of the head's box.
    """

    kind: StrokeKind
    contact_s: float
    stand: Floats
    incoming: tuple[Leg, ...]
    outgoing: tuple[Leg, ...]
    contact: Floats
    offset: tuple[float, float]
    toss_s: float | None

    def ball_at(self, time_s: float) -> Floats | None:
        """Return where this shot's ball is, (3,), or None when it is not in play."""
        legs = self.incoming if time_s < self.contact_s else self.outgoing
        return place_on(legs, time_s)


@dataclass(frozen=True)
class Scene:
    """All that a drawing of a practice needs. Times in seconds, lengths in metres."""

    seed: int
    seconds: float
    fps: float
    exposure_s: float
    camera: Camera
    place: Place
    outfit: Outfit
    style: RacketStyle
    left_handed: bool
    shots: tuple[Shot, ...]
    lying_balls: tuple[Floats, ...]
    spectator: Floats | None
    spectator_outfit: Outfit
    grain: float

    @property
    def n_frames(self) -> int:
        """How many frames are drawn."""
        return round(self.seconds * self.fps)

    def ground_at(self, time_s: float) -> Ground:
        """Return where the player stands and faces."""
        before, after, done = self._between(time_s)
        stand = before.stand + (after.stand - before.stand) * _ease(done)
        return ground_of(stand, self.left_handed)

    def swing_at(self, time_s: float) -> Swing:
        """Return the swing: of one shot, or between the end of one and the start of the next."""
        before, after, _ = self._between(time_s)
        a = swing_at(before.kind, time_s - before.contact_s)
        if before is after:
            return a
        b = swing_at(after.kind, time_s - after.contact_s)
        lead = 1.25 if after.kind is StrokeKind.SERVE else 0.62
        start, end = before.contact_s + 0.45, max(after.contact_s - lead, before.contact_s + 0.7)
        return _blended(a, b, _ease((time_s - start) / (end - start)))

    def feet_at(self, time_s: float) -> tuple[Floats, Floats]:
        """Return the ankles, racket side first: planted for a shot, one step each between."""
        before, after, done = self._between(time_s)
        feet = []
        for k in (0, 1):
            step = min(max((done - 0.4 * k) / 0.6, 0.0), 1.0)
            a, b = (self._planted(shot, k) for shot in (before, after))
            lift = 0.10 * float(np.sin(np.pi * _ease(step))) * float(before is not after)
            feet.append(a + (b - a) * _ease(step) + UP * lift)
        return feet[0], feet[1]

    def pose_at(self, time_s: float) -> Pose:
        """Return the player's joints."""
        balls = self.balls_at(time_s)
        ground = self.ground_at(time_s)
        ahead: Floats = ground.origin + ground.forward * 8 + UP * 1.5
        look = balls[0] if balls else ahead
        if np.linalg.norm(look - ground.origin) > 12:
            look = ahead
        return pose_of(self.swing_at(time_s), ground, self.feet_at(time_s), look)

    def racket_at(self, time_s: float) -> Racket:
        """Return the racket."""
        return racket_of(self.swing_at(time_s), self.ground_at(time_s))

    def balls_at(self, time_s: float) -> list[Floats]:
        """Return the balls in play, the one to be hit next first."""
        found = []
        for shot in self.shots:
            ball = shot.ball_at(time_s)
            if ball is None and shot.toss_s is not None:
                held = shot.contact_s - 1.5 <= time_s < shot.toss_s
                if held:
                    swing, ground = self.swing_at(time_s), self.ground_at(time_s)
                    ball = ground.world(swing.free_hand + IN_PALM)
            if ball is not None:
                found.append((abs(shot.contact_s - time_s), ball))
        return [ball for _, ball in sorted(found, key=lambda item: item[0])]

    def _planted(self, shot: Shot, side: int) -> Floats:
        across, ahead = _STANCES[shot.kind][side]
        ground = ground_of(shot.stand, self.left_handed)
        return ground.world(np.array([across, ahead, _ANKLE_M]))

    def _between(self, time_s: float) -> tuple[Shot, Shot, float]:
        """Return the shots before and after, and how much of the way between is done."""
        for before, after in zip(self.shots, self.shots[1:], strict=False):
            start, end = before.contact_s + 0.42, after.contact_s - 0.42
            if time_s < start:
                return before, before, 0.0
            if time_s < end:
                return before, after, (time_s - start) / (end - start)
        return self.shots[-1], self.shots[-1], 0.0


def ground_of(stand: Floats, left_handed: bool) -> Ground:
    """Return a player at ``stand`` (3,) who faces the net, which is at y = 0."""
    forward = np.array([0.0, -np.sign(stand[1]), 0.0])
    right = np.cross(forward, (0.0, 0.0, 1.0))
    return Ground(stand, -right if left_handed else right, forward)


def racket_of(swing: Swing, ground: Ground) -> Racket:
    """Return the racket in the world."""
    return Racket(ground.world(swing.hand), ground.turn(swing.axis), ground.turn(swing.normal))


def _blended(a: Swing, b: Swing, part: float) -> Swing:
    def mixed(x: Floats, y: Floats) -> Floats:
        return x + (y - x) * part

    axis = mixed(a.axis, b.axis)
    axis = axis / max(float(np.linalg.norm(axis)), 1e-6)
    normal = mixed(a.normal, b.normal)
    normal = normal - (normal @ axis) * axis
    normal = normal / max(float(np.linalg.norm(normal)), 1e-6)
    return Swing(
        mixed(a.hand, b.hand),
        axis,
        normal,
        mixed(a.free_hand, b.free_hand),
        a.yaw + (b.yaw - a.yaw) * part,
        a.crouch + (b.crouch - a.crouch) * part,
    )


def _ease(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)

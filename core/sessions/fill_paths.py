"""Where a box must have been between two frames: straight ways, and the flight of a ball."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.box import Box, box_around, mean_side, middle_of, sides_of
from core.hits.engine import BALL_M
from core.hits.kinematics import Path, Sight, fit_path
from core.hits.parameters import DEFAULT

Anchor = tuple[int, Box]
"""A frame and the box (px) that is known there."""

_MEET_SIGMAS = 3.0
_MEET_SIDES = 10.0  # less sure than this, any two flights would meet
_STRAIGHT_MISFIT = 2.5
_ACCEL_HEIGHTS = 8.0
"""What drag and perspective add to gravity (5.5), in player heights a second squared."""

_BLIND_SIDES = 2.0
"""An end is followed into the unknown until its place is unsure by so many diameters."""


@dataclass(frozen=True)
class Expected:
    """A box that is to be expected (px), off by ``sigma_px`` per axis."""

    xyxy: Box
    sigma_px: float


@dataclass(frozen=True)
class Way:
    """What is to be expected in the frames between two anchors.

    Frames that are missing cannot be told. ``turn`` is the frame at which a ball changes its
    way (a bounce, or a hit nobody has marked), None where it does not.
    """

    boxes: dict[int, Expected]
    turn: int | None = None


def straight_way(first: Anchor, last: Anchor) -> Way:
    """Return boxes that move evenly from one to the other and grow by the same factor a frame."""
    span = last[0] - first[0]
    boxes = {}
    for frame in range(first[0] + 1, last[0]):
        share = (frame - first[0]) / span
        box = between(first[1], last[1], share)
        # People and rackets leave the straight way soon, most of all half way.
        drift = 0.05 * span * math.sin(math.pi * share) * min(mean_side(box), 80.0)
        boxes[frame] = Expected(box, 0.05 * mean_side(box) + drift)
    return Way(boxes)


def ball_way(before: Sequence[Anchor], after: Sequence[Anchor], frame_s: float) -> Way:
    """Return the flight of a ball between two runs of sights, each of one or more boxes.

    ``before`` ends and ``after`` begins with a known box; ``frame_s`` are real seconds. One
    parabola through all sights is tried first, gravity, drag and perspective allowed for. Where
    it does not fit, or hardly falls, the ball turned: both ends are followed
    to where they meet; ends that do not meet are followed while they are sure.
    """
    sides = sorted(mean_side(box) for _, box in (*before, *after))
    side = max(sides[len(sides) // 2], 1.0)
    first, last = before[-1], after[0]
    frames = range(first[0] + 1, last[0])
    whole = _fitted([*before, *after], (first[0] + last[0]) / 2, side, frame_s)
    one_flight = whole.misfit <= _STRAIGHT_MISFIT
    if one_flight and not _hardly_falls(whole, side):
        return Way(_along(whole, first, last, frames, frame_s))
    leaving = _fitted(before, first[0], side, frame_s)
    coming = _fitted(after, last[0], side, frame_s)
    turn = _meeting(leaving, coming, first[0], last[0], frame_s, side)
    if turn is not None:
        split = min(max(math.ceil(turn), first[0] + 1), last[0])
        boxes = _along(leaving, first, last, range(first[0] + 1, split), frame_s)
        boxes |= _along(coming, first, last, range(split, last[0]), frame_s)
        return Way(boxes, min(max(round(turn), first[0] + 1), last[0] - 1))
    if one_flight:
        return Way(_along(whole, first, last, frames, frame_s))
    boxes = follow_on(before, last[0], frame_s)
    boxes |= {f: box for f, box in follow_on(after, first[0], frame_s).items() if f not in boxes}
    return Way(boxes)


def follow_on(run: Sequence[Anchor], to: int, frame_s: float) -> dict[int, Expected]:
    """Return where a ball goes from one end of a run of sights, as long as that is sure.

    ``to`` is the frame, not included, at which its flight is known to be another one; it lies
    after the run's last frame or before its first one. A single sight leads nowhere.
    """
    forward = to > run[-1][0]
    end = run[-1] if forward else run[0]
    if len(run) < 2:
        return {}
    side = max(mean_side(end[1]), 1.0)
    path = _fitted(run, end[0], side, frame_s)
    frames = range(end[0] + 1, to) if forward else range(end[0] - 1, to, -1)
    found: dict[int, Expected] = {}
    for frame, box in _along(path, end, end, frames, frame_s).items():
        if box.sigma_px > _BLIND_SIDES * side:
            break
        found[frame] = box
    return found


def between(a: Box, b: Box, share: float) -> Box:
    """Return the box on the way from ``a`` (share 0) to ``b`` (1)."""
    (x, y), (p, q) = middle_of(a), middle_of(b)
    width, height = (
        max(old, 1e-3) ** (1 - share) * max(new, 1e-3) ** share
        for old, new in zip(sides_of(a), sides_of(b), strict=True)
    )
    return box_around((x + share * (p - x), y + share * (q - y)), (width, height))


def _fitted(anchors: Sequence[Anchor], origin: float, side: float, frame_s: float) -> Path:
    """Return the parabola through the boxes' centres; a ball's diameter is the yardstick.

    Before anything is seen it falls as a ball does that neither comes nearer nor goes away.
    """
    height, gravity = DEFAULT.diameters_per_height * side, _gravity(side)
    sights = []
    for frame, box in anchors:
        x, y = middle_of(box)
        fallen = 0.5 * gravity * ((frame - origin) * frame_s) ** 2
        sigma = max(DEFAULT.ball_sigma_sides * side, 0.7)
        sights.append(Sight(frame * frame_s, frame, (x, y - fallen), sigma, side))
    path = fit_path(
        sights,
        origin * frame_s,
        speed_sigma=2 * DEFAULT.ball_speed_heights * height,
        accel_sigma=_ACCEL_HEIGHTS * height,
    )
    return replace(path, accel=(path.accel[0], path.accel[1] + gravity))


def _gravity(side: float) -> float:
    """Return 9.81 m/s² in px/s², where a ball is ``side`` px wide."""
    return 9.81 / BALL_M * side


def _hardly_falls(path: Path, side: float) -> bool:
    """Return whether a path bends down less than gravity makes it, whatever its boxes are off.

    Neither drag nor perspective does that to a ball seen from about a person's height; a
    bounce in the middle of what was taken for one flight does.
    """
    return path.accel[1] < 0.25 * _gravity(side) - 2 * math.sqrt(path.spread[5])


def _along(
    path: Path, first: Anchor, last: Anchor, frames: range, frame_s: float
) -> dict[int, Expected]:
    """Return boxes on a path; their sizes go from the first anchor's to the last one's."""
    span = max(last[0] - first[0], 1)
    found = {}
    for frame in frames:
        box = between(first[1], last[1], min(max((frame - first[0]) / span, 0.0), 1.0))
        at = box_around(path.at(frame * frame_s), sides_of(box))
        found[frame] = Expected(at, path.sigma_at(frame * frame_s))
    return found


def _meeting(
    leaving: Path, coming: Path, first: int, last: int, frame_s: float, side: float
) -> float | None:
    """Return the frame, not whole, at which two flights are at one point; None if nowhere."""
    if leaving.n < 2 or coming.n < 2:
        return None
    best, least = None, math.inf
    steps = 8 * (last - first)
    for step in range(steps + 1):
        frame = first + step * (last - first) / steps
        t = frame * frame_s
        apart = math.dist(leaving.at(t), coming.at(t))
        sigma = math.hypot(leaving.sigma_at(t), coming.sigma_at(t), 0.5 * side)
        # Far from both ends everything may meet: the nearest approach in px decides.
        if apart < least and apart <= _MEET_SIGMAS * sigma and sigma <= _MEET_SIDES * side:
            best, least = frame, apart
    return best

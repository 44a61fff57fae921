"""The moment of contact between two pictures: where the ball's two paths and the head meet."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.hits.hit import Box, Point
from core.hits.kinematics import Path, distance
from core.hits.racket_head import Head, HeadCurve, HeadMotion
from core.hits.scene import gap_to_box, height_of

STEPS = 17
"""Moments tried in the interval; the spread over them is finer than their distance."""

HEAD_PULL = 1.2
"""How strongly the head's centre draws the moment, in half extents: hits lie within about 1."""


EDGE_ON = 0.6
"""Strings turned further away from the camera count as if they were not."""

USUAL_REACH = 0.3
"""How far outside a player's box contacts spread, in player heights."""


@dataclass(frozen=True)
class Meeting:
    """A contact: when (s, ± ``time_sigma_s``), where the ball is, and the head there.

    ``gap_px`` is how far the two paths stay apart; ``offset`` and ``r_sigma`` as in ``Hit``.
    ``head_r`` is the ball's distance from the head's centre in half extents, none of them
    taken shorter than ``EDGE_ON`` of the longer one.
    """

    time_s: float
    time_sigma_s: float
    ball_xy: Point
    ball_sigma_px: float
    gap_px: float
    head: Head | None
    offset: Point | None
    r_sigma: float | None
    head_r: float | None


def meet(
    before: Path | None,
    after: Path | None,
    span: tuple[float, float],
    heads: HeadMotion | None,
    player: Box | None = None,
) -> Meeting:
    """Return the contact within ``span`` (s), given the ball's paths on either side.

    Every moment gets the likelihood that both paths are at one point then, and that this point
    is on the strings and within reach of ``player``'s box; the contact is the mean over the
    moments, its spread their spread. At least one path is needed.
    """
    times = np.linspace(span[0], span[1], STEPS) if span[1] > span[0] else np.array([span[0]])
    curve = heads.around((span[0] + span[1]) / 2) if heads is not None else None
    points: list[Point] = []
    found: list[Head | None] = []
    cost = np.zeros(len(times))
    for i, time_s in enumerate(times):
        point, var, apart = _ball_at(before, after, float(time_s))
        head = curve.at(float(time_s)) if curve is not None else None
        cost[i] = apart + _head_cost(point, var, head) + _reach_cost(point, player)
        points.append(point)
        found.append(head)
    weights = np.exp(-0.5 * (cost - cost.min()))
    weights /= weights.sum()
    return _average(before, after, times, points, found, curve, weights)


def _ball_at(before: Path | None, after: Path | None, time_s: float) -> tuple[Point, float, float]:
    """Return the ball, its variance per axis (px²) and minus twice the log-likelihood."""
    sides = [(path.at(time_s), path.sigma_at(time_s) ** 2) for path in (before, after) if path]
    if len(sides) == 1:
        return sides[0][0], sides[0][1], 0.0
    (p, p_var), (q, q_var) = sides
    share = q_var / (p_var + q_var)
    point = (share * p[0] + (1 - share) * q[0], share * p[1] + (1 - share) * q[1])
    both = p_var + q_var
    return point, p_var * share, distance(p, q) ** 2 / both + 2 * math.log(both)


def _head_cost(point: Point, var: float, head: Head | None) -> float:
    if head is None:
        return 0.0
    half = (head.half[0] + head.half[1]) / 2
    spread = (HEAD_PULL * half) ** 2 + head.sigma_px**2 + var
    return distance(point, head.centre) ** 2 / spread + math.log(spread)


def _reach_cost(point: Point, player: Box | None) -> float:
    if player is None:
        return 0.0
    return (gap_to_box(point, player) / (USUAL_REACH * height_of(player))) ** 2


def _average(
    before: Path | None,
    after: Path | None,
    times: NDArray[np.float64],
    points: list[Point],
    found: list[Head | None],
    curve: HeadCurve | None,
    weights: NDArray[np.float64],
) -> Meeting:
    time_s = float(weights @ times)
    step = float(times[1] - times[0]) if len(times) > 1 else 0.0
    time_sigma = math.sqrt(float(weights @ (times - time_s) ** 2) + step**2 / 12)
    ball, var, _ = _ball_at(before, after, time_s)
    gap = 0.0
    if before is not None and after is not None:
        gap = distance(before.at(time_s), after.at(time_s))
    head = curve.at(time_s) if curve is not None else None
    sigma = math.sqrt(var)
    if head is None:
        return Meeting(time_s, time_sigma, ball, sigma, gap, None, None, None, None)
    offset = ((ball[0] - head.centre[0]) / head.half[0], (ball[1] - head.centre[1]) / head.half[1])
    known = [
        (weight, ((p[0] - h.centre[0]) / h.half[0], (p[1] - h.centre[1]) / h.half[1]))
        for weight, p, h in zip(weights, points, found, strict=True)
        if h is not None
    ]
    r_sigma = _offset_sigma(head, sigma, known)
    # Seen from its edge a head has no breadth; the strings are still a hand's breadth away.
    broad = EDGE_ON * max(head.half)
    head_r = math.hypot(
        (ball[0] - head.centre[0]) / max(head.half[0], broad),
        (ball[1] - head.centre[1]) / max(head.half[1], broad),
    )
    return Meeting(time_s, time_sigma, ball, sigma, gap, head, offset, r_sigma, head_r)


def _offset_sigma(head: Head, ball_sigma: float, known: list[tuple[float, Point]]) -> float:
    """Return the spread of r: of the boxes, and of the offset over the moments in question."""
    total = sum(weight for weight, _ in known)
    u = sum(weight * offset[0] for weight, offset in known) / total
    v = sum(weight * offset[1] for weight, offset in known) / total
    moving = sum(w * ((o[0] - u) ** 2 + (o[1] - v) ** 2) for w, o in known) / total
    boxes = (ball_sigma**2 + head.sigma_px**2) * ((head.half[0] ** -2 + head.half[1] ** -2) / 2)
    # Half of the two-dimensional spread of the motion falls along r.
    return math.sqrt(boxes + moving / 2)

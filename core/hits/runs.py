"""Runs of sights at the end or the beginning of a flight, and the paths they make."""

from __future__ import annotations

from collections.abc import Sequence

from core.hits.kinematics import Path, Sight, distance, fit_path
from core.hits.parameters import HitParameters


def last_run(sights: Sequence[Sight], p: HitParameters) -> Sequence[Sight]:
    """Return the sights at the end that tell where the ball was going."""
    return first_run(sights[::-1], p)[::-1]


def first_run(sights: Sequence[Sight], p: HitParameters) -> Sequence[Sight]:
    """Return the first few sights: enough way for a direction, little enough to be straight.

    A fast ball has gone far in ``fit_window_s``; one in slow motion is followed longer.
    """
    if not sights:
        return sights
    start, taken = sights[0], 1
    for sight in sights[1:]:
        age = abs(sight.time_s - start.time_s)
        far = distance(sight.xy, start.xy) >= p.fit_sides * start.side_px
        if age > (p.fit_window_s if far else p.slow_window_s):
            break
        if taken >= (p.fit_sights if far else p.slow_sights):
            break
        taken += 1
    return sights[:taken]


def rests(run: Sequence[Sight], p: HitParameters) -> bool:
    """Return whether a ball lies or hangs at one place: it is not in play."""
    if len(run) < p.rest_sights:
        return False
    reach = max(distance(run[0].xy, sight.xy) for sight in run)
    return reach < p.rest_sides * run[0].side_px


def path_of(
    run: Sequence[Sight], origin_s: float, p: HitParameters, *, exact: bool = False
) -> Path:
    """Return the path through a run.

    The plain path leans on all sights alike: what the ball does on the whole. The ``exact``
    one knows that a parabola holds for a short time only: where the ball is at ``origin_s``.
    """
    sides = sorted(s.side_px for s in run)
    height = sides[len(sides) // 2] * p.diameters_per_height
    return fit_path(
        run,
        origin_s,
        speed_sigma=p.ball_speed_heights * height,
        accel_sigma=p.ball_accel_heights * height,
        jerk_sigma=p.ball_jerk_heights * height if exact else 0.0,
    )

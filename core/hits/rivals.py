"""One ball is in play: another that flies elsewhere at the same moment speaks against a hit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from core.hits.contact import Meeting
from core.hits.kinematics import Sight, distance
from core.hits.parameters import HitParameters
from core.hits.runs import first_run, last_run, path_of


def rival_score(meeting: Meeting, flights: Iterable[Sequence[Sight]], p: HitParameters) -> float:
    """Return the detector's mean word on the surest ball that flies elsewhere; 0 without one.

    A rival moves, and what is seen of it shortly before the moment and shortly after does not
    lead through the place of contact: it is neither the ball that came nor the one that left.
    """
    return max((_score(meeting, flight, p) for flight in flights), default=0.0)


def _score(meeting: Meeting, flight: Sequence[Sight], p: HitParameters) -> float:
    t = meeting.time_s
    times = [sight.time_s for sight in flight]
    low, high = bisect_left(times, t - p.rival_window_s), bisect_left(times, t + p.rival_window_s)
    near = flight[low:high]
    if len(near) < p.rival_sights:
        return 0.0
    if distance(near[0].xy, near[-1].xy) < p.rival_sides * near[0].side_px:
        return 0.0
    middle = bisect_left(times, t)
    before, after = flight[low:middle], flight[middle:high]
    if before and _leads_to(last_run(before, p), meeting, p):
        return 0.0
    if after and _leads_to(first_run(after, p), meeting, p):
        return 0.0
    return sum(sight.score for sight in near) / len(near)


def _leads_to(run: Sequence[Sight], meeting: Meeting, p: HitParameters) -> bool:
    t = meeting.time_s
    nearest = min(run, key=lambda sight: abs(sight.time_s - t))
    path = path_of(run, nearest.time_s, p)
    away = p.rival_heights * p.diameters_per_height * nearest.side_px
    return distance(path.at(t), meeting.ball_xy) < max(away, p.rival_sigmas * path.sigma_at(t))

"""One possible contact between two runs of sights, measured and weighed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.hits.contact import Meeting, meet
from core.hits.evidence import Evidence, bounce_likeness, confidence_of, facts_of_turn, weigh
from core.hits.going import Going
from core.hits.hit import Box, Point
from core.hits.kinematics import Path, Sight
from core.hits.parameters import HitParameters
from core.hits.racket_head import HeadMotion
from core.hits.rivals import rival_score
from core.hits.runs import first_run, last_run, path_of, rests
from core.hits.scene import Scene, gap_to_box, height_of
from core.hits.swings import Swing, Swings

Ways = tuple[Sequence[Sight], Sequence[Sight]]
Paths = tuple[Path | None, Path | None]


@dataclass(frozen=True)
class Candidate:
    """A possible hit at ``time_s`` (real seconds) by the player (track) ``holder``."""

    time_s: float
    log_odds: float
    holder: int
    meeting: Meeting
    facts: Evidence
    ball_side_px: float
    height_px: float
    player: Box | None


class Weigher:
    """Measures and weighs possible contacts.

    ``size`` is the picture's (width, height) in px, ``frame_s`` the usual time between two
    pictures in real seconds.
    """

    def __init__(self, size: tuple[int, int], frame_s: float, parameters: HitParameters) -> None:
        self._least_side = parameters.least_side_share * max(size)
        self._frame_s = frame_s
        self._p = parameters

    def contact(
        self,
        before: Sequence[Sight],
        after: Sequence[Sight],
        scenes: Sequence[Scene],
        swings: Swings,
    ) -> Candidate | None:
        """Return the contact between two runs of sights (either may be empty), if it can be one.

        Of all players and rackets on ``scenes`` the one who makes it likeliest gets it.
        """
        p = self._p
        run_in, run_out = last_run(before, p), first_run(after, p)
        if rests(run_in, p) or rests(run_out, p):
            return None
        plain = self._paths(run_in, run_out, exact=False)
        if plain[0] is not None and plain[1] is not None and not self._turns(plain[0], plain[1]):
            return None
        exact = self._paths(run_in, run_out, exact=True)
        span = self._span(run_in, run_out)
        near = [s for s in scenes if span[0] - 0.3 <= s.time_s <= span[1] + 0.3]
        holders = {key for scene in near for key in (*scene.holdings, *scene.players)}
        found = [
            candidate
            for holder in sorted(holders)
            if (
                candidate := self._by(holder, scenes, swings, (before, after), (plain, exact), span)
            )
        ]
        return max(found, key=lambda candidate: candidate.log_odds, default=None)

    def beside(self, candidate: Candidate, flights: Iterable[Sequence[Sight]]) -> Candidate:
        """Return the candidate weighed anew beside all that flies at the same time."""
        if confidence_of(candidate.log_odds) < self._p.keep_from:
            return candidate
        rival = rival_score(candidate.meeting, flights, self._p)
        facts = replace(candidate.facts, rival=rival)
        return replace(candidate, facts=facts, log_odds=weigh(facts, self._p))

    def swing(self, swing: Swing, scenes: Sequence[Scene]) -> Candidate | None:
        """Return the contact of a swing whose ball is out of sight."""
        p = self._p
        curve = swing.heads.around(swing.time_s)
        if curve is None:
            return None
        head = curve.at(swing.time_s)
        meeting = Meeting(
            swing.time_s, swing.time_sigma_s, head.centre, 0.0, 0.0, head, None, None, None
        )
        player = _player_at(scenes, swing.holder, swing.time_s)
        reach = None if player is None else 0.0
        facts = Evidence(reach=reach, swing=swing.speed)
        side = swing.height_px / p.diameters_per_height
        return Candidate(
            swing.time_s,
            weigh(facts, p),
            swing.holder,
            meeting,
            facts,
            side,
            swing.height_px,
            player,
        )

    def _paths(self, before: Sequence[Sight], after: Sequence[Sight], *, exact: bool) -> Paths:
        return (
            path_of(before, before[-1].time_s, self._p, exact=exact) if before else None,
            path_of(after, after[0].time_s, self._p, exact=exact) if after else None,
        )

    def _turns(self, path_in: Path, path_out: Path) -> bool:
        """Whether the velocities differ at all; most splits of a flight end here."""
        if path_in.n < 2 or path_out.n < 2:
            return True
        middle = (path_in.origin_s + path_out.origin_s) / 2
        turn, sigmas, _ = facts_of_turn(
            path_in.velocity(middle),
            path_out.velocity(middle),
            math.hypot(path_in.speed_sigma_at(middle), path_out.speed_sigma_at(middle)),
            1.0,
        )
        return turn > self._p.turn_from / 2 and sigmas > 1.5

    def _span(self, before: Sequence[Sight], after: Sequence[Sight]) -> tuple[float, float]:
        """Return the time in which the contact can lie."""
        slack = 0.5 * self._frame_s
        if before and after:
            return before[-1].time_s - slack, after[0].time_s + slack
        if after:
            return after[0].time_s - max(0.12, 2 * self._frame_s), after[0].time_s
        return before[-1].time_s, before[-1].time_s + max(0.12, 2 * self._frame_s)

    def _by(
        self,
        holder: int,
        scenes: Sequence[Scene],
        swings: Swings,
        ways: Ways,
        paths: tuple[Paths, Paths],
        span: tuple[float, float],
    ) -> Candidate | None:
        """Weigh the contact as one ``holder``'s hit; ``paths`` are the plain and exact ones."""
        p = self._p
        before, after = ways
        side = _middle_side((*before[-p.fit_sights :], *after[: p.fit_sights]))
        player = _player_at(scenes, holder, (span[0] + span[1]) / 2)
        height = height_of(player) if player is not None else side * p.diameters_per_height
        known = (before[-1] if before else after[0]).xy
        if player is not None and gap_to_box(known, player) > 4 * height:
            return None
        heads = swings.motion(holder, span[0] - 0.3, span[1] + 0.3, height)
        middle = (span[0] + span[1]) / 2
        # Measured at the strings, if only they were there: most turns fall even then.
        hoped = Meeting(middle, 0.0, known, 0.0, 0.0, None, None, 0.0, 0.0)
        facts = self._facts(hoped, heads, paths[0], player, 0.0, height)
        going = Going(scenes, holder)
        facts = self._with_object(facts, hoped, ways, going, height)
        if before and after and confidence_of(weigh(facts, p)) < p.keep_from:
            return None
        meeting = meet(*paths[1], span, heads, player)
        reach = None if player is None else gap_to_box(meeting.ball_xy, player) / height
        head_r = math.inf if meeting.head_r is None else meeting.head_r
        if reach is not None and reach > p.reach_heights and head_r > p.head_far:
            return None
        facts = self._facts(meeting, heads, paths[0], player, reach, height)
        facts = self._with_object(facts, meeting, ways, going, height)
        return Candidate(
            meeting.time_s, weigh(facts, p), holder, meeting, facts, side, height, player
        )

    def _with_object(
        self,
        facts: Evidence,
        meeting: Meeting,
        ways: Ways,
        going: Going,
        height: float,
    ) -> Evidence:
        """Add what tells a ball from other things."""
        p = self._p
        before, after = ways
        sights = (*before[-p.fit_sights :], *after[: p.fit_sights])
        runs = last_run(before, p), first_run(after, p)
        side = _middle_side(sights)
        return replace(
            facts,
            travel_in=going.travel(before, meeting.ball_xy, meeting.time_s) / height,
            travel_out=going.travel(after, meeting.ball_xy, meeting.time_s) / height,
            rides=min(going.ride(run) for run in runs) / height,
            size=side / max(height / p.diameters_per_height, self._least_side),
            score=sum(s.score for s in sights) / len(sights),
            n_wanted=min(max(p.wanted_s / self._frame_s, p.wanted_least), p.wanted_most),
        )

    def _facts(
        self,
        meeting: Meeting,
        heads: HeadMotion,
        paths: Paths,
        player: Box | None,
        reach: float | None,
        height: float,
    ) -> Evidence:
        path_in, path_out = paths
        t = meeting.time_s
        v_in = path_in.velocity(min(t, path_in.origin_s)) if path_in else (0.0, 0.0)
        v_out = path_out.velocity(max(t, path_out.origin_s)) if path_out else (0.0, 0.0)
        turn = sigmas = change = bounce = 0.0
        if path_in is not None and path_out is not None:
            sigma = math.hypot(path_in.speed_sigma_at(t), path_out.speed_sigma_at(t))
            turn, sigmas, change = facts_of_turn(v_in, v_out, sigma, height)
            bounce = bounce_likeness(v_in, v_out, meeting.head_r)
        gap_sigma = math.inf
        if path_in is not None and path_out is not None:
            gap_sigma = math.hypot(path_in.sigma_at(t), path_out.sigma_at(t)) + 0.02 * height
        return Evidence(
            n_before=path_in.n if path_in else 0,
            n_after=path_out.n if path_out else 0,
            turn=turn,
            turn_sigmas=sigmas,
            change=change,
            speed_in=math.hypot(*v_in) / height,
            speed_out=math.hypot(*v_out) / height,
            bounce=bounce,
            reach=reach,
            head_r=meeting.head_r,
            swing=heads.swing(t),
            approach=_approach(path_in, path_out, player),
            apart_sigmas=meeting.gap_px / gap_sigma,
            apart=meeting.gap_px / height,
            misfit=max(path.misfit for path in paths if path is not None),
            head_sigma=meeting.r_sigma or 0.0,
            above_feet=_above_feet(meeting.ball_xy, player) / height,
        )


def _middle_side(sights: Sequence[Sight]) -> float:
    sides = sorted(s.side_px for s in sights)
    return sides[len(sides) // 2]


def _above_feet(point: Point, player: Box | None) -> float:
    """Return how far (px) a point is over an upright player's feet; infinite where unknown."""
    if player is None or player[3] - player[1] < player[2] - player[0]:
        return math.inf
    return player[3] - point[1]


def _approach(path_in: Path | None, path_out: Path | None, player: Box | None) -> float:
    """Return 1 when a ball seen on one side only flies to or from the player, else 0."""
    if player is None or (path_in is not None and path_out is not None):
        return 1.0
    path = path_out or path_in
    assert path is not None
    t = path.origin_s
    (x, y), (vx, vy) = path.at(t), path.velocity(t)
    # Beside the nearest point of the box, in it beside the middle: serves leave downward.
    near = (min(max(x, player[0]), player[2]), min(max(y, player[1]), player[3]))
    if near == (x, y):
        near = ((player[0] + player[2]) / 2, (player[1] + player[3]) / 2)
    outward = (x - near[0]) * vx + (y - near[1]) * vy
    return 1.0 if (outward > 0) == (path_in is None) else 0.0


def _player_at(scenes: Sequence[Scene], holder: int, time_s: float) -> Box | None:
    """Return the player's box on the picture nearest to ``time_s``."""
    known = [scene for scene in scenes if holder in scene.players]
    if not known:
        return None
    return min(known, key=lambda scene: abs(scene.time_s - time_s)).players[holder]

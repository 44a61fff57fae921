"""Finds possible contacts in the stream of scenes: turns, starts and ends of the ball's flights."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.hits.contact import Meeting, meet
from core.hits.evidence import Evidence, bounce_likeness, facts_of_turn, weigh
from core.hits.hit import Box, Point
from core.hits.kinematics import Path, Sight, distance, fit_path
from core.hits.parameters import DEFAULT, HitParameters
from core.hits.racket_head import HeadMotion
from core.hits.scene import Scene, Shown, gap_to_box, height_of
from core.hits.swings import Swings


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


@dataclass
class Flight:
    """The sights of one ball track, and which questions were asked of it."""

    track_id: int
    sights: list[Sight] = field(default_factory=list)
    next_split: int = 1
    begun: bool = False
    ended: bool = False
    skipped: bool = False

    @property
    def first_s(self) -> float:
        """When the ball was first seen."""
        return self.sights[0].time_s

    @property
    def last_s(self) -> float:
        """When the ball was last seen."""
        return self.sights[-1].time_s


class ContactFinder:
    """Takes scenes in time's order; gives candidates once what follows them has been seen.

    ``size`` is the picture's (width, height) in px, ``frame_s`` the usual time between two
    pictures in real seconds. Memory is bounded by
    ``memory_s``. Nothing here depends on more than ``wait_s`` of the future.
    """

    def __init__(
        self, size: tuple[int, int], frame_s: float, parameters: HitParameters = DEFAULT
    ) -> None:
        self._least_side = parameters.least_side_share * max(size)
        self._frame_s = frame_s
        self._p = parameters
        self._scenes: deque[Scene] = deque()
        self._flights: dict[int, Flight] = {}
        self._swings = Swings(parameters)

    def push(self, scene: Scene) -> list[Candidate]:
        """Take one scene and return the candidates that are now decided."""
        self._scenes.append(scene)
        for ball in scene.balls:
            flight = self._flights.setdefault(ball.track_id, Flight(ball.track_id))
            self._add(flight, scene, ball)
        self._swings.push(scene)
        found = [*self._ask(scene.time_s), *self._lone_swings(scene.time_s)]
        self._forget(scene.time_s)
        return found

    def finish(self) -> list[Candidate]:
        """Return the candidates that still waited for a future."""
        found = [*self._ask(math.inf), *self._lone_swings(math.inf)]
        self._swings.clear()
        self._scenes.clear()
        self._flights.clear()
        return found

    def _add(self, flight: Flight, scene: Scene, ball: Shown) -> None:
        p = self._p
        xy, side = ball.centre, max(min(ball.size), 1.0)
        step = 0.0
        if flight.sights:
            last = flight.sights[-1]
            step = distance(last.xy, xy)
            moved = distance(flight.sights[-2].xy, last.xy) if len(flight.sights) > 1 else 0.0
            # A ball cannot stop in the air for one picture: the film repeats itself there.
            if step < 0.2 * side and moved > 0.8 * side and not flight.skipped:
                flight.skipped = True
                return
        flight.skipped = False
        sigma = p.ball_sigma_sides * side + p.blur_sigma_share * step
        flight.sights.append(Sight(scene.time_s, scene.frame, xy, sigma, side, ball.score))

    def _forget(self, now: float) -> None:
        oldest = now - self._p.memory_s
        while self._scenes and self._scenes[0].time_s < oldest:
            self._scenes.popleft()
        for number in [n for n, f in self._flights.items() if f.ended and f.last_s < oldest]:
            del self._flights[number]
        self._swings.forget(oldest)
        for flight in self._flights.values():
            spare = len(flight.sights) - 64
            if spare > 0:
                del flight.sights[:spare]
                flight.next_split = max(1, flight.next_split - spare)

    def _ask(self, now: float) -> Iterator[Candidate]:
        p = self._p
        for flight in list(self._flights.values()):
            over = now - flight.last_s >= p.wait_s
            if not flight.begun and (over or now - flight.first_s > p.slow_window_s):
                flight.begun = True
                yield from self._beginning(flight)
            while flight.next_split < len(flight.sights) and (
                over or now - flight.sights[flight.next_split].time_s > p.slow_window_s
            ):
                split, flight.next_split = flight.next_split, flight.next_split + 1
                # One sight alone has no direction; an end or a beginning says more.
                if 1 < split < len(flight.sights) - 1:
                    yield from self._contact(flight.sights[:split], flight.sights[split:])
            if over and not flight.ended:
                flight.ended = True
                yield from self._ending(flight)

    def _lone_swings(self, now: float) -> Iterator[Candidate]:
        """A racket swings: what it hits may be out of sight."""
        for swing in self._swings.peaks(now):
            head = swing.heads.around(swing.time_s)
            if head is None:
                continue
            there = head.at(swing.time_s)
            meeting = Meeting(
                swing.time_s, swing.time_sigma_s, there.centre, 0.0, 0.0, there, None, None, None
            )
            player = _player_at(self._scenes, swing.holder, swing.time_s)
            facts = Evidence(
                *(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
                reach=None if player is None else 0.0,
                head_r=None,
                swing=swing.speed,
            )
            yield Candidate(
                swing.time_s,
                weigh(facts, self._p),
                swing.holder,
                meeting,
                facts,
                swing.height_px / self._p.diameters_per_height,
                swing.height_px,
                player,
            )

    def _beginning(self, flight: Flight) -> Iterator[Candidate]:
        """A ball appears: it may be another flight turned round, or come out of a blur."""
        continued = False
        for other in self._flights.values():
            earlier = [s for s in other.sights if s.time_s < flight.first_s]
            if other is flight or not earlier:
                continue
            later = len(other.sights) - len(earlier)
            if flight.first_s - earlier[-1].time_s > self._p.gap_max_s or later > 1:
                continue
            if self._goes_on(earlier, flight.sights):
                continued = True
            elif len(earlier) > 1 and len(flight.sights) > 1:
                yield from self._contact(earlier, flight.sights)
        if not continued and len(flight.sights) > 1:
            yield from self._contact([], flight.sights)

    def _ending(self, flight: Flight) -> Iterator[Candidate]:
        """A ball is seen no more: it may have been hit into a blur."""
        if len(flight.sights) < 2:
            return
        for other in self._flights.values():
            later = [s for s in other.sights if s.time_s > flight.last_s]
            soon = later and later[0].time_s - flight.last_s <= self._p.gap_max_s
            if other is not flight and soon and self._goes_on(flight.sights, later):
                return
        yield from self._contact(flight.sights, [])

    def _goes_on(self, before: Sequence[Sight], after: Sequence[Sight]) -> bool:
        """Whether two flights are one that was lost to the detector for a while."""
        if len(before) < 2:
            return False
        path = self._path(self._last(before), before[-1].time_s)
        first = after[0]
        sigma = math.hypot(path.sigma_at(first.time_s), first.sigma_px)
        if distance(path.at(first.time_s), first.xy) > self._p.join_sigmas * sigma:
            return False
        if len(after) < 2:
            return True
        onward = self._path(self._first(after), first.time_s)
        turn, sigmas, _ = facts_of_turn(
            path.velocity(first.time_s),
            onward.velocity(first.time_s),
            math.hypot(path.speed_sigma_at(first.time_s), onward.speed_sigma_at(first.time_s)),
            1.0,
        )
        return turn < self._p.turn_from or sigmas < self._p.join_sigmas

    def _last(self, sights: Sequence[Sight]) -> Sequence[Sight]:
        return self._run(sights[::-1])[::-1]

    def _first(self, sights: Sequence[Sight]) -> Sequence[Sight]:
        return self._run(sights)

    def _run(self, sights: Sequence[Sight]) -> Sequence[Sight]:
        """Return the first few sights: enough way for a direction, little enough to be straight.

        A fast ball has gone far in ``fit_window_s``; one in slow motion is followed longer.
        """
        p = self._p
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

    def _path(self, sights: Sequence[Sight], origin_s: float) -> Path:
        sides = sorted(s.side_px for s in sights)
        height = sides[len(sides) // 2] * self._p.diameters_per_height
        return fit_path(
            sights,
            origin_s,
            speed_sigma=self._p.ball_speed_heights * height,
            accel_sigma=self._p.ball_accel_heights * height,
        )

    def _contact(self, before: Sequence[Sight], after: Sequence[Sight]) -> Iterator[Candidate]:
        """Weigh one possible contact between two runs of sights; either may be empty."""
        ways = before, after
        before = self._last(before) if before else before
        after = self._first(after) if after else after
        if self._rests(before) or self._rests(after):
            return
        path_in = self._path(before, before[-1].time_s) if before else None
        path_out = self._path(after, after[0].time_s) if after else None
        if path_in is not None and path_out is not None and not self._turns(path_in, path_out):
            return
        span = self._span(before, after)
        best: Candidate | None = None
        near = [s for s in self._scenes if span[0] - 0.3 <= s.time_s <= span[1] + 0.3]
        for holder in sorted({key for scene in near for key in scene.holdings} | _players(near)):
            candidate = self._weighed(holder, near, ways, (path_in, path_out), span)
            if candidate is not None and (best is None or candidate.log_odds > best.log_odds):
                best = candidate
        if best is not None:
            yield best

    def _rests(self, run: Sequence[Sight]) -> bool:
        """Whether a ball lies or hangs at one place: it is not in play."""
        if len(run) < self._p.rest_sights:
            return False
        reach = max(distance(run[0].xy, sight.xy) for sight in run)
        return reach < self._p.rest_sides * run[0].side_px

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
            return after[0].time_s - max(0.2, 2 * self._frame_s), after[0].time_s
        return before[-1].time_s, before[-1].time_s + max(0.2, 2 * self._frame_s)

    def _weighed(
        self,
        holder: int,
        near: Sequence[Scene],
        ways: tuple[Sequence[Sight], Sequence[Sight]],
        paths: tuple[Path | None, Path | None],
        span: tuple[float, float],
    ) -> Candidate | None:
        p = self._p
        before, after = ways
        sights = (*before[-p.fit_sights :], *after[: p.fit_sights])
        sides = sorted(s.side_px for s in sights)
        side = sides[len(sides) // 2]
        player = _player_at(near, holder, (span[0] + span[1]) / 2)
        height = height_of(player) if player is not None else side * p.diameters_per_height
        known = (before[-1] if before else after[0]).xy
        if player is not None and gap_to_box(known, player) > 4 * height:
            return None
        heads = self._swings.motion(holder, span[0] - 0.3, span[1] + 0.3, height)
        meeting = meet(*paths, span, heads, player)
        reach = None if player is None else gap_to_box(meeting.ball_xy, player) / height
        if reach is not None and reach > p.reach_heights and (meeting.head_r or 9.0) > p.head_far:
            return None
        facts = replace(
            self._facts(meeting, heads, paths, player, reach, height),
            travel_in=_travel(before, meeting.ball_xy) / height,
            travel_out=_travel(after, meeting.ball_xy) / height,
            size=side / max(height / p.diameters_per_height, self._least_side),
            score=sum(s.score for s in sights) / len(sights),
        )
        odds = weigh(facts, p)
        return Candidate(meeting.time_s, odds, holder, meeting, facts, side, height, player)

    def _facts(
        self,
        meeting: Meeting,
        heads: HeadMotion,
        paths: tuple[Path | None, Path | None],
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
        )


def _approach(path_in: Path | None, path_out: Path | None, player: Box | None) -> float:
    """Return 1 when a ball seen on one side only flies to or from the player, else 0."""
    if player is None or (path_in is not None and path_out is not None):
        return 1.0
    middle = ((player[0] + player[2]) / 2, (player[1] + player[3]) / 2)
    path = path_out or path_in
    assert path is not None
    x, y = path.at(path.origin_s)
    vx, vy = path.velocity(path.origin_s)
    outward = (x - middle[0]) * vx + (y - middle[1]) * vy
    return 1.0 if (outward > 0) == (path_in is None) else 0.0


def _travel(way: Sequence[Sight], contact: Point) -> float:
    """Return how far from the contact (px) the ball was seen on one side of it."""
    return max((distance(sight.xy, contact) for sight in way), default=0.0)


def _players(scenes: Sequence[Scene]) -> set[int]:
    return {number for scene in scenes for number in scene.players}


def _player_at(scenes: Sequence[Scene], holder: int, time_s: float) -> Box | None:
    """Return the player's box on the picture nearest to ``time_s``."""
    known = [scene for scene in scenes if holder in scene.players]
    if not known:
        return None
    return min(known, key=lambda scene: abs(scene.time_s - time_s)).players[holder]

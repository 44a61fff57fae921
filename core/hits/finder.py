"""Finds possible contacts in the stream of scenes: turns, starts and ends of the ball's flights."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.hits.candidate import Candidate, Weigher
from core.hits.evidence import facts_of_turn
from core.hits.kinematics import Sight, distance
from core.hits.parameters import DEFAULT, HitParameters
from core.hits.runs import first_run, last_run, path_of
from core.hits.scene import Scene, Shown
from core.hits.swings import Swings

MOST_SIGHTS = 160
"""Sights kept of one flight: two thirds of a second at 240 pictures per second."""


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
        self._weigher = Weigher(size, frame_s, parameters)
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
            spare = len(flight.sights) - MOST_SIGHTS
            if spare > 0:
                del flight.sights[:spare]
                flight.next_split = max(1, flight.next_split - spare)

    def _ask(self, now: float) -> Iterator[Candidate]:
        p = self._p
        for flight in list(self._flights.values()):
            over = now - flight.last_s >= p.wait_s
            if not flight.begun and (over or now - flight.first_s > p.ask_s):
                flight.begun = True
                yield from self._beginning(flight)
            while flight.next_split < len(flight.sights) and (
                over or now - flight.sights[flight.next_split].time_s > p.ask_s
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
            candidate = self._weigher.swing(swing, self._scenes)
            if candidate is not None:
                yield candidate

    def _contact(self, before: Sequence[Sight], after: Sequence[Sight]) -> Iterator[Candidate]:
        candidate = self._weigher.contact(before, after, self._scenes, self._swings)
        if candidate is not None:
            yield self._weigher.beside(candidate, [f.sights for f in self._flights.values()])

    def _beginning(self, flight: Flight) -> Iterator[Candidate]:
        """A ball appears: it may be another flight turned round, or come out of a blur."""
        continued = False
        for other in self._flights.values():
            earlier = [s for s in other.sights if s.time_s < flight.first_s]
            if other is flight or not earlier:
                continue
            gap_s = flight.first_s - earlier[-1].time_s
            later = other.sights[len(earlier) :]
            if gap_s > self._p.gap_max_s or self._seen_on(earlier, later, flight.first_s):
                continue
            if self._goes_on(earlier, flight.sights):
                continued = True
            elif len(earlier) > 1 and len(flight.sights) > 1:
                yield from self._contact(earlier, flight.sights)
        if not continued and len(flight.sights) > 1:
            yield from self._contact([], flight.sights)

    def _seen_on(self, earlier: Sequence[Sight], later: Sequence[Sight], time_s: float) -> bool:
        """Whether a ball was seen all the while, so that another one appeared at ``time_s``.

        After a longer gap, or with weak sights only, something else may have taken its track.
        """
        if len(later) < 2:
            return False
        soon = later[0].time_s - time_s < time_s - earlier[-1].time_s
        p = self._p
        sure = [sum(s.score for s in part) / len(part) for part in (earlier[-6:], later[:6])]
        return soon and sure[1] > p.taken_share * sure[0]

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
        path = path_of(last_run(before, self._p), before[-1].time_s, self._p)
        first = after[0]
        sigma = math.hypot(path.sigma_at(first.time_s), first.sigma_px)
        if distance(path.at(first.time_s), first.xy) > self._p.join_sigmas * sigma:
            return False
        if len(after) < 2:
            return True
        onward = path_of(first_run(after, self._p), first.time_s, self._p)
        turn, sigmas, _ = facts_of_turn(
            path.velocity(first.time_s),
            onward.velocity(first.time_s),
            math.hypot(path.speed_sigma_at(first.time_s), onward.speed_sigma_at(first.time_s)),
            1.0,
        )
        return turn < self._p.turn_from or sigmas < self._p.join_sigmas

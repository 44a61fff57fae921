"""Early calls: hits that are likely enough to be called out before the engine is sure.

A second contact finder sees the same scenes and asks its questions sooner, with fewer pictures
of the ball's way after the contact. What it is sure of is called at once, about a quarter of a
second after the contact; the engine's own hit, 0.8 s after it, confirms, corrects or withdraws
the call. The engine's hits do not depend on it.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.hits.candidate import Candidate
from core.hits.evidence import confidence_of
from core.hits.finder import ContactFinder
from core.hits.hit import Hit
from core.hits.parameters import DEFAULT, HitParameters
from core.hits.scene import Scene

# Figures: tests/benchmarks/early.py.
EARLY = replace(
    DEFAULT,
    ask_s=0.17,  # five pictures at 30 a second: with four a sixth of the calls is lost
    wait_s=0.3,  # a ball lost in the blur of a swing is mostly back by then
    show_from=0.7,  # a wrong call is worse than a late one; below lie the hits that stay doubtful
)

DOUBT_FROM = 0.3
"""Confidence from which an impact that is heard can make a call of a candidate."""

HEARD_GAIN = 1.7
"""Log-odds for a clear impact at the very moment: somewhat less than ``fuse_sound`` gives, which
knows the film's shift better."""

HEARD_WITHIN_S = 0.05
"""The sound's own shift is known to a few hundredths at best while a lesson runs."""

FORGET_S = 0.6
"""Candidates older than this come too late to be called."""

SAME_CALL_S = 0.18
"""A final hit this near to a call is what was called: half of the way to the next hit."""


class EarlyCalls:
    """Takes the engine's scenes in time's order; gives candidates to call out now.

    ``size`` and ``frame_s`` as for ``ContactFinder``. Times are real seconds. Memory is bounded.
    """

    def __init__(
        self, size: tuple[int, int], frame_s: float, parameters: HitParameters = EARLY
    ) -> None:
        self._p = parameters
        self._finder = ContactFinder(size, frame_s, parameters)
        self._pool: list[Candidate] = []
        self._called: deque[float] = deque(maxlen=8)
        self._heard: deque[tuple[float, float]] = deque(maxlen=16)

    def push(self, scene: Scene) -> list[Candidate]:
        """Take one scene; return the candidates that are sure enough now, strongest first."""
        found = self._finder.push(scene)
        self._pool += [c for c in found if confidence_of(c.log_odds) >= DOUBT_FROM]
        self._pool = [c for c in self._pool if scene.time_s - c.time_s <= FORGET_S]
        calls: list[Candidate] = []
        for candidate in sorted(self._pool, key=lambda c: (-c.log_odds, c.time_s)):
            told = any(abs(candidate.time_s - s) < self._p.apart_s for s in self._called)
            odds = candidate.log_odds + self._impact(candidate)
            if not told and confidence_of(odds) >= self._p.show_from:
                calls.append(candidate)
                self._called.append(candidate.time_s)
        return calls

    def hear(self, time_s: float, clear: float) -> None:
        """Hear an impact at ``time_s`` as the picture's clock has it, ``clear`` in 0..1."""
        self._heard.append((time_s, clear))

    def cut(self) -> None:
        """Forget everything: another scene begins."""
        self._finder.finish()
        self._pool.clear()
        self._called.clear()
        self._heard.clear()

    def _impact(self, candidate: Candidate) -> float:
        """Return the log-odds that an impact near the candidate's moment adds."""
        sigma = math.hypot(candidate.meeting.time_sigma_s, HEARD_WITHIN_S / 2)
        gains = [
            clear * math.exp(-0.5 * ((time_s - candidate.time_s) / sigma) ** 2)
            for time_s, clear in self._heard
        ]
        return HEARD_GAIN * max(gains, default=0.0)


@dataclass(frozen=True)
class Call:
    """A call under its number; ``hit`` as it was called."""

    number: int
    hit: Hit


class OpenCalls:
    """Which calls still wait for the engine's word. ``slow`` is film seconds per real second."""

    def __init__(self, slow: float = 1.0, parameters: HitParameters = DEFAULT) -> None:
        self._slow = slow
        self._late_s = parameters.delay_s + SAME_CALL_S
        self._open: list[Call] = []
        self._next = 0

    def add(self, hit: Hit) -> Call:
        """Open a call."""
        call = Call(self._next, hit)
        self._next += 1
        self._open.append(call)
        return call

    def answer(self, hit: Hit) -> Call | None:
        """Return the call that a final hit answers, and close it; None if nobody called."""
        near = [call for call in self._open if self._apart_s(call, hit.time_s) <= SAME_CALL_S]
        if not near:
            return None
        call = min(near, key=lambda one: self._apart_s(one, hit.time_s))
        self._open.remove(call)
        return call

    def withdrawn(self, film_s: float) -> Sequence[Call]:
        """Close and return the calls that no hit can answer any more at ``film_s``."""
        late = [c for c in self._open if (film_s - c.hit.time_s) / self._slow > self._late_s]
        self._open = [call for call in self._open if call not in late]
        return late

    def _apart_s(self, call: Call, film_s: float) -> float:
        return abs(call.hit.time_s - film_s) / self._slow

"""Which candidates become hits: the strongest of each moment, in time's order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.hits.candidate import Candidate
from core.hits.evidence import confidence_of
from core.hits.parameters import HitParameters

SAME_S = 0.1
"""Candidates so close together speak of the same moment."""


@dataclass(frozen=True)
class Chosen:
    """A candidate and whether sight alone makes it a hit; the others wait for the sound."""

    candidate: Candidate
    shown: bool


class Selection:
    """Keeps candidates until nothing stronger can come beside them.

    Of those close together only the strongest is a hit by sight. What says the same moment
    less clearly is dropped; another moment nearby is kept as an alternative, for the sound to
    choose. What has been given out once is never taken back.
    """

    def __init__(self, parameters: HitParameters) -> None:
        self._p = parameters
        self._pool: list[Candidate] = []
        self._given: list[Candidate] = []

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Take candidates in any order; those not worth keeping are dropped."""
        self._pool += [c for c in candidates if confidence_of(c.log_odds) >= self._p.keep_from]

    def settle(self, until_s: float) -> list[Chosen]:
        """Return the winners up to ``until_s`` (real seconds), earliest first."""
        ready = [candidate for candidate in self._pool if candidate.time_s <= until_s]
        won = [c for c in ready if not self._beaten(c, SAME_S)]
        won.sort(key=lambda c: c.time_s)
        chosen = [
            Chosen(c, self._is_shown(c) and not self._beaten(c, self._p.apart_s)) for c in won
        ]
        self._pool = [candidate for candidate in self._pool if candidate.time_s > until_s]
        self._given = [c for c in self._given if c.time_s > until_s - 2 * self._p.apart_s] + won
        return chosen

    def _beaten(self, candidate: Candidate, within_s: float) -> bool:
        return any(
            abs(other.time_s - candidate.time_s) < within_s and _rank(other) > _rank(candidate)
            for other in (*self._pool, *self._given)
            if other is not candidate
        )

    def _is_shown(self, candidate: Candidate) -> bool:
        return confidence_of(candidate.log_odds) >= self._p.show_from


def _rank(candidate: Candidate) -> tuple[float, float, int]:
    return candidate.log_odds, -candidate.time_s, -candidate.holder

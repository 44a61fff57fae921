"""Which candidates become hits: the strongest of each moment, in time's order."""

from __future__ import annotations

from collections.abc import Iterable

from core.hits.candidate import Candidate
from core.hits.evidence import confidence_of
from core.hits.parameters import HitParameters

WEAK_APART_S = 0.1
"""Weak candidates so close together speak of the same moment."""


class Selection:
    """Keeps candidates until nothing stronger can come beside them.

    A hit that will be shown silences everything within ``apart_s``; a weak one only what says
    the same. What has been given out once is never taken back.
    """

    def __init__(self, parameters: HitParameters) -> None:
        self._p = parameters
        self._pool: list[Candidate] = []
        self._given: list[Candidate] = []

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Take candidates in any order; those not worth keeping are dropped."""
        self._pool += [c for c in candidates if confidence_of(c.log_odds) >= self._p.keep_from]

    def settle(self, until_s: float) -> list[Candidate]:
        """Return the winners up to ``until_s`` (real seconds), earliest first."""
        ready = [candidate for candidate in self._pool if candidate.time_s <= until_s]
        won = sorted((c for c in ready if self._wins(c)), key=lambda c: c.time_s)
        self._pool = [candidate for candidate in self._pool if candidate.time_s > until_s]
        self._given = [c for c in self._given if c.time_s > until_s - 2 * self._p.apart_s] + won
        return won

    def _wins(self, candidate: Candidate) -> bool:
        return not any(
            abs(other.time_s - candidate.time_s) < self._silences(other)
            and _rank(other) > _rank(candidate)
            for other in (*self._pool, *self._given)
            if other is not candidate
        )

    def _silences(self, other: Candidate) -> float:
        shown = confidence_of(other.log_odds) >= self._p.show_from
        return self._p.apart_s if shown else WEAK_APART_S


def _rank(candidate: Candidate) -> tuple[float, float, int]:
    return candidate.log_odds, -candidate.time_s, -candidate.holder

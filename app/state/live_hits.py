"""The hits of a lesson as they are called, confirmed, corrected and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.hits.hit import Hit
from core.live.watch_values import (
    EarlyCall,
    EarlyWithdrawn,
    HitFound,
    HitHeard,
    HitUnheard,
    LiveEvent,
)
from core.scoring.rules import score_hit
from core.scoring.score import Score, ScoreRule
from core.scoring.summary import Summary, summarise
from core.sessions.scored_hits import ScoredHit, numbered


class Standing(StrEnum):
    """How far a hit can be relied on."""

    EARLY = "early"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class LiveHit:
    """One hit on its way. ``key`` stays the same from the early call to the end."""

    key: str
    hit: Hit
    score: Score
    standing: Standing

    @property
    def uncertain(self) -> bool:
        """Whether the program would not bet on its score."""
        return self.score.doubtful or self.hit.confidence < 0.5


@dataclass(frozen=True)
class LessonHits:
    """All hits of one watching, in the order they were first heard of.

    ``newest`` is the hit that was called last, withdrawn or not: what stands large on the picture.
    """

    rule: ScoreRule = field(default_factory=ScoreRule)
    hits: tuple[LiveHit, ...] = ()
    newest: LiveHit | None = None

    def after(self, event: LiveEvent) -> LessonHits:
        """Return the hits once ``event`` was heard; other events change nothing."""
        if isinstance(event, EarlyCall):
            return self._put(_early_key(event.call_id), event.hit, Standing.EARLY)
        if isinstance(event, EarlyWithdrawn):
            return self._withdraw(_early_key(event.call_id))
        if isinstance(event, HitFound):
            known = None if event.call_id is None else _early_key(event.call_id)
            return self._put(known or event.hit.id, event.hit, Standing.FINAL)
        if isinstance(event, HitHeard):
            return self._put(self._key_of(event.hit), event.hit, Standing.FINAL)
        if isinstance(event, HitUnheard):
            return self._withdraw(self._key_of(event.hit))
        return self

    @property
    def standing(self) -> tuple[LiveHit, ...]:
        """The hits that count now, in time's order; those called early among them."""
        kept = (each for each in self.hits if each.standing is not Standing.WITHDRAWN)
        return tuple(sorted(kept, key=lambda each: each.hit.time_s))

    @property
    def scored(self) -> tuple[ScoredHit, ...]:
        """The final hits as the lists show them; an early one is not numbered before it is sure."""
        final = (each.hit for each in self.standing if each.standing is Standing.FINAL)
        return numbered(tuple(final), self.rule)

    @property
    def summary(self) -> Summary:
        """The lesson's figures so far, of final hits."""
        return summarise([each.hit for each in self.scored], self.rule)

    def _key_of(self, hit: Hit) -> str:
        return next((each.key for each in self.hits if each.hit.id == hit.id), hit.id)

    def _put(self, key: str, hit: Hit, standing: Standing) -> LessonHits:
        new = LiveHit(key, hit, score_hit(hit, self.rule), standing)
        there = any(each.key == key for each in self.hits)
        kept = tuple(new if each.key == key else each for each in self.hits)
        hits = kept if there else (*self.hits, new)
        shown = self.newest
        newer = shown is None or shown.key == key or shown.hit.time_s <= hit.time_s
        return replace(self, hits=hits, newest=new if newer else shown)

    def _withdraw(self, key: str) -> LessonHits:
        gone = next((each for each in self.hits if each.key == key), None)
        if gone is None:
            return self
        left = replace(gone, standing=Standing.WITHDRAWN)
        newest = left if self.newest is not None and self.newest.key == key else self.newest
        # Nothing of it stays in the list; the large score still has to fade away.
        return replace(self, hits=tuple(e for e in self.hits if e.key != key), newest=newest)


def _early_key(call_id: int) -> str:
    return f"call-{call_id}"

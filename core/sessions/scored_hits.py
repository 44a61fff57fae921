"""A session's hits as people see them: numbered and scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.hits.hit import Hit, HitStatus, Stroke
from core.scoring.rules import score_hit
from core.scoring.score import Score, ScoreRule
from core.sessions.session import Session


@dataclass(frozen=True)
class ScoredHit:
    """One hit with its score and its names for people.

    ``number`` counts the hits that are not rejected, from 1; ``stroke_number`` counts those of
    the same stroke ("third forehand"). Both are None for a rejected hit.
    """

    hit: Hit
    score: Score
    number: int | None
    stroke_number: int | None

    @property
    def rejected(self) -> bool:
        """Whether the coach took it out."""
        return self.hit.status is HitStatus.REJECTED

    @property
    def uncertain(self) -> bool:
        """Whether the program would not bet on it: the score, or that there is a hit at all."""
        sure = self.hit.status is HitStatus.CONFIRMED or self.score.overruled
        return not sure and (self.score.doubtful or self.hit.confidence < 0.5)

    @property
    def title(self) -> str:
        """Return e.g. “Forehand 3”, “Hit 3” where the stroke is unknown, “Not a hit”."""
        if self.rejected:
            return "Not a hit"
        if self.hit.stroke is Stroke.UNKNOWN:
            return f"Hit {self.number}"
        return f"{self.hit.stroke.value.capitalize()} {self.stroke_number}"

    @property
    def in_reason(self) -> list[str]:
        """Return the title and the reason, one line each; a doubt is said on its own line."""
        reason, *doubts = (part.strip() for part in self.score.reason.split(";"))
        lines = [self.title, reason[:1].upper() + reason[1:]]
        return lines + [doubt[:1].upper() + doubt[1:] for doubt in doubts]

    @property
    def in_short(self) -> str:
        """Return the reason for a narrow column: “8 cm towards the throat”."""
        reason = self.in_reason[1]
        if self.score.overruled:
            # The row says already whose score it is; what was measured is news.
            _, _, measured = reason.partition("measured: ")
            reason = f"Measured {measured.rstrip(')')}" if measured else "Not measured"
        short = reason.replace(" from the centre,", "")
        return short.replace(" and towards the ", ", ")

    @property
    def in_words(self) -> str:
        """Return the score and its reason in one sentence, also for a screen reader."""
        if self.score.value is None:
            return self.score.reason[:1].upper() + self.score.reason[1:]
        doubt = ", uncertain" if self.uncertain else ""
        return f"Score {self.score.value}{doubt}: {self.score.reason}"


def scored_hits(session: Session) -> tuple[ScoredHit, ...]:
    """Return all hits of a session in time's order, rejected ones included."""
    return numbered(session.hits, session.rule)


def numbered(hits: Sequence[Hit], rule: ScoreRule) -> tuple[ScoredHit, ...]:
    """Return hits scored by ``rule`` and counted, in time's order, rejected ones included."""
    listed: list[ScoredHit] = []
    number = 0
    strokes: dict[Stroke, int] = {}
    for hit in sorted(hits, key=lambda each: each.time_s):
        score = score_hit(hit, rule)
        if hit.status is HitStatus.REJECTED:
            listed.append(ScoredHit(hit, score, None, None))
            continue
        number += 1
        strokes[hit.stroke] = strokes.get(hit.stroke, 0) + 1
        listed.append(ScoredHit(hit, score, number, strokes[hit.stroke]))
    return tuple(listed)


def with_draft(hits: tuple[ScoredHit, ...], draft: Hit, rule: ScoreRule) -> tuple[ScoredHit, ...]:
    """Return the hits with one of them as a drag under way would leave it."""
    return tuple(
        replace(each, hit=draft, score=score_hit(draft, rule)) if each.hit.id == draft.id else each
        for each in hits
    )

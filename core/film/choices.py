"""What a coach asks of a film: which hits, and what is done to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.sessions.scored_hits import ScoredHit

BEST = 5
"""The score of the hits that “Best hits” shows."""


class FilmPreset(StrEnum):
    """Which parts of the practice are shown."""

    WHOLE = "whole"
    HITS = "hits"
    BEST = "best"
    CHOSEN = "chosen"


class FilmSize(StrEnum):
    """How large the pictures are; never larger than the source's."""

    SOURCE = "source"
    FULL_HD = "1080p"
    HD = "720p"

    @property
    def short_side(self) -> int | None:
        """Pixels of the shorter side at most, None for the source's own."""
        return {FilmSize.FULL_HD: 1080, FilmSize.HD: 720}.get(self)


@dataclass(frozen=True)
class FilmChoices:
    """Everything that can be asked; ``hit_ids`` only counts for chosen hits.

    ``slow_motion`` and ``pause`` are at contact, ``badge`` is the score with its reason,
    ``end_card`` the hit map after the last picture.
    """

    preset: FilmPreset = FilmPreset.HITS
    hit_ids: frozenset[str] = frozenset()
    overlays: bool = True
    badge: bool = True
    slow_motion: bool = True
    pause: bool = True
    end_card: bool = True
    size: FilmSize = FilmSize.SOURCE

    @staticmethod
    def usual(preset: FilmPreset) -> FilmChoices:
        """Return what a preset begins with: the whole practice keeps its own times."""
        hits = preset is not FilmPreset.WHOLE
        return FilmChoices(preset, slow_motion=hits, pause=hits)

    def wanted(self, hits: Sequence[ScoredHit]) -> tuple[ScoredHit, ...]:
        """Return the hits that are shown, in time's order; rejected ones never are."""
        counted = [each for each in hits if not each.rejected]
        if self.preset is FilmPreset.BEST:
            return tuple(each for each in counted if each.score.value == BEST)
        if self.preset is FilmPreset.CHOSEN:
            return tuple(each for each in counted if each.hit.id in self.hit_ids)
        return tuple(counted)


def fitted_size(width: int, height: int, size: FilmSize) -> tuple[int, int]:
    """Return the film's (width, height): even, the source's shape, nothing enlarged."""
    limit = size.short_side
    scale = 1.0 if limit is None else min(1.0, limit / min(width, height))
    return max(2, round(width * scale) // 2 * 2), max(2, round(height * scale) // 2 * 2)

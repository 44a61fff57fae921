"""The hits of two detectors in one clip, against each other and against a person's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.before_after.clip import Clip
from core.before_after.pairing import Numbers, near_times
from core.hits.hit import Hit
from core.scoring.rules import score_hit
from core.sessions.merging import SAME_HIT_S


class Said(StrEnum):
    """What a person says of a moment."""

    HIT = "hit"
    NO_HIT = "no hit"
    NOTHING = "nothing"


@dataclass(frozen=True)
class HitChange:
    """One moment (s on the video's clock) at which a person or a detector sees a hit."""

    time_s: float
    said: Said
    before: Hit | None = None
    after: Hit | None = None
    score_before: int | None = None
    score_after: int | None = None

    @property
    def is_change(self) -> bool:
        """Whether one of the detectors sees a hit and the other none."""
        return (self.before is None) is not (self.after is None)

    @property
    def lost(self) -> bool:
        """Whether only the detector before sees it."""
        return self.before is not None and self.after is None

    @property
    def gained(self) -> bool:
        """Whether only the detector after sees it."""
        return self.before is None and self.after is not None

    @property
    def rescored(self) -> bool:
        """Whether both see it and score it otherwise."""
        both = self.before is not None and self.after is not None
        return both and self.score_before != self.score_after


@dataclass(frozen=True)
class HitTally:
    """Counts of a clip's changes: of confirmed hits, of false ones, of those nobody knows.

    ``known`` are the hits a person stands behind, ``found_*`` how many of them were found,
    ``false_*`` how many were found where there is none.
    """

    known: int = 0
    found_before: int = 0
    found_after: int = 0
    won: int = 0
    lost: int = 0
    false_before: int = 0
    false_after: int = 0
    false_gained: int = 0
    false_gone: int = 0
    unknown_gained: int = 0
    unknown_lost: int = 0
    rescored: int = 0


def compare_hits(clip: Clip, before: Sequence[Hit], after: Sequence[Hit]) -> tuple[HitChange, ...]:
    """Return every moment at which somebody sees a hit, by time.

    Two sightings within a tenth of a second of real time are one hit; the nearest pairs are
    joined first, one to one. The same detector twice gives no change; the other way round gained
    and lost change places.
    """
    window = SAME_HIT_S * clip.slow
    word = clip.word
    spoken = [*((t, Said.HIT) for t in word.hits), *((t, Said.NO_HIT) for t in word.no_hits)]
    times = np.array([t for t, _ in spoken])
    spoken_before, rest_before = _claimed(times, before, window)
    spoken_after, rest_after = _claimed(times, after, window)
    changes = [
        _change(clip, t, said, spoken_before[row], spoken_after[row])
        for row, (t, said) in enumerate(spoken)
    ]
    said = Said.NO_HIT if word.complete else Said.NOTHING
    both, only_after = _claimed(_times(rest_before), rest_after, window)
    for row, hit in enumerate(rest_before):
        changes.append(_change(clip, hit.time_s, said, hit, both[row]))
    changes += [_change(clip, hit.time_s, said, None, hit) for hit in only_after]
    return tuple(sorted(changes, key=lambda each: each.time_s))


def tally_of(changes: Sequence[HitChange]) -> HitTally:
    """Return the counts of a clip."""
    known = [each for each in changes if each.said is Said.HIT]
    false = [each for each in changes if each.said is Said.NO_HIT]
    open_ = [each for each in changes if each.said is Said.NOTHING]
    return HitTally(
        known=len(known),
        found_before=sum(each.before is not None for each in known),
        found_after=sum(each.after is not None for each in known),
        won=sum(each.gained for each in known),
        lost=sum(each.lost for each in known),
        false_before=sum(each.before is not None for each in false),
        false_after=sum(each.after is not None for each in false),
        false_gained=sum(each.gained for each in false),
        false_gone=sum(each.lost for each in false),
        unknown_gained=sum(each.gained for each in open_),
        unknown_lost=sum(each.lost for each in open_),
        rescored=sum(each.rescored for each in changes if each.said is not Said.NO_HIT),
    )


def _change(
    clip: Clip, time_s: float, said: Said, before: Hit | None, after: Hit | None
) -> HitChange:
    scores = [None if hit is None else score_hit(hit, clip.rule).value for hit in (before, after)]
    return HitChange(time_s, said, before, after, *scores)


def _claimed(
    times: Numbers, hits: Sequence[Hit], window_s: float
) -> tuple[list[Hit | None], list[Hit]]:
    """Return the hit at each of ``times``, None for none, and the hits at none of them."""
    rows = near_times(times, _times(hits), window_s).tolist()
    claimed = [None if row < 0 else hits[row] for row in rows]
    return claimed, [hit for row, hit in enumerate(hits) if row not in rows]


def _times(hits: Sequence[Hit]) -> Numbers:
    return np.array([hit.time_s for hit in hits])

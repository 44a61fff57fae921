"""Doubts: frames worth a coach's look, each with its reason in plain words, worst first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.box import Box
from core.dataset.annotation import FrameFix
from core.detections.detections import ObjectClass
from core.sessions.session import Session


class DoubtKind(StrEnum):
    """What is doubtful."""

    BALL_LOST = "ball-lost"
    JUMP = "jump"
    TWO_RACKETS = "two-rackets"
    SIZE = "size"
    SCORE = "score"
    UNSURE_HIT = "unsure-hit"
    SOUND_ONLY = "sound-only"
    SILENT_HIT = "silent-hit"


@dataclass(frozen=True)
class Doubt:
    """One thing worth a look.

    ``frame`` is the one to look at, within ``first`` to ``last`` (inclusive) that it is about.
    ``words`` are a sentence for the coach; ``weight`` in 0..1 says how much it is worth.
    ``about`` is the class of the boxes in question, ``xyxy`` (px) where to look, ``hit_id``
    the hit, each None where there is none.
    """

    kind: DoubtKind
    frame: int
    first: int
    last: int
    words: str
    weight: float
    about: ObjectClass | None = None
    xyxy: Box | None = None
    hit_id: str | None = None

    @property
    def key(self) -> str:
        """Its name in ``Session.dismissed_doubts``: the same when it is found again."""
        return f"{self.kind}:{self.hit_id or self.frame}"


NEAR_A_HIT = 0.25
"""How much more a doubt counts at a hit: there a wrong box is a wrong score."""

_NEAR_FRAMES = 3


def doubt_queue(session: Session, found: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Return the doubts that are still open, those that matter most first.

    ``found`` are what ``track_doubts`` and ``hit_doubts`` say. A doubt is closed when the
    coach dismissed it, accepted its frame, or fixed a box of its class in its span. The order
    depends on nothing but the values.
    """
    hit_frames = sorted(hit.frame for hit in session.shown_hits)
    dismissed = frozenset(session.dismissed_doubts)
    fixed = sorted(session.fixes)
    still_open = [
        _weighed(doubt, hit_frames)
        for doubt in found
        if doubt.key not in dismissed and not _is_fixed(doubt, session, fixed)
    ]
    return tuple(sorted(still_open, key=lambda d: (-d.weight, d.frame, d.kind, d.hit_id or "")))


def next_doubt(queue: Sequence[Doubt], frame: int) -> Doubt | None:
    """Return the first doubt after ``frame`` in time, from the start again after the last one.

    None for an empty queue. Where several are about one frame, the one that matters most.
    """
    later = [doubt for doubt in queue if doubt.frame > frame] or list(queue)
    return min(later, key=lambda doubt: doubt.frame, default=None)


def dismiss(session: Session, doubt: Doubt) -> Session:
    """Return the session in which a doubt will not come back."""
    if doubt.key in session.dismissed_doubts:
        return session
    return replace(session, dismissed_doubts=(*session.dismissed_doubts, doubt.key))


def _weighed(doubt: Doubt, hit_frames: Sequence[int]) -> Doubt:
    if doubt.hit_id is not None or doubt.kind is DoubtKind.SOUND_ONLY:
        return doubt
    near = bisect_left(hit_frames, doubt.first - _NEAR_FRAMES)
    if near == len(hit_frames) or hit_frames[near] > doubt.last + _NEAR_FRAMES:
        return doubt
    return replace(doubt, weight=min(doubt.weight + NEAR_A_HIT, 1.0))


def _is_fixed(doubt: Doubt, session: Session, fixed: Sequence[int]) -> bool:
    for row in range(bisect_left(fixed, doubt.first), len(fixed)):
        if fixed[row] > doubt.last:
            return False
        fix = session.fixes[fixed[row]]
        if (fix.accepted and fix.frame == doubt.frame) or _speaks_of(fix, doubt.about):
            return True
    return False


def _speaks_of(fix: FrameFix, about: ObjectClass | None) -> bool:
    return any(box.kind is about for box in fix.annotations) or any(
        box.kind is about for box in fix.denied
    )

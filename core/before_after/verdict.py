"""Better, worse, or as good as before: the rule, and its words.

A clip is worse when more confirmed hits were lost than won, when more false hits came than went,
or when the boxes a person drew are found less often, by five in a hundred of them and more, and
beyond noise (``box_change.beyond_noise``). One worse clip makes the whole worse. What nobody has
spoken about decides nothing, nor do boxes in the drawn sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from core.before_after.box_change import BoxTally
from core.before_after.comparison import ClipComparison
from core.before_after.hit_change import HitTally
from core.dataset.finding import counted
from core.detections.detections import ObjectClass
from core.drawing.boxes import words_of


class Outcome(StrEnum):
    """How the detector after does beside the one before."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    OPEN = "open"
    """Nobody has said what is right."""


@dataclass(frozen=True)
class Verdict:
    """The outcome and its words: one line to read, and more lines for who asks."""

    outcome: Outcome
    headline: str
    reasons: tuple[str, ...] = ()


def verdict_of_clip(clip: ClipComparison) -> Verdict:
    """Return the verdict on one clip; its headline is a part of a sentence."""
    reasons = (*_hit_words(clip.tally), *_box_words(clip), *_open_words(clip.tally))
    if clip.clip.word.says_nothing:
        outcome = Outcome.OPEN
    elif _is_worse(clip):
        outcome = Outcome.WORSE
        reasons = (*_bad_words(clip), *(each for each in reasons if each not in _bad_words(clip)))
    else:
        outcome = Outcome.BETTER if _is_better(clip) else Outcome.SAME
    return Verdict(outcome, reasons[0] if reasons else "no difference", reasons[1:])


def verdict_of(clips: Sequence[ClipComparison]) -> Verdict:
    """Return the verdict on all pinned clips."""
    each = [(clip, verdict_of_clip(clip)) for clip in clips]
    lines = tuple(f"“{clip.clip.title}”: {told.headline}." for clip, told in each)
    worse = [(clip, told) for clip, told in each if told.outcome is Outcome.WORSE]
    if worse:
        (clip, told), more = worse[0], len(worse) - 1
        also = f", and on {counted(more, 'other clip')}" if more else ""
        headline = f"Worse on “{clip.clip.title}”: {told.headline}{also}."
        return Verdict(Outcome.WORSE, headline, lines)
    spoken = [clip for clip, told in each if told.outcome is not Outcome.OPEN]
    if not spoken:
        headline = "Nobody has said yet what is right in the pinned clips."
        return Verdict(Outcome.OPEN, headline, lines)
    better = [told for _, told in each if told.outcome is Outcome.BETTER]
    if better:
        together = _added([clip.tally for clip in spoken])
        words = _hit_words(together) if together.won or together.false_gone else ()
        return Verdict(Outcome.BETTER, f"Better: {(*words, better[0].headline)[0]}.", lines)
    return Verdict(Outcome.SAME, "As good as before on the pinned clips.", lines)


def _is_worse(clip: ClipComparison) -> bool:
    tally = clip.tally
    return (
        tally.lost > tally.won
        or tally.false_gained > tally.false_gone
        or any(boxes.worse for boxes in clip.deciding_boxes.values())
    )


def _is_better(clip: ClipComparison) -> bool:
    tally = clip.tally
    return (
        tally.won > tally.lost
        or tally.false_gone > tally.false_gained
        or any(boxes.better for boxes in clip.deciding_boxes.values())
    )


def _hit_words(tally: HitTally) -> tuple[str, ...]:
    told = []
    if tally.won and not tally.lost:
        told.append(f"{_more(tally.won, 'hit')} found, none lost")
    elif tally.won:
        told.append(f"{_more(tally.won, 'hit')} found, {tally.lost} lost")
    elif tally.lost:
        told.append(f"{counted(tally.lost, 'hit')} lost")
    elif tally.known and tally.found_after == tally.known:
        told.append("the hit is found" if tally.known == 1 else f"all {tally.known} hits found")
    elif tally.known:
        told.append(f"the same {tally.found_after} of {tally.known} hits found")
    if tally.false_gained:
        told.append(f"{counted(tally.false_gained, 'hit')} found where there is none")
    if tally.false_gone:
        told.append(f"{counted(tally.false_gone, 'false hit')} gone")
    if tally.rescored:
        told.append(f"{counted(tally.rescored, 'score')} changed")
    return tuple(told)


def _bad_words(clip: ClipComparison) -> tuple[str, ...]:
    tally, told = clip.tally, []
    if tally.lost > tally.won:
        told.append(_hit_words(tally)[0])
    if tally.false_gained > tally.false_gone:
        told.append(f"{counted(tally.false_gained, 'hit')} found where there is none")
    told += [_recall(kind, each) for kind, each in clip.deciding_boxes.items() if each.worse]
    return tuple(told)


def _box_words(clip: ClipComparison) -> tuple[str, ...]:
    return tuple(
        _recall(kind, each) for kind, each in clip.boxes.items() if each.worse or each.better
    )


def _recall(kind: ObjectClass, tally: BoxTally) -> str:
    return (
        f"the {words_of(kind)} is found {tally.found_after} of {tally.labels} times "
        f"({tally.found_before} before)"
    )


def _open_words(tally: HitTally) -> tuple[str, ...]:
    told = []
    if tally.unknown_gained:
        told.append(f"{counted(tally.unknown_gained, 'new hit')} to look at")
    if tally.unknown_lost:
        told.append(f"{counted(tally.unknown_lost, 'hit')} no longer found that nobody confirmed")
    return tuple(told)


def _more(n: int, what: str) -> str:
    return f"{n} more {what}{'' if n == 1 else 's'}"


def _added(tallies: Sequence[HitTally]) -> HitTally:
    return HitTally(
        **{each.name: sum(getattr(tally, each.name) for tally in tallies) for each in
           fields(HitTally)}
    )  # fmt: skip

"""What to fix next, so that the dataset teaches more: from its figures alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from core.dataset.dataset import TRAIN, VAL
from core.dataset.finding import counted
from core.dataset.statistics import SessionFigures, Statistics

ENOUGH_FRAMES = 20
"""Of one practice: neighbouring frames teach little, another court teaches more."""
SHORT_SHARE = 0.3
_NAMED = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do; ``session`` is the practice in which, empty for any."""

    sentence: str
    session: str = ""


def what_next(figures: Statistics, titles: Mapping[str, str]) -> tuple[Advice, ...]:
    """Return what to fix next, the most useful first.

    ``titles`` are those of all sessions of the library by id, fixed or not; the newest first.
    """
    fixed = {each.name for each in figures.sessions}
    return (
        *_judging(figures),
        *_classes(figures),
        *_sessions(figures, titles, fixed),
        *_negatives(figures.sessions),
    )


def _judging(figures: Statistics) -> Iterator[Advice]:
    if figures.splits.get(TRAIN) and not figures.splits.get(VAL):
        yield Advice(
            "Fix frames in a second practice: it will judge the detector, which must not"
            " have learned from it."
        )


def _classes(figures: Statistics) -> Iterator[Advice]:
    """Classes with far fewer boxes than the one with the most."""
    most = max((each.boxes for each in figures.classes), default=0)
    for each in sorted(figures.classes, key=lambda each: each.boxes):
        if each.boxes < SHORT_SHARE * most:
            name = each.name.replace("_", " ")
            has = f"So far {counted(each.boxes, name, 'is', 'are')} fixed"
            yield Advice(f"{has if each.boxes else f'No {name} is fixed yet'}: draw each you see.")


def _sessions(
    figures: Statistics, titles: Mapping[str, str], fixed: Collection[str]
) -> Iterator[Advice]:
    """Practices without a fixed frame first, then those with few."""
    for session in [name for name in titles if name not in fixed][:_NAMED]:
        yield Advice(f"“{titles[session]}” has no fixed frame yet.", session)
    few = [each for each in figures.sessions if each.pictures < ENOUGH_FRAMES]
    for each in sorted(few, key=lambda each: each.pictures)[:_NAMED]:
        title, frames = titles.get(each.name, each.name), counted(each.pictures, "frame")
        yield Advice(f"“{title}” has only {frames}: fix its doubtful ones.", each.name)


def _negatives(sessions: Collection[SessionFigures]) -> Iterator[Advice]:
    if sessions and not any(each.negatives for each in sessions):
        yield Advice(
            "Accept some frames in which there is nothing to find: they teach what is no ball."
        )

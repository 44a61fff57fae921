"""The data a training can learn from, as a coach chooses them, with what each has to give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.dataset.class_names import OUR_CLASSES
from core.dataset.finding import counted
from core.sessions.fixed_practices import FixedPractice
from core.training.choice import DataChoice, Pick


@dataclass(frozen=True)
class DataOption:
    """One choice of data: what it is called, and how many frames and boxes it holds."""

    title: str
    pick: DataChoice
    practices: int = 0
    frames: int = 0
    boxes: Mapping[str, int] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """How much there is, in words."""
        if not self.frames:
            return "No frame is fixed yet."
        of = f" of {counted(self.practices, 'practice')}" if self.practices > 1 else ""
        return f"{counted(self.frames, 'frame')}{of}"

    @property
    def boxes_in_words(self) -> str:
        """How many boxes of each class: “24 players, 20 rackets”."""
        named = ((name, self.boxes.get(name, 0)) for name in OUR_CLASSES)
        return ", ".join(counted(n, name.replace("_", " ")) for name, n in named)


def everything(practices: Sequence[FixedPractice]) -> DataOption:
    """Return the choice of all that was ever fixed."""
    return _option("Everything I fixed", DataChoice(), practices)


def narrower(practices: Sequence[FixedPractice]) -> tuple[DataOption, ...]:
    """Return what is less than everything: the named courts, then single practices.

    Both in the order of the practices, only where frames are fixed.
    """
    fixed = [each for each in practices if each.frames]
    courts = dict.fromkeys(each.court for each in fixed if each.court)
    return (
        *(
            _option(f"Court “{court}”", DataChoice(Pick.COURT, court), _of_court(fixed, court))
            for court in courts
        ),
        *(
            _option(each.title, DataChoice(Pick.SESSIONS, sessions=(each.id,)), [each])
            for each in fixed
        ),
    )


def _of_court(practices: Sequence[FixedPractice], court: str) -> list[FixedPractice]:
    return [each for each in practices if each.court == court]


def _option(title: str, pick: DataChoice, practices: Sequence[FixedPractice]) -> DataOption:
    fixed = [each for each in practices if each.frames]
    boxes: Counter[str] = Counter()
    for each in fixed:
        boxes.update(each.boxes)
    return DataOption(title, pick, len(fixed), sum(each.frames for each in fixed), dict(boxes))

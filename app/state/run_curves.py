"""What a run has reported, as growing columns of numbers that curves are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.training.events import Evaluated, Event, Progressed

Numbers = NDArray[np.float64]
LOSSES = ("hmap", "reg", "w_h")
_COLUMNS = ("step", *LOSSES)
_FIRST_ROWS = 256
_SMOOTHED_PART = 60
"""A smoothed value is the mean over this part of all that was reported."""


class RunCurves:
    """The losses over the steps, and AP50 by class over the evaluations, of one run.

    Steps only grow: what comes for a step that was reached before (the run went back to its last
    checkpoint) replaces all that was reported from there on.
    """

    def __init__(
        self, progress: Sequence[Progressed] = (), evaluations: Sequence[Evaluated] = ()
    ) -> None:
        told = [(entry.step, entry.hmap, entry.reg, entry.w_h) for entry in progress]
        self._rows = np.array(told, float).reshape(-1, len(_COLUMNS))
        self._count = len(told)
        self.evaluations: list[Evaluated] = []
        if (np.diff(self.steps) <= 0).any():
            self._count = 0
            for entry in progress:
                self._add(entry)
        for each in evaluations:
            self._judge(each)

    def hear(self, event: Event) -> bool:
        """Take an event; return whether a curve has changed."""
        if isinstance(event, Progressed) and event.step > 0:
            self._add(event)
            return True
        if isinstance(event, Evaluated):
            self._judge(event)
            return True
        return False

    def __len__(self) -> int:
        return self._count

    @property
    def steps(self) -> Numbers:
        """The steps at which losses were reported, ascending."""
        return self._rows[: self._count, 0]

    @property
    def last_step(self) -> float:
        """The last step that anything was reported of, 0 without any."""
        judged = self.evaluations[-1].step if self.evaluations else 0
        return max(float(self.steps[-1]) if self._count else 0.0, float(judged))

    def loss(self, name: str) -> Numbers:
        """One of ``LOSSES``, a value for each of ``steps``."""
        return self._rows[: self._count, _COLUMNS.index(name)]

    def smoothed(self, name: str) -> Numbers:
        """The same, each value the mean of its neighbours: what the eye looks for in the noise."""
        reach = max(min(2, self._count // 20), self._count // _SMOOTHED_PART)
        return smoothed(self.loss(name), reach)

    def ap50(self) -> Mapping[str, tuple[Numbers, Numbers]]:
        """AP50 (0 to 100) by class: (steps, values), in the order the classes were first seen."""
        names = dict.fromkeys(name for each in self.evaluations for name in each.ap50)
        return {name: _column(self.evaluations, name) for name in names}

    def mean_ap50(self) -> tuple[Numbers, Numbers]:
        """The mean over the classes (0 to 100) as (steps, values)."""
        steps = np.array([each.step for each in self.evaluations], float)
        return steps, np.array([100 * each.mean_ap50 for each in self.evaluations], float)

    def _add(self, entry: Progressed) -> None:
        self._forget_from(entry.step)
        if self._count == len(self._rows):
            more = max(_FIRST_ROWS, len(self._rows))
            self._rows = np.concatenate([self._rows, np.empty((more, len(_COLUMNS)))])
        self._rows[self._count] = (entry.step, entry.hmap, entry.reg, entry.w_h)
        self._count += 1

    def _judge(self, entry: Evaluated) -> None:
        while self.evaluations and self.evaluations[-1].step >= entry.step:
            self.evaluations.pop()
        self.evaluations.append(entry)

    def _forget_from(self, step: int) -> None:
        if self._count and self.steps[-1] >= step:
            self._count = int(np.searchsorted(self.steps, step))


def smoothed(values: Numbers, reach: int) -> Numbers:
    """Return the running mean over ``reach`` values to either side, fewer of them at the ends.

    At the beginning as many are left out on both sides: errors fall steeply there. At the end
    there are fewer on one side only, so that the newest value is a calm one, too.
    """
    if reach < 1 or len(values) < 3:
        return values
    total = np.concatenate([[0.0], np.cumsum(values)])
    places = np.arange(len(values))
    before = np.minimum(reach, places)
    first, after = places - before, np.minimum(places + before, len(values) - 1) + 1
    found: Numbers = (total[after] - total[first]) / (after - first)
    return found


def _column(evaluations: Sequence[Evaluated], name: str) -> tuple[Numbers, Numbers]:
    known = [(each.step, 100 * each.ap50[name]) for each in evaluations if name in each.ap50]
    table = np.array(known, float).reshape(-1, 2)
    return table[:, 0], table[:, 1]

"""How far the maps of an export are from PyTorch's, cell by cell and at the peaks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.detections.decode import peak_mask, sigmoid
from core.phone.check_parts import HeadFigures, Tolerance

Map = NDArray[np.float32]
Maps = tuple[Map, Map, Map]
"""Of one picture: logits (C, h, w), offsets (2, h, w) and sizes (2, h, w) in cells."""


_FARTHEST = 3.0
"""Times the tolerance: so far may the few outliers be off that are allowed."""


def peaks_of(hmap: Map, weak_limits: NDArray[np.float32]) -> tuple[NDArray[np.intp], ...]:
    """Return (class, row, column) of the peaks of logits from the probabilities (C,) on."""
    limits = np.log(weak_limits / (1.0 - weak_limits)).astype(np.float32)
    return np.nonzero((hmap >= limits[:, None, None]) & peak_mask(hmap))


@dataclass
class _Sums:
    """Largest and mean of errors that come frame by frame; None once one is no number."""

    largest: float = 0.0
    total: float = 0.0
    count: int = 0
    finite: bool = True
    over: list[NDArray[np.float32]] = field(default_factory=list)
    """What is left of the errors after what a number's digits allow was taken off."""

    def add(self, errors: NDArray[np.float32], allowed: NDArray[np.float32] | float) -> None:
        if not errors.size:
            return
        if not np.isfinite(errors).all():
            self.finite = False
            return
        self.largest = max(self.largest, float(errors.max()))
        self.total += float(errors.sum(dtype=np.float64))
        self.count += errors.size
        self.over.append(np.asarray(errors - allowed, np.float32).ravel())

    def beyond(self, limit: float) -> NDArray[np.float32]:
        """What is left of the errors beyond ``limit``."""
        left = np.concatenate(self.over) if self.over else np.zeros(0, np.float32)
        return np.asarray(left[left > limit], np.float32)

    @property
    def max(self) -> float | None:
        return self.largest if self.finite else None

    @property
    def mean(self) -> float | None:
        return self.total / max(self.count, 1) if self.finite else None


@dataclass
class MapComparison:
    """Collects the errors of one export over many frames; ``limits`` are the scores (C,) from
    which a cell is a peak that counts."""

    outputs: Sequence[str]
    tolerance: Tolerance
    limits: NDArray[np.float32]
    _cells: list[_Sums] = field(default_factory=lambda: [_Sums() for _ in range(3)])
    _peaks: list[_Sums] = field(default_factory=lambda: [_Sums() for _ in range(3)])

    def add(self, expected: Maps, found: Maps) -> None:
        """Compare the maps of one picture; of wrong shapes they are as wrong as can be."""
        at = peaks_of(expected[0], self.limits)
        for head, (ours, theirs) in enumerate(zip(expected, found, strict=True)):
            if ours.shape != theirs.shape:
                self._cells[head].finite = self._peaks[head].finite = False
                continue
            share = self.tolerance.share
            with np.errstate(invalid="ignore"):
                errors = np.abs(ours - theirs)
            # In a sum of a thousand products it is the large ones that lose the last digits.
            self._cells[head].add(errors, share * float(np.abs(ours).max()))
            if head == 0:
                self._peaks[head].add(np.abs(sigmoid(ours[at]) - sigmoid(theirs[at])), 0.0)
            else:
                where = np.s_[:, at[1], at[2]]
                self._peaks[head].add(errors[where], np.float32(share) * np.abs(ours[where]))

    def figures(self) -> tuple[HeadFigures, ...]:
        """Return what was found, judged by the tolerance."""
        allowed = self.tolerance
        at_peaks = (allowed.score, allowed.offset_cells, allowed.size_cells)
        told = []
        for head, output in enumerate(self.outputs):
            cells, peaks = self._cells[head], self._peaks[head]
            everywhere = allowed.cell is not None
            limit = allowed.cell if everywhere else at_peaks[head]
            judged = cells if everywhere else peaks
            beyond = judged.beyond(np.inf if limit is None else limit)
            few = 0 if everywhere else math.floor(allowed.outliers * judged.count)
            within = len(beyond) <= few and not (beyond > _FARTHEST * (limit or 0.0)).any()
            told.append(
                HeadFigures(
                    output,
                    "logits" if head == 0 else "cells",
                    _rounded(cells.max),
                    _rounded(cells.mean),
                    _rounded(peaks.max),
                    _rounded(peaks.mean),
                    limit,
                    everywhere,
                    cells.finite and peaks.finite and within,
                    len(beyond),
                    judged.count,
                )
            )
        return tuple(told)


def _rounded(value: float | None) -> float | None:
    """Return a figure with three digits: more would change from run to run."""
    if not value:
        return value
    return round(value, 2 - math.floor(math.log10(value)))

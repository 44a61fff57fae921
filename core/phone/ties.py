"""Where two neighbouring cells tie for a peak: the box that the other one would give.

A large object has several cells with nearly the same heat, and each has a box of its own, which
may lie some pixels beside the others. Which of them is the peak is decided by the last digits, and
they differ from computer to computer. So golden frames list the box of each cell that comes close.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.detections.decode import sigmoid
from core.phone.check_parts import GoldenBox
from core.phone.map_comparison import Maps, peaks_of

MARGIN = 0.04
"""Scores below a peak's so little come close; twice the tolerance of the roughest precision."""

_BESIDE = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if y or x]


def ties_of(
    maps: Maps, limits: NDArray[np.float32], classes: Sequence[str], stride: int
) -> tuple[GoldenBox, ...]:
    """Return the boxes, in input pixels, of cells beside a peak whose score comes close to it.

    ``maps`` must hold numbers; ``limits`` are the scores (C,) from which peaks count.
    """
    hmap, regs, w_h = maps
    kinds, rows, columns = peaks_of(hmap, limits)
    height, width = hmap.shape[1:]
    peaks = set(zip(kinds.tolist(), rows.tolist(), columns.tolist(), strict=True))
    found = {}
    for kind, row, column in peaks:
        top = float(sigmoid(hmap[kind, row, column]))
        for dy, dx in _BESIDE:
            cell = kind, row + dy, column + dx
            if not (0 <= cell[1] < height and 0 <= cell[2] < width) or cell in peaks:
                continue
            score = float(sigmoid(hmap[cell]))
            if score >= top - MARGIN:
                found[cell] = GoldenBox(
                    classes[kind], round(score, 5), _box(regs, w_h, cell, stride)
                )
    return tuple(found[cell] for cell in sorted(found))


def _box(
    regs: NDArray[np.float32], w_h: NDArray[np.float32], cell: tuple[int, int, int], stride: int
) -> tuple[float, float, float, float]:
    """The box that a cell gives, as ``core.detections.decode`` makes it."""
    _, row, column = cell
    x, y = column + float(regs[0, row, column]), row + float(regs[1, row, column])
    half_w, half_h = (max(float(w_h[k, row, column]), 0.0) / 2 for k in (0, 1))
    corners = (x - half_w, y - half_h, x + half_w, y + half_h)
    x0, y0, x1, y1 = (round(stride * value, 3) for value in corners)
    return x0, y0, x1, y1

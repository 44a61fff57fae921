"""Which of two lists' things are the same: the best pairs first, one to one, either way round."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating]


def best_pairs(closeness: Numbers, least: float, ties: Numbers) -> NDArray[np.intp]:
    """Return the column of each row of ``closeness`` (n, m), -1 for none.

    Pairs from ``least`` on count. Equally close ones are taken by rising ``ties`` (n, m), so that
    the transposed question has the transposed answer.
    """
    column_of = np.full(len(closeness), -1, np.intp)
    rows, columns = np.nonzero(closeness >= least)
    order = np.lexsort((ties[rows, columns], -closeness[rows, columns]))
    used = np.zeros(closeness.shape[1], bool)
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if column_of[row] < 0 and not used[column]:
            column_of[row] = column
            used[column] = True
    return column_of


def near_times(first: Numbers, second: Numbers, window_s: float) -> NDArray[np.intp]:
    """Return the row of ``second`` for each time of ``first``, -1 for none within ``window_s``."""
    gaps = -np.abs(first[:, None] - second[None])
    return best_pairs(gaps, -window_s, first[:, None] + second[None])

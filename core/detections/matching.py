"""Who is who: pairs of tracks and boxes, nearest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pairs = list[tuple[int, int]]


def match(cost: NDArray[np.float64], limit: float = 1.0) -> tuple[Pairs, list[int], list[int]]:
    """Pair rows with columns of ``cost`` (n, m), cheapest pair first.

    Returns the (row, column) pairs cheaper than or equal to ``limit``, the rows and the columns
    left over, each in rising order. Greedy: in sport the contests are local, and the order
    does not depend on the number of tracks elsewhere. Equal costs go by row, then by column.
    """
    n, m = cost.shape
    pairs: Pairs = []
    rows, columns = set(range(n)), set(range(m))
    if n and m:
        flat = cost.ravel()
        for index in np.argsort(flat, kind="stable"):
            # A NaN is never within the limit.
            if not flat[index] <= limit:
                break
            row, column = divmod(int(index), m)
            if row in rows and column in columns:
                rows.remove(row)
                columns.remove(column)
                pairs.append((row, column))
    return sorted(pairs), sorted(rows), sorted(columns)

"""Palettes for weights: the few values that stand for many, by k-means in one dimension."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 100

Values = NDArray[np.floating]


def palette_of(values: Values, bits: int) -> tuple[Values, NDArray[np.uint8]]:
    """Return (palette, index of each value): 2**bits values in order, and (n,) uint8.

    Lloyd's k-means (Lloyd 1982) on sorted values, where each cluster is a run of them and sums
    are differences of one running sum: no chance is involved and 400 000 values take a second.
    It begins with the values' quantiles, half of them, and an even grid over their range, the
    other half: the many small weights and the few large ones both matter. The palette has the
    dtype of `values`, which may have any shape; values that are fewer than entries are kept.
    """
    flat = values.ravel()
    ordered = np.sort(flat.astype(np.float64))
    centres = _first_centres(ordered, 1 << bits)
    total = np.concatenate([[0.0], np.cumsum(ordered)])
    for _ in range(_ROUNDS):
        edges = np.searchsorted(ordered, (centres[1:] + centres[:-1]) / 2, side="right")
        bounds = np.concatenate([[0], edges, [len(ordered)]])
        counts = np.diff(bounds)
        sums = total[bounds[1:]] - total[bounds[:-1]]
        moved = np.where(counts > 0, sums / np.maximum(counts, 1), centres)
        if np.array_equal(moved, centres):
            break
        centres = np.sort(moved)
    palette = np.sort(centres.astype(values.dtype))
    exact = palette.astype(np.float64)
    nearest = np.searchsorted((exact[1:] + exact[:-1]) / 2, flat.astype(np.float64))
    return palette, nearest.astype(np.uint8)


def _first_centres(ordered: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    different = np.unique(ordered)
    if len(different) <= count:
        return np.concatenate([different, np.full(count - len(different), different[-1])])
    common = np.quantile(ordered, (np.arange(count // 2) + 0.5) / (count // 2))
    even = np.linspace(ordered[0], ordered[-1], count - count // 2)
    return np.sort(np.concatenate([common, even]))

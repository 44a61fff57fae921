"""Peaks of a long curve that stand out from their surroundings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK_S = 0.25
"""Levels are found for pieces of this length,"""
AROUND_BLOCKS = 3
"""each from so many pieces on either side, too."""
MAD_TO_SIGMA = 1.4826

Floats = NDArray[np.float32]


def local_threshold(curve: Floats, hop_s: float, times: float, least: float) -> Floats:
    """Return for each value of ``curve`` (n,) what it must exceed to stand out, (n,).

    Median plus ``times`` the median absolute deviation (as a standard deviation) of the
    surrounding 1.75 s, found on quarter seconds and joined by straight lines; not below
    ``least``. Cost grows with n only.
    """
    n = len(curve)
    block = max(round(BLOCK_S / hop_s), 1)
    blocks = -(-n // block)
    if n == 0:
        return np.zeros(0, np.float32)
    padded = np.pad(curve, (0, blocks * block - n), mode="edge").reshape(blocks, block)
    reach = np.arange(-AROUND_BLOCKS, AROUND_BLOCKS + 1)
    near = np.clip(np.arange(blocks)[:, None] + reach, 0, blocks - 1)
    level = np.empty(blocks, np.float32)
    for start in range(0, blocks, 1024):
        around = padded[near[start : start + 1024]].reshape(-1, len(reach) * block)
        middle = np.median(around, axis=1)
        spread = np.median(np.abs(around - middle[:, None]), axis=1) * MAD_TO_SIGMA
        level[start : start + 1024] = middle + times * spread
    centres = (np.arange(blocks) + 0.5) * block
    joined = np.interp(np.arange(n), centres, level)
    return np.maximum(joined, least).astype(np.float32)


def peaks_above(curve: Floats, threshold: Floats, reach: int) -> tuple[NDArray[np.float64], Floats]:
    """Return places (k,) in fractions of a step and heights (k,) of the peaks over a threshold.

    A peak is the largest value within ``reach`` steps; its place is the centre of gravity of
    it and its two neighbours.
    """
    return centred(curve, tops_above(curve, threshold, reach))


def tops_above(curve: Floats, threshold: Floats, reach: int) -> NDArray[np.int64]:
    """Return the steps (k,) of the peaks over a threshold, each the largest within ``reach``."""
    kept = []
    for at in np.flatnonzero(curve > threshold).tolist():
        low = max(at - reach, 0)
        if at == low + int(np.argmax(curve[low : at + reach + 1])):
            kept.append(at)
    return np.array(kept, np.int64)


def centred(curve: Floats, top: NDArray[np.int64]) -> tuple[NDArray[np.float64], Floats]:
    """Return places and heights (k,) of the peaks whose highest steps (k,) are given."""
    if not len(top):
        return np.zeros(0), np.zeros(0, np.float32)
    padded = np.pad(curve, 1).astype(np.float64)
    three = np.stack([padded[top], padded[top + 1], padded[top + 2]], axis=1)
    shift = (three[:, 2] - three[:, 0]) / np.maximum(three.sum(axis=1), 1e-9)
    return top + shift, curve[top]

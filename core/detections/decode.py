"""From CenterNet's maps to boxes, in numpy. Golden vectors hold it equal to the phone's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Maps = NDArray[np.float32]


def sigmoid(logits: Maps) -> Maps:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)), dtype=np.float32)


def peak_mask(heat: Maps) -> NDArray[np.bool_]:
    """Return where a cell is the largest of its 3x3 neighbourhood, per class.

    ``heat`` has shape (C, H, W); so has the mask. Equal neighbours are all peaks, as with the
    3x3 max-pool of CenterNet (arXiv:1904.07850, section 4).
    """
    c, h, w = heat.shape
    padded = np.full((c, h + 2, w + 2), -np.inf, dtype=heat.dtype)
    padded[:, 1:-1, 1:-1] = heat
    rows = np.maximum(np.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    highest = np.maximum(np.maximum(rows[..., :-2], rows[..., 1:-1]), rows[..., 2:])
    return np.asarray(heat >= highest)


def decode(
    hmap: Maps, regs: Maps, w_h: Maps, *, stride: int, top_k: int, thresholds: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int8]]:
    """Return boxes (n, 4) xyxy in input pixels, scores (n,) and class ids (n,), best first.

    ``hmap`` are logits (C, H, W), ``regs`` sub-cell offsets (2, H, W) as (x, y), ``w_h`` sizes
    (2, H, W) in cells. ``thresholds`` (C,) are probabilities. At most ``top_k`` boxes; one with
    something in it that is no number is left out.
    """
    # The peak test is monotone in the logit, so only candidates need the sigmoid.
    limits = np.log(thresholds / (1.0 - thresholds)).astype(np.float32)
    candidates = hmap >= limits[:, None, None]
    if not candidates.any():
        return np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int8)
    classes, rows, columns = np.nonzero(candidates & peak_mask(hmap))
    logits = hmap[classes, rows, columns]
    best = np.argsort(-logits, kind="stable")[:top_k]
    classes, rows, columns, logits = classes[best], rows[best], columns[best], logits[best]
    x = columns + regs[0, rows, columns]
    y = rows + regs[1, rows, columns]
    half_w = np.maximum(w_h[0, rows, columns], 0) / 2
    half_h = np.maximum(w_h[1, rows, columns], 0) / 2
    corners = np.stack([x - half_w, y - half_h, x + half_w, y + half_h], axis=1) * stride
    boxes = corners.astype(np.float32)
    whole = np.isfinite(boxes).all(axis=1)
    return boxes[whole], sigmoid(logits[whole]), classes[whole].astype(np.int8)

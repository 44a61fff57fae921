"""Flip test: each picture is also seen mirrored, and the maps are averaged."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from core.detections.decode import sigmoid
from ml.evaluate import Forward, Pictures, RawMaps

_LEAST = 1e-6


def with_flip_test(forward: Forward) -> Forward:
    """`forward` seeing every picture twice, at twice the time (arXiv:1904.07850, section 5)."""

    def run(pictures: Pictures) -> RawMaps:
        straight = forward.run(pictures)
        mirrored = mirror_maps(forward.run(np.ascontiguousarray(pictures[:, :, ::-1])))
        # Scores are averaged as probabilities, as there; as logits one sure miss would win.
        heat = _middle(sigmoid(straight[0]), sigmoid(mirrored[0]))
        return _logit(heat), _middle(straight[1], mirrored[1]), _middle(straight[2], mirrored[2])

    return dataclasses.replace(forward, run=run)


def mirror_maps(maps: RawMaps) -> RawMaps:
    """Maps (N, channels, h, w) of mirrored pictures as those of the pictures themselves.

    Only the offset along x changes: measured from a cell's left edge, it becomes 1 minus it.
    """
    hmap, regs, w_h = (np.ascontiguousarray(each[..., ::-1]) for each in maps)
    regs[:, 0] = 1 - regs[:, 0]
    return hmap, regs, w_h


def _middle(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((a + b) / 2, np.float32)


def _logit(heat: NDArray[np.float32]) -> NDArray[np.float32]:
    clipped = np.clip(heat, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(clipped / (1 - clipped)), np.float32)

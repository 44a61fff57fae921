"""One golden frame on which an export differs, and how far its boxes lie from the net's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.detections.decode import decode
from core.phone.golden import GoldenLetterbox
from core.phone.map_comparison import Maps
from core.video.frame import Picture

_SURE, _MOST = 0.1, 30
_FARTHEST_PX = 24.0


@dataclass(frozen=True)
class Sample:
    """One golden frame with the net's maps and the export's, and where its picture lies."""

    picture: Picture
    previous: Picture
    letterbox: GoldenLetterbox
    expected: Maps
    found: Maps


def likely_shifts(sample: Sample) -> list[tuple[int, int]]:
    """Return (x, y) in pixels by which the export's boxes may lie beside the net's, likely first.

    It is the median over boxes of one class that lie near one another, and what is about it: a
    net of many strides does not move its boxes by exactly as much as the picture was moved.
    """
    shape = sample.expected[0].shape
    if shape != sample.found[0].shape or not all(np.isfinite(m).all() for m in sample.found):
        return []
    stride = sample.picture.shape[0] // shape[1]
    ours, theirs = (_centres(maps, stride) for maps in (sample.expected, sample.found))
    ways = []
    for kind, place in ours:
        near = [at - place for other, at in theirs if other == kind]
        if near:
            way = min(near, key=lambda each: float(np.hypot(*each)))
            if np.hypot(*way) <= _FARTHEST_PX:
                ways.append(way)
    middle = np.median(ways, axis=0) if ways else np.zeros(2)
    x, y = round(float(middle[0])), round(float(middle[1]))
    around = [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    around += [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    around.sort(key=lambda shift: abs(shift[0] - x) + abs(shift[1] - y))
    return [shift for shift in dict.fromkeys(around) if shift != (0, 0)]


def _centres(maps: Maps, stride: int) -> list[tuple[int, NDArray[np.float32]]]:
    """Class and centre in pixels of the surest boxes."""
    hmap, regs, w_h = maps
    limits = np.full(len(hmap), _SURE, np.float32)
    xyxy, _, kinds = decode(hmap, regs, w_h, stride=stride, top_k=_MOST, thresholds=limits)
    return [(int(k), (box[:2] + box[2:]) / 2) for box, k in zip(xyxy, kinds, strict=True)]

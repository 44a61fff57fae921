"""Labels of pictures for tests, in a line each, and strategies that make up boxes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from core.dataset.labels import LabelledPicture, Labels
from core.detections.detections import Detections

Box = Sequence[float]


def known(
    boxes: Sequence[Box],
    kinds: Sequence[int],
    ignored: Sequence[Box] = (),
    ignored_kinds: Sequence[int] = (),
    partial: Sequence[int] = (),
) -> Labels:
    """Return labels from lists of corners and classes."""
    return Labels(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(kinds, np.int64).reshape(-1),
        np.array(ignored, np.float32).reshape(-1, 4),
        np.array(ignored_kinds, np.int64).reshape(-1),
        frozenset(partial),
    )


def picture_with(labels: Labels, width: int = 100, height: int = 100) -> LabelledPicture:
    """Return a picture that is not on disk."""
    return LabelledPicture(0, Path("unused"), width, height, labels)


def truth_found(labels: Labels, score: float = 0.9) -> Detections:
    """Return what a perfect detector finds."""
    return Detections.of(0, labels.xyxy, np.full(len(labels.xyxy), score), labels.class_id)


@st.composite
def tiled_boxes(
    draw: st.DrawFn, width: int, height: int, tile: int = 64, n_classes: int = 4
) -> tuple[np.ndarray, np.ndarray]:
    """Boxes (n, 4) float32 and classes (n,), their centres in tiles of their own, well apart."""
    columns, rows = width // tile, height // tile
    places = draw(st.lists(st.integers(0, columns * rows - 1), unique=True, min_size=1, max_size=8))
    boxes, kinds = [], []
    for place in places:
        inside = st.floats(0.2, 0.8)
        x = (place % columns + draw(inside)) * tile
        y = (place // columns + draw(inside)) * tile
        half_w, half_h = draw(st.floats(1.2, 60)), draw(st.floats(1.2, 60))
        boxes.append([x - half_w, y - half_h, x + half_w, y + half_h])
        kinds.append(draw(st.integers(0, n_classes - 1)))
    return np.array(boxes, np.float32), np.array(kinds, np.int64)

"""Which of the machine's boxes a person is shown in correct mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks

USUAL_LIMIT = 0.3
"""The least score of a shown box where the detector names none."""


def machine_boxes(
    found: Detections, tracks: Tracks, limits: Mapping[ObjectClass, float]
) -> Detections:
    """Return what the machine stands behind, best first in each frame.

    ``found`` are the detector's boxes, weak ones too, and ``tracks`` those of the same frames.
    Boxes of the player who practises, his racket and the ball in play are shown however sure
    the machine is; others from their class's limit on. What the filter guessed is no box, and
    neither is a human one that the tracks were led by: it is not among ``found``.
    """
    least = np.array([limits.get(kind, USUAL_LIMIT) for kind in ObjectClass], np.float32)
    followed = tracks[tracks.observed & tracks.main]
    sure = found.score >= least[found.class_id]
    rows = np.flatnonzero(sure | _among(found, followed))
    order = rows[np.lexsort((-found.score[rows], found.frame[rows]))]
    return found[order]


def boxes_of_tracks(tracks: Tracks) -> Detections:
    """Return the boxes that tracks were seen in: what there is while the analysis runs."""
    seen = tracks[tracks.observed]
    return Detections(seen.frame, seen.xyxy, seen.score, seen.class_id)


def _among(found: Detections, tracks: Tracks) -> NDArray[np.bool_]:
    """Return which boxes are one of the tracks': the tracker takes them as they are."""
    known = set(_rows(tracks))
    return np.fromiter((row in known for row in _rows(found)), np.bool_, len(found))


def _rows(boxes: Detections | Tracks) -> Iterator[tuple[int, int, tuple[float, ...]]]:
    """Yield frame, class and corners of each box."""
    frames, kinds = boxes.frame.tolist(), boxes.class_id.tolist()
    return zip(frames, kinds, map(tuple, boxes.xyxy.tolist()), strict=True)

"""Which of the machine's boxes a person is shown in correct mode."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks

USUAL_LIMIT = 0.3
"""The least score of a shown box where the detector names none."""


def machine_at(tracks: Tracks, limits: Mapping[ObjectClass, float]) -> Detections:
    """Return the boxes of tracks that the machine stands behind, best first in each frame.

    Boxes of the player who practises, his racket and the ball in play are shown however sure
    the machine is; others from their class's limit on. What the filter guessed is no box.
    """
    least = np.array([limits.get(kind, USUAL_LIMIT) for kind in ObjectClass], np.float32)
    rows = np.flatnonzero(
        tracks.observed & (tracks.main | (tracks.score >= least[tracks.class_id]))
    )
    order = rows[np.lexsort((-tracks.score[rows], tracks.frame[rows]))]
    return Detections(
        tracks.frame[order], tracks.xyxy[order], tracks.score[order], tracks.class_id[order]
    )

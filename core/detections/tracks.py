"""Objects followed through time, as a struct of arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from core.detections.detections import Detections, ObjectClass


@dataclass(frozen=True)
class Tracks:
    """Boxes with an identity, sorted by frame.

    ``frame`` int32 (n,), ``track_id`` int32 (n,), ``class_id`` int8 (n,), ``xyxy`` float32
    (n, 4) in upright source pixels, ``score`` float32 (n,), ``observed`` bool (n,): False where
    the filter filled a gap, ``main`` bool (n,): the player who practises, his racket and
    racket head, and the ball in play.
    """

    frame: NDArray[np.int32]
    track_id: NDArray[np.int32]
    class_id: NDArray[np.int8]
    xyxy: NDArray[np.float32]
    score: NDArray[np.float32]
    observed: NDArray[np.bool_]
    main: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Refuse arrays of unequal length."""
        n = len(self.frame)
        rows = (self.track_id, self.class_id, self.score, self.observed, self.main)
        if self.xyxy.shape != (n, 4) or any(row.shape != (n,) for row in rows):
            raise ValueError("every array of Tracks must describe the same boxes")

    def __len__(self) -> int:
        return len(self.frame)

    def __getitem__(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Tracks:
        """Return the boxes chosen by a mask, by row numbers or by a slice."""
        return Tracks(
            self.frame[rows],
            self.track_id[rows],
            self.class_id[rows],
            self.xyxy[rows],
            self.score[rows],
            self.observed[rows],
            self.main[rows],
        )

    @staticmethod
    def empty() -> Tracks:
        """Return no tracks."""
        return Tracks.unlinked(Detections.empty())

    @staticmethod
    def unlinked(boxes: Detections) -> Tracks:
        """Wrap detections that belong to no track (id -1)."""
        n = len(boxes)
        return Tracks(
            boxes.frame,
            np.full(n, -1, np.int32),
            boxes.class_id,
            boxes.xyxy,
            boxes.score,
            np.ones(n, bool),
            np.zeros(n, bool),
        )

    @staticmethod
    def merge(parts: Iterable[Tracks]) -> Tracks:
        """Join tracks of several parts, sorted by frame (stable)."""
        listed = list(parts)
        if not listed:
            return Tracks.empty()
        joined = {
            row.name: np.concatenate([getattr(part, row.name) for part in listed])
            for row in fields(Tracks)
        }
        order = np.argsort(joined["frame"], kind="stable")
        return Tracks(**{name: row[order] for name, row in joined.items()})

    def of_class(self, wanted: ObjectClass) -> Tracks:
        """Return the boxes of one class."""
        return self[self.class_id == wanted]

    def at(self, frame: int) -> Tracks:
        """Return the boxes of one frame, in logarithmic time."""
        return self.between(frame, frame)

    def between(self, first: int, last: int) -> Tracks:
        """Return the boxes of frames ``first`` to ``last`` inclusive."""
        low, high = np.searchsorted(self.frame, [first, last + 1])
        return self[slice(int(low), int(high))]

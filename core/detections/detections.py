"""Boxes found in frames, as a struct of arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class ObjectClass(IntEnum):
    """What a box can hold. The numbers are the detector's channels and the files' class ids."""

    PLAYER = 0
    RACKET = 1
    BALL = 2
    RACKET_HEAD = 3

    @property
    def label(self) -> str:
        """The name used in files and on the command line."""
        return self.name.lower()


@dataclass(frozen=True)
class Detections:
    """Boxes of one or many frames, sorted by frame.

    ``frame`` int32 (n,), ``xyxy`` float32 (n, 4) in upright source pixels, ``score`` float32
    (n,) in 0..1, ``class_id`` int8 (n,) of ``ObjectClass``.
    """

    frame: NDArray[np.int32]
    xyxy: NDArray[np.float32]
    score: NDArray[np.float32]
    class_id: NDArray[np.int8]

    def __post_init__(self) -> None:
        """Refuse arrays of unequal length or of another shape."""
        n = len(self.frame)
        if self.xyxy.shape != (n, 4) or self.score.shape != (n,) or self.class_id.shape != (n,):
            raise ValueError("frame, xyxy, score and class_id must describe the same boxes")

    def __len__(self) -> int:
        return len(self.frame)

    def __getitem__(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Detections:
        """Return the boxes chosen by a mask, by row numbers or by a slice."""
        return Detections(self.frame[rows], self.xyxy[rows], self.score[rows], self.class_id[rows])

    @staticmethod
    def of(
        frame: int | NDArray[np.int32],
        xyxy: object,
        score: object,
        class_id: object,
    ) -> Detections:
        """Build from anything array-like; a single frame number serves for all boxes."""
        boxes = np.asarray(xyxy, dtype=np.float32).reshape(-1, 4)
        frames = np.broadcast_to(np.asarray(frame, dtype=np.int32), (len(boxes),)).copy()
        return Detections(
            frames,
            boxes,
            np.asarray(score, dtype=np.float32).reshape(-1),
            np.asarray(class_id, dtype=np.int8).reshape(-1),
        )

    @staticmethod
    def empty() -> Detections:
        """Return no boxes."""
        return Detections.of(0, np.zeros((0, 4)), [], [])

    @staticmethod
    def merge(parts: Iterable[Detections]) -> Detections:
        """Join boxes of several parts, sorted by frame (stable)."""
        listed = list(parts)
        if not listed:
            return Detections.empty()
        frame = np.concatenate([part.frame for part in listed])
        order = np.argsort(frame, kind="stable")
        return Detections(
            frame[order],
            np.concatenate([part.xyxy for part in listed])[order],
            np.concatenate([part.score for part in listed])[order],
            np.concatenate([part.class_id for part in listed])[order],
        )

    def of_class(self, wanted: ObjectClass) -> Detections:
        """Return the boxes of one class."""
        return self[self.class_id == wanted]

    def at(self, frame: int) -> Detections:
        """Return the boxes of one frame, in logarithmic time."""
        low, high = np.searchsorted(self.frame, [frame, frame + 1])
        return self[slice(int(low), int(high))]

    def between(self, first: int, last: int) -> Detections:
        """Return the boxes of frames ``first`` to ``last`` inclusive."""
        low, high = np.searchsorted(self.frame, [first, last + 1])
        return self[slice(int(low), int(high))]

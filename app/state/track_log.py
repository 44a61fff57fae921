"""Tracks that arrive bit by bit, with quick answers about any moment."""

from __future__ import annotations

import numpy as np

from core.detections.tracks import Tracks


class TrackLog:
    """Grows by appended parts; asked for spans of frames.

    Parts are joined when the newer one has become half as large as the older, so each box is
    moved a logarithmic number of times however long the practice is.
    """

    def __init__(self, tracks: Tracks | None = None) -> None:
        self._parts: list[Tracks] = []
        if tracks is not None and len(tracks):
            self._parts.append(tracks)

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts)

    def add(self, tracks: Tracks) -> None:
        """Append boxes, sorted by frame among themselves."""
        if not len(tracks):
            return
        self._parts.append(tracks)
        while len(self._parts) > 1 and 2 * len(self._parts[-1]) >= len(self._parts[-2]):
            newer, older = self._parts.pop(), self._parts.pop()
            self._parts.append(Tracks.merge([older, newer]))

    def clear(self) -> None:
        """Forget everything."""
        self._parts.clear()

    def between(self, first: int, last: int) -> Tracks:
        """Return the boxes of frames ``first`` to ``last`` inclusive, sorted by frame."""
        found = [part.between(first, last) for part in self._parts]
        found = [part for part in found if len(part)]
        if not found:
            return Tracks.empty()
        return found[0] if len(found) == 1 else Tracks.merge(found)

    def at(self, frame: int) -> Tracks:
        """Return the boxes of one frame."""
        return self.between(frame, frame)

    @property
    def last_frame(self) -> int:
        """The highest frame with a box, -1 without any."""
        return max((int(np.max(part.frame)) for part in self._parts), default=-1)

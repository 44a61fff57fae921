"""Detections of an analysis under way, safe on the disk a second after they were made."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.detections.array_file import key_of, load_detections, load_unseen, save_detections
from core.detections.detections import Detections
from core.errors import SessionError

_NAME = re.compile(r"(\d{9})-(\d{9})\.npz")
Frames = NDArray[np.int32]
Seen = NDArray[np.bool_]

MERGE_AT = 64  # Small pieces are joined to one of this many, so that a long video has few files.


@dataclass(frozen=True)
class _Piece:
    """One file: frames ``first`` to ``stop`` (not included)."""

    path: Path
    first: int
    stop: int


class DetectionLog:
    """A folder of pieces, each a run of frames in a file of its own, written whole or not at all.

    A piece carries the key of what it was made from (video, model); pieces with another key
    do not count. One analysis writes, under the session's lock.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._small: list[_Piece] = []

    def append(
        self, first: int, stop: int, boxes: Detections, key: str, unseen: Frames | None = None
    ) -> None:
        """Keep the boxes of frames ``first`` to ``stop`` (not included) on the disk.

        ``unseen`` are frames among them that nobody has looked at: a live watch drops some.
        Raises ``FileError`` when the disk refuses; what was kept before stays.
        """
        piece = self._write(first, stop, boxes, key, unseen)
        self._small.append(piece)
        if len(self._small) >= MERGE_AT:
            self._join(key)

    def read(self, key: str) -> tuple[Detections, int]:
        """Return the boxes from frame 0 on without a gap, and the first frame that is missing.

        Pieces of another key and damaged ones end the run.
        """
        boxes, seen = self.read_all(key)
        stop = first_unseen(seen)
        return boxes.between(0, stop - 1), stop

    def read_all(self, key: str) -> tuple[Detections, Seen]:
        """Return the boxes of ``key``, gaps or not, and for each frame if it was looked at (n,).

        ``n`` is the number of frames up to the last one that was.
        """
        pieces = [piece for piece in self._pieces() if key_of(piece.path) == key]
        seen = np.zeros(max((piece.stop for piece in pieces), default=0), np.bool_)
        parts: list[Detections] = []
        others: list[Detections] = []
        for piece in pieces:
            fresh = ~seen[piece.first : piece.stop]
            if not fresh.any():
                continue
            try:
                boxes, unseen = load_detections(piece.path), load_unseen(piece.path)
            except SessionError:
                continue
            boxes = boxes.between(piece.first, piece.stop - 1)
            fresh[np.isin(np.arange(piece.first, piece.stop), unseen)] = False
            seen[piece.first : piece.stop] |= fresh
            chosen = fresh[boxes.frame - piece.first]
            parts.append(boxes[chosen])
            others.append(boxes[~chosen])
        # What was only glanced at is better than nothing, where nobody looked.
        loose = Detections.merge(others)
        whole = Detections.merge([*parts, loose[~seen[loose.frame]]])
        return whole, seen[: int(np.flatnonzero(seen)[-1]) + 1] if seen.any() else seen[:0]

    def has_any(self) -> bool:
        """Return whether an unfinished analysis left anything."""
        return any(self._pieces())

    def read_newest(self) -> Detections:
        """Return what the last unfinished analysis left, whatever it was made from, gaps too."""
        newest = max(self._pieces(), key=lambda p: p.path.stat().st_mtime_ns, default=None)
        key = key_of(newest.path) if newest else None
        return self.read_all(key)[0] if key is not None else Detections.empty()

    def clear(self) -> None:
        """Forget everything: the whole is on file now, or was made from something else."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._small.clear()

    def _write(
        self, first: int, stop: int, boxes: Detections, key: str, unseen: Frames | None = None
    ) -> _Piece:
        path = self.folder / f"{first:09d}-{stop:09d}.npz"
        save_detections(path, boxes, key, unseen)
        return _Piece(path, first, stop)

    def _join(self, key: str) -> None:
        """Put the small pieces into one; they go only after the one is safe."""
        small, self._small = self._small, []
        whole = Detections.merge(load_detections(piece.path) for piece in small)
        unseen = np.concatenate([load_unseen(piece.path) for piece in small])
        self._write(small[0].first, small[-1].stop, whole, key, unseen)
        for piece in small:
            piece.path.unlink(missing_ok=True)

    def _pieces(self) -> Iterator[_Piece]:
        """Yield the pieces by their first frame, the longest first."""
        if not self.folder.is_dir():
            return
        found = [
            _Piece(path, int(match[1]), int(match[2]))
            for path in self.folder.iterdir()
            if (match := _NAME.fullmatch(path.name))
        ]
        yield from sorted(found, key=lambda piece: (piece.first, -piece.stop))


def first_unseen(seen: Seen) -> int:
    """Return the first frame that was not looked at."""
    return len(seen) if seen.all() else int(np.argmin(seen))

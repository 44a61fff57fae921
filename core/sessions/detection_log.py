"""Detections of an analysis under way, safe on the disk a second after they were made."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.detections.array_file import key_of, load_detections, save_detections
from core.detections.detections import Detections
from core.errors import SessionError

_NAME = re.compile(r"(\d{9})-(\d{9})\.npz")
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

    def append(self, first: int, stop: int, boxes: Detections, key: str) -> None:
        """Keep the boxes of frames ``first`` to ``stop`` (not included) on the disk.

        Raises ``FileError`` when the disk refuses; what was kept before stays.
        """
        piece = self._write(first, stop, boxes, key)
        self._small.append(piece)
        if len(self._small) >= MERGE_AT:
            self._join(key)

    def read(self, key: str) -> tuple[Detections, int]:
        """Return the boxes from frame 0 on without a gap, and the first frame that is missing.

        Pieces of another key and damaged ones end the run.
        """
        parts: list[Detections] = []
        stop = 0
        for piece in self._pieces():
            if piece.stop <= stop or key_of(piece.path) != key:
                continue
            if piece.first > stop:
                break
            try:
                boxes = load_detections(piece.path)
            except SessionError:
                break
            parts.append(boxes.between(stop, piece.stop - 1))
            stop = piece.stop
        return Detections.merge(parts), stop

    def has_any(self) -> bool:
        """Return whether an unfinished analysis left anything."""
        return any(self._pieces())

    def read_newest(self) -> Detections:
        """Return what the last unfinished analysis left, whatever it was made from."""
        newest = max(self._pieces(), key=lambda p: p.path.stat().st_mtime_ns, default=None)
        key = key_of(newest.path) if newest else None
        return self.read(key)[0] if key is not None else Detections.empty()

    def clear(self) -> None:
        """Forget everything: the whole is on file now, or was made from something else."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._small.clear()

    def _write(self, first: int, stop: int, boxes: Detections, key: str) -> _Piece:
        path = self.folder / f"{first:09d}-{stop:09d}.npz"
        save_detections(path, boxes, key)
        return _Piece(path, first, stop)

    def _join(self, key: str) -> None:
        """Put the small pieces into one; they go only after the one is safe."""
        small, self._small = self._small, []
        whole = Detections.merge(load_detections(piece.path) for piece in small)
        self._write(small[0].first, small[-1].stop, whole, key)
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

"""All fixes of a session: a frozen mapping from frame to fix that is cheap to edit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from core.dataset.annotation import FrameFix

_CHUNK = 256  # An edit copies one chunk and the list of chunks: both small, also for an hour.


class Fixes(Mapping[int, FrameFix]):
    """What the coach has said, frame by frame, in the order of the frames.

    Frozen: an edit returns another value that shares everything but the frames it changed, so
    that keeping old values for undo costs next to nothing and comparing two takes as long as
    they differ. A frame about which nothing is said is not in it.
    """

    __slots__ = ("_chunks", "_digest", "_n_boxes", "_n_frames")

    _chunks: dict[int, dict[int, FrameFix]]
    _digest: int
    _n_boxes: int
    _n_frames: int

    def __init__(self, fixes: Iterable[FrameFix] = ()) -> None:
        self._chunks, self._digest, self._n_boxes, self._n_frames = {}, 0, 0, 0
        self._put({fix.frame: fix for fix in fixes})

    def with_fixes(self, fixes: Iterable[FrameFix]) -> Fixes:
        """Return the value with these frames' fixes; one that says nothing is taken out."""
        other = Fixes.__new__(Fixes)
        other._chunks, other._digest = self._chunks.copy(), self._digest
        other._n_boxes, other._n_frames = self._n_boxes, self._n_frames
        other._put({fix.frame: fix for fix in fixes})
        return other

    def of_frame(self, frame: int) -> FrameFix:
        """Return what is said about a frame; a fix that says nothing where nothing is."""
        return self.get(frame) or FrameFix(frame)

    def between(self, first: int, last: int) -> Iterator[FrameFix]:
        """Yield the fixes of frames ``first`` to ``last`` inclusive, in order."""
        for number in range(first // _CHUNK, last // _CHUNK + 1):
            chunk = self._chunks.get(number, {})
            yield from (chunk[frame] for frame in sorted(chunk) if first <= frame <= last)

    @property
    def n_boxes(self) -> int:
        """How many annotations there are."""
        return self._n_boxes

    @property
    def key(self) -> str:
        """Name of the content, the same in every process: 16 hexadecimal digits, "" for none.

        Results that were made from corrected boxes are kept under it.
        """
        return f"{self._digest:016x}" if self._n_frames else ""

    def __getitem__(self, frame: int) -> FrameFix:
        return self._chunks[frame // _CHUNK][frame]

    def __len__(self) -> int:
        return self._n_frames

    def __iter__(self) -> Iterator[int]:
        for number in sorted(self._chunks):
            yield from sorted(self._chunks[number])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fixes):
            return NotImplemented
        return self._digest == other._digest and self._chunks == other._chunks

    def __hash__(self) -> int:
        return self._digest

    def __repr__(self) -> str:
        return f"Fixes({self._n_frames} frames, {self._n_boxes} boxes)"

    def _put(self, fixes: Mapping[int, FrameFix]) -> None:
        """Take these in; only while this value is being made."""
        fresh: set[int] = set()
        for frame, fix in fixes.items():
            number = frame // _CHUNK
            if number not in fresh:
                fresh.add(number)
                self._chunks[number] = self._chunks.get(number, {}).copy()
            self._swap(self._chunks[number], frame, None if fix.says_nothing else fix)
        for number in fresh:
            if not self._chunks[number]:
                del self._chunks[number]

    def _swap(self, chunk: dict[int, FrameFix], frame: int, fix: FrameFix | None) -> None:
        old = chunk.pop(frame, None)
        for each, sign in ((old, -1), (fix, 1)):
            if each is not None:
                self._digest ^= _digest_of(each)
                self._n_boxes += sign * len(each.annotations)
                self._n_frames += sign
        if fix is not None:
            chunk[frame] = fix


NO_FIXES = Fixes()


def difference(old: Fixes, new: Fixes) -> tuple[FrameFix, ...]:
    """Return the fixes of ``new`` in the frames where it differs from ``old``, in order.

    ``old.with_fixes(difference(old, new)) == new``. What the two share is not looked at.
    """
    changed: list[FrameFix] = []
    for number in sorted(old._chunks.keys() | new._chunks.keys()):
        was, now = old._chunks.get(number, {}), new._chunks.get(number, {})
        if was is now:
            continue
        changed.extend(
            now.get(frame) or FrameFix(frame)
            for frame in sorted(was.keys() | now.keys())
            if was.get(frame) is not now.get(frame) and was.get(frame) != now.get(frame)
        )
    return tuple(changed)


def _digest_of(fix: FrameFix) -> int:
    """Return 64 bits that name a fix."""
    return int.from_bytes(hashlib.blake2b(repr(fix).encode(), digest_size=8).digest(), "big")

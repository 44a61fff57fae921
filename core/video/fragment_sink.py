"""The file a recording goes into: bytes as they come, on the disk when asked, never half told."""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from pathlib import Path

from core.errors import FileError

SPARE = 16
"""Bytes after the first box that one day turn all fragments into the content of one box."""

SPARE_BOX = struct.pack(">I4sQ", SPARE, b"free", 0)


class FragmentSink:
    """A write-only file for FFmpeg's muxer. For one thread.

    FFmpeg is never told of a failure: it would lose its place. What went wrong is in ``failure``,
    and nothing is written after it. ``n_bytes`` are in the file. Leaves ``SPARE`` bytes free
    after the first box (``core.video.mp4_closing``).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failure: OSError | None = None
        self.n_bytes = 0
        self._head = b""
        self._begun = False
        try:
            self._file = path.open("xb", buffering=0)
        except OSError as error:
            raise cannot_record(path, error) from error

    def write(self, content: bytes) -> int:
        """Take the next bytes of the file."""
        if self._begun:
            self._put(content)
            return len(content)
        self._head += content
        size = int.from_bytes(self._head[:4], "big")
        if len(self._head) >= max(size, 8):
            self._begun = True
            self._put(self._head[:size] + SPARE_BOX + self._head[size:])
            self._head = b""
        return len(content)

    def sync(self) -> None:
        """Have the disk keep what was written; raise ``FileError`` for any failure until now."""
        if self.failure is None:
            try:
                os.fsync(self._file.fileno())
            except OSError as error:
                self.failure = error
        self.check()

    def check(self) -> None:
        """Raise ``FileError`` when the disk has refused something."""
        if self.failure is not None:
            raise cannot_record(self.path, self.failure) from self.failure

    def close(self) -> None:
        """Let go of the file; what it holds stays."""
        with suppress(OSError):
            self._file.close()

    def _put(self, content: bytes) -> None:
        if self.failure is not None:
            return
        view = memoryview(content)
        try:
            while view:
                written = self._file.write(view)
                self.n_bytes += written
                view = view[written:]
        except OSError as error:
            self.failure = error


def cannot_record(path: Path, error: OSError) -> FileError:
    """Return what is told when a recording cannot be written."""
    return FileError(
        f"“{path.name}” could not be written any further ({error.strerror or error}).",
        "What was recorded until then is kept. Free some space, then record again.",
    )

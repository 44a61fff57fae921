"""Single pictures from disk: decoded upright, and their size without decoding."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from core.errors import FileError
from core.video.frame import Picture

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
"""Pictures that are read, by the end of their names (lower case)."""

_HEAD_BYTES = (1 << 14, 1 << 20)  # most tell their size early; one with a preview in front late
_TAIL_BYTES = 1 << 10
_EXIF_ORIENTATION = 0x0112
_SCAN = 0xDA
_JPEG_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class StillSize:
    """Pixels as stored, and the EXIF ``orientation`` (1 upright, 2 to 8 turned or mirrored)."""

    stored_width: int
    stored_height: int
    orientation: int = 1

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height as ``read_still`` returns the picture."""
        stored = self.stored_width, self.stored_height
        return stored[::-1] if self.orientation >= 5 else stored


def read_still(path: Path, max_width: int | None = None) -> Picture:
    """Return a picture (h, w, 3) RGB, upright, shrunk to ``max_width`` pixels where it is wider.

    Raises ``FileError`` for a file that is missing, cut short or no picture.
    """
    return decode_still(read_bytes(path), path, max_width)


def decode_still(content: bytes, path: Path, max_width: int | None = None) -> Picture:
    """As ``read_still`` for a file's bytes; ``path`` names it in the error."""
    if is_cut_short(content):
        raise FileError(f"The picture “{path.name}” is cut short.", "Fetch it again.")
    bgr = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR) if content else None
    if bgr is None:
        raise FileError(f"“{path.name}” is not a picture that can be read.", f"It is {path}.")
    if max_width and bgr.shape[1] > max_width:
        height = max(1, round(bgr.shape[0] * max_width / bgr.shape[1]))
        bgr = cv2.resize(bgr, (max_width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def size_of_still(path: Path) -> StillSize:
    """Return a picture's size from the head of its file; JPEG and PNG are not decoded.

    Raises ``FileError`` for a file that is missing or no picture.
    """
    head = b""
    try:
        with path.open("rb") as file:
            for n_bytes in _HEAD_BYTES:
                head += file.read(n_bytes)
                if (size := size_in(head)) is not None:
                    return size
    except (OSError, ValueError) as error:
        raise _missing(path, error) from error
    height, width = decode_still(read_bytes(path), path).shape[:2]
    return StillSize(width, height)


def size_in(head: bytes) -> StillSize | None:
    """Return the size that the head of a JPEG or PNG file tells, None for anything else."""
    try:
        if head[:2] == b"\xff\xd8":
            return _jpeg_size(head)
        if head[:8] == b"\x89PNG\r\n\x1a\n":
            width, height = struct.unpack(">II", head[16:24])
            return StillSize(width, height)
    except (struct.error, IndexError):
        return None
    return None


def is_cut_short(content: bytes) -> bool:
    """Return whether a JPEG or PNG lacks its end; OpenCV would fill the rest with grey.

    Phones put a film or a map of depth behind a JPEG's end: that is no harm.
    """
    if content[:2] == b"\xff\xd8":
        scan = next((at for marker, at, _ in _segments(content) if marker == _SCAN), None)
        # Before the scan a small preview may lie, which has an end of its own.
        return scan is None or content.find(b"\xff\xd9", scan) < 0
    return content[:8] == b"\x89PNG\r\n\x1a\n" and b"IEND" not in content[-_TAIL_BYTES:]


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, where its length stands, that length) up to the scan (ITU-T T.81, B.1.1)."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        yield marker, at + 2, length
        if marker == _SCAN:
            return
        at += 2 + length


def _jpeg_size(head: bytes) -> StillSize | None:
    orientation = 1
    for marker, at, length in _segments(head):
        if marker in _JPEG_SIZE_MARKERS:
            height, width = struct.unpack(">HH", head[at + 3 : at + 7])
            return StillSize(width, height, orientation)
        if marker == 0xE1 and head[at + 2 : at + 8] == b"Exif\0\0":
            orientation = _orientation_in(head[at + 8 : at + length])
    return None


def _orientation_in(tiff: bytes) -> int:
    """Return the orientation of a TIFF header's first directory (Exif 2.32, 4.6.4), 1 if none."""
    order = "<" if tiff[:2] == b"II" else ">"
    (start,) = struct.unpack(f"{order}I", tiff[4:8])
    (n_entries,) = struct.unpack(f"{order}H", tiff[start : start + 2])
    for entry in range(n_entries):
        at = start + 2 + 12 * entry
        (tag,) = struct.unpack(f"{order}H", tiff[at : at + 2])
        if tag == _EXIF_ORIENTATION:
            (value,) = struct.unpack(f"{order}H", tiff[at + 8 : at + 10])
            return value if 1 <= value <= 8 else 1
    return 1


def read_bytes(path: Path) -> bytes:
    """Return a picture's file; raise ``FileError`` where it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise _missing(path, error) from error


def _missing(path: Path, error: OSError | ValueError) -> FileError:
    if isinstance(error, FileNotFoundError):
        return FileError(f"The picture “{path.name}” is missing.", f"It was expected at {path}.")
    return FileError(f"“{path.name}” cannot be read ({error}).", f"It is {path}.")

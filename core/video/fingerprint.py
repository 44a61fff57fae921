"""A name for a video's content, quick enough for files of many gigabytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

BLOCK_BYTES = 1 << 18


def fingerprint(path: Path) -> str:
    """Return 32 hexadecimal digits that are equal for equal content under any name.

    SHA-256 over the size and three blocks (head, middle, tail) of 256 KiB: recordings that
    differ at all differ in size or in one of these, as their tables and first pictures do.
    Raises ``OSError`` when the file cannot be read.
    """
    size = path.stat().st_size
    digest = hashlib.sha256(f"sweetspot video {size}".encode())
    with path.open("rb") as file:
        for start in (0, (size - BLOCK_BYTES) // 2, size - BLOCK_BYTES):
            file.seek(max(start, 0))
            digest.update(file.read(BLOCK_BYTES))
    return digest.hexdigest()[:32]

"""Looking at every picture of a dataset once: can it be read, how large, the same as which."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.dataset.picture_places import is_there
from core.errors import FileError
from core.progress import Progress
from core.video.still import StillSize, decode_still, is_cut_short, read_bytes, size_in

HASH_SIDE = 16
WORKERS = 4

Look = NDArray[np.uint64]  # (4,): 256 bits


@dataclass(frozen=True)
class PictureFacts:
    """What one file holds. ``trouble`` says in words why it cannot be read, empty if it can.

    ``size`` is upright (width, height), ``turned`` says that an EXIF mark turns it, ``sha256``
    names the bytes and ``look`` what is seen (``look_of``).
    """

    path: Path
    trouble: str = ""
    size: tuple[int, int] = (0, 0)
    turned: bool = False
    sha256: str = ""
    look: Look | None = None


def facts_of_pictures(
    paths: Iterable[Path], progress: Progress, workers: int = WORKERS
) -> dict[Path, PictureFacts]:
    """Return the facts of each file, read by a few threads at once.

    Raises ``Cancelled`` within some pictures of being asked to stop.
    """
    wanted = list(dict.fromkeys(paths))
    found: dict[Path, PictureFacts] = {}
    with ThreadPoolExecutor(workers) as pool:
        left = iter(wanted)
        # In portions, so that stopping does not wait for the whole dataset.
        while portion := list(islice(left, workers * 8)):
            progress.step(len(found), len(wanted), "pictures")
            for facts in pool.map(facts_of, portion):
                found[facts.path] = facts
    progress.step(len(wanted), len(wanted), "pictures")
    return found


def facts_of(path: Path) -> PictureFacts:
    """Read one picture; never raises for a bad one."""
    try:
        content = read_bytes(path)
    except FileError as error:
        return PictureFacts(path, str(error) if is_there(path) else "is missing")
    if not content:
        return PictureFacts(path, "is an empty file")
    if is_cut_short(content):
        return PictureFacts(path, "is cut short")
    # An eighth of each side is enough to look at, and several times faster.
    grey = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_8)
    if grey is None:
        return PictureFacts(path, "is no picture")
    stored = size_in(content)
    if stored is None:
        height, width = decode_still(content, path).shape[:2]
        stored = StillSize(width, height)
    size, turned = stored.upright, stored.orientation != 1
    digest = hashlib.sha256(content).hexdigest()
    return PictureFacts(path, "", size, turned, digest, look_of(np.asarray(grey, np.uint8)))


def look_of(grey: NDArray[np.uint8]) -> Look:
    """Return 256 bits that differ little where two pictures look the same; ``grey`` is (h, w).

    A difference hash (N. Krawetz, “Kind of like that”, 2013): the picture shrunk to 17 x 16,
    one bit for each pixel brighter than the one on its left.
    """
    small = cv2.resize(grey, (HASH_SIDE + 1, HASH_SIDE), interpolation=cv2.INTER_AREA)
    return np.packbits(small[:, 1:] > small[:, :-1]).view(np.uint64)


def differing_bits(a: Sequence[Look], b: Sequence[Look]) -> NDArray[np.int64]:
    """Return how many bits differ between each look of ``a`` (n) and of ``b`` (m), (n, m)."""
    if not a or not b:
        return np.zeros((len(a), len(b)), np.int64)
    left, right = np.stack(a), np.stack(b)
    words = (np.bitwise_count(left[:, None, k] ^ right[None, :, k]) for k in range(left.shape[1]))
    return np.asarray(sum(word.astype(np.int64) for word in words), np.int64)

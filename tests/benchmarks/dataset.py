"""Seconds to read, check and freeze a dataset, beside plainly decoding its pictures.

``python tests/benchmarks/dataset.py FOLDER``: any dataset that ``sweetspot dataset`` reads. The
plain loop opens every picture with OpenCV in one thread, in the same run; both are warm.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import cv2

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY)]

from core.dataset.health import check_dataset  # noqa: E402
from core.dataset.reading import read_dataset  # noqa: E402
from core.dataset.snapshots import take_snapshot  # noqa: E402

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds that work took, and what it returned."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def decode_plainly(paths: list[Path]) -> None:
    """Open the pictures one after the other."""
    for path in paths:
        cv2.imread(str(path))


def main() -> int:
    """Print the figures; return the exit code."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    reading, dataset = timed(lambda: read_dataset(Path(sys.argv[1])))
    paths = [picture.path for _, picture in dataset.pictures()]
    decode_plainly(paths)  # into the system's cache
    plain, _ = timed(lambda: decode_plainly(paths))
    checking, health = timed(lambda: check_dataset(dataset))
    with tempfile.TemporaryDirectory() as place:
        freezing, _ = timed(lambda: take_snapshot(dataset, Path(place)))
        again, _ = timed(lambda: take_snapshot(dataset, Path(place)))
    print(f"{len(paths)} pictures, {len(health.findings)} findings")
    rows = (
        ("read the labels", reading),
        ("decode plainly, one thread", plain),
        ("check everything", checking),
        ("freeze", freezing),
        ("find it frozen", again),
    )
    for name, seconds in rows:
        print(f"{name:28} {seconds:7.2f} s  {seconds / plain:5.2f} x plain decoding")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

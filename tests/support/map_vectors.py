"""Golden cases of whole maps, which a seeded generator makes alike in Python and in Swift.

``python tests/support/map_vectors.py`` writes ``resources/vectors/decode_random.json``. Only the
boxes stand in the file. The generator is SplitMix64 (Steele, Lea, Flood 2014), one number for each
cell: the heat map's, then the offsets', then the sizes'. All values are exact in half precision.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from golden_vectors import FOLDER, plain
from numpy.typing import NDArray

from core.detections.decode import decode

NAME = "decode_random"
THRESHOLDS = (0.089, 0.1355, 0.1705, 0.124)

Maps = NDArray[np.float32]


@dataclass(frozen=True)
class MapCase:
    """What a case's maps are made of.

    ``hot`` of 256 cells are 8 higher than the others; ``broken`` of 256 are no numbers.
    """

    seed: int
    shape: tuple[int, int, int]
    hot: int
    broken: int = 0
    top_k: int = 100
    stride: int = 4


CASES = (
    MapCase(1, (4, 96, 96), 2),
    MapCase(2, (4, 96, 160), 1),
    MapCase(3, (4, 104, 176), 3),
    MapCase(4, (4, 104, 176), 128),
    MapCase(5, (4, 24, 40), 40, broken=20),
    MapCase(6, (3, 24, 40), 255, broken=1, top_k=7, stride=8),
    MapCase(7, (2, 33, 31), 10, top_k=1),
    MapCase(8, (1, 1, 1), 256),
    MapCase(9, (4, 1, 65), 60),
    MapCase(10, (4, 65, 1), 60),
    MapCase(11, (4, 176, 104), 0),
    MapCase(12, (4, 9, 9), 256, top_k=0),
)


def random_words(seed: int, count: int) -> NDArray[np.uint64]:
    """Return the first numbers of SplitMix64."""
    steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = np.uint64(seed) + steps
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)), np.uint64)


def maps_of(case: MapCase) -> tuple[Maps, Maps, Maps]:
    """Return heat, offsets and sizes of a case: (C, H, W), (2, H, W), (2, H, W)."""
    c, h, w = case.shape
    cells = h * w
    words = random_words(case.seed, (c + 4) * cells)
    heat, offsets, sizes = np.split(words, [c * cells, (c + 2) * cells])
    hot = (heat & np.uint64(255)) < case.hot
    logits = -11 + (heat >> np.uint64(58)).astype(np.float32) / 8 + 8 * hot
    width = ((sizes >> np.uint64(56)).astype(np.float32) - 16) / 8
    shift = (offsets >> np.uint64(56)).astype(np.float32) / 256
    for values, source in [(logits, heat), (width, sizes)]:
        values[((source >> np.uint64(8)) & np.uint64(255)) < case.broken] = np.nan
    return (
        logits.reshape(case.shape).astype(np.float32),
        shift.reshape(2, h, w).astype(np.float32),
        width.reshape(2, h, w).astype(np.float32),
    )


def cases() -> dict[str, Any]:
    """Return the file's content."""
    found = []
    for case in CASES:
        hmap, regs, w_h = maps_of(case)
        limits = np.array(THRESHOLDS[: case.shape[0]], np.float32)
        boxes, scores, classes = decode(
            hmap, regs, w_h, stride=case.stride, top_k=case.top_k, thresholds=limits
        )
        told = {"thresholds": limits, "boxes": boxes, "scores": scores, "classes": classes}
        found.append(asdict(case) | told)
    return {"about": "Maps of SplitMix64 (tests/support/map_vectors.py) to boxes", "cases": found}


def text() -> str:
    """Return the file's text."""
    return json.dumps(plain(cases()), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    (FOLDER / f"{NAME}.json").write_text(text(), encoding="utf-8")

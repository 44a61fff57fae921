"""Golden cases of pictures in the net's input: letterboxed by Python, to be drawn alike in Swift.

``python tests/support/picture_vectors.py`` writes ``resources/vectors/pictures.json``. The source
is random bytes of SplitMix64 (``map_vectors``), the last byte of a number for each channel of each
pixel; what is expected stands in the file as base64 of RGB rows.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from golden_vectors import FOLDER
from map_vectors import random_words
from numpy.typing import NDArray

from core.detections.preprocess import Letterbox

NAME = "pictures"

CASES = (
    # source, input: shrunk by uneven parts, by a half, by a third, upright, not at all, grown
    ((61, 34), (32, 20)),
    ((64, 36), (32, 24)),
    ((96, 54), (32, 18)),
    ((27, 48), (40, 24)),
    ((32, 20), (32, 24)),
    ((33, 20), (32, 20)),
    ((23, 17), (40, 32)),
    ((1, 1), (32, 32)),
    ((200, 3), (32, 32)),
)


def source_of(seed: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a picture (H, W, 3) of random bytes."""
    width, height = size
    words = random_words(seed, width * height * 3)
    return (words & np.uint64(255)).astype(np.uint8).reshape(height, width, 3)


def drawn(seed: int, source: tuple[int, int], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the net's input (H, W, 3) for one case."""
    return Letterbox(*source, *size).apply(source_of(seed, source))


def cases() -> dict[str, Any]:
    """Return the file's content."""
    return {
        "about": "Random pictures (tests/support/picture_vectors.py) in the net's input, RGB",
        "cases": [
            {
                "seed": seed,
                "source": source,
                "input": size,
                "rgb": base64.b64encode(drawn(seed, source, size).tobytes()).decode(),
            }
            for seed, (source, size) in enumerate(CASES)
        ],
    }


if __name__ == "__main__":
    text = json.dumps(cases(), separators=(",", ":")) + "\n"
    (FOLDER / f"{NAME}.json").write_text(text, encoding="utf-8")

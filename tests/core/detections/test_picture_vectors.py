"""Pictures that Python and Swift draw alike: the stored ones are what the letterbox makes."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import picture_vectors


def test_the_stored_pictures_are_what_is_drawn(repository: Path) -> None:
    file = repository / "resources" / "vectors" / f"{picture_vectors.NAME}.json"
    cases = json.loads(file.read_text("utf-8"))["cases"]
    assert len(cases) == len(picture_vectors.CASES)
    for case, (source, size) in zip(cases, picture_vectors.CASES, strict=True):
        stored = np.frombuffer(base64.b64decode(case["rgb"]), np.uint8).astype(int)
        made = picture_vectors.drawn(case["seed"], source, size)
        assert (case["source"], case["input"]) == (list(source), list(size))
        # Another computer's OpenCV may round another way where halves are near.
        assert np.abs(stored - made.ravel()).max() <= 1

"""A detector that reads the sample practice's truth instead of its pictures."""

from __future__ import annotations

import json
import time

import numpy as np

from app.resources import resources_folder
from core.detections.detections import Detections, ObjectClass
from core.video.frame import Picture

_CLASSES = {kind.label: kind for kind in ObjectClass}


class SampleDetector:
    """Answers with the exact boxes of every frame, after ``delay_s``."""

    model_hash = "sample-truth"
    model_name = "Truth of the sample"

    def __init__(self, delay_s: float = 0.0) -> None:
        truth = json.loads((resources_folder() / "sample" / "practice.json").read_text())
        self._rows = {row["frame"]: row["objects"] for row in truth["boxes"]}
        self._delay_s = delay_s

    def fitted_size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return a small size: the picture is not looked at."""
        return max(width // 8, 2), max(height // 8, 2)

    def detect(
        self,
        picture: Picture,
        frame: int = 0,
        *,
        source_size: tuple[int, int] | None = None,
        previous: Picture | None = None,
    ) -> Detections:
        """Return the truth of ``frame``."""
        if self._delay_s:
            time.sleep(self._delay_s)
        seen = [each for each in self._rows.get(frame, []) if each.get("visibility", 1.0) > 0.3]
        corner = np.array([each["box"] for each in seen], np.float32).reshape(-1, 4)
        corner[:, 2:] += corner[:, :2]
        kinds = [int(_CLASSES[each["label"]]) for each in seen]
        return Detections.of(frame, corner, np.full(len(seen), 0.9), kinds)

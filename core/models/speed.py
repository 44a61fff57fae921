"""How long detectors take for one picture on this computer."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.detections.onnx_detector import OnnxDetector
from core.models.facts import ModelFacts
from core.progress import Progress

ROUNDS = 15
_WARM_UP = 2
_PICTURE = (720, 1280)


def with_speed(
    facts: Sequence[ModelFacts], progress: Progress, rounds: int = ROUNDS, threads: int = 2
) -> list[ModelFacts]:
    """Return the facts with ``ms``: the median time from a 1280x720 picture to its boxes.

    The files take turns, so that a computer that is busy for a while is busy for all of them.
    Raises ``ModelError`` for a file that cannot be run, ``Cancelled`` when asked to stop.
    """
    detectors = [OnnxDetector(one.folder, threads, file=one.file) for one in facts]
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (*_PICTURE, 3), np.uint8)
    times: list[list[float]] = [[] for _ in facts]
    for turn in range(_WARM_UP + rounds):
        progress.step(turn, _WARM_UP + rounds, "measuring the speed")
        for detector, taken in zip(detectors, times, strict=True):
            start = time.perf_counter()
            detector.detect(picture)
            taken.append(time.perf_counter() - start)
    return [
        replace(one, ms=1000 * statistics.median(taken[_WARM_UP:]))
        for one, taken in zip(facts, times, strict=True)
    ]

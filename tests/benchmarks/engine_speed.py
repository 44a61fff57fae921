"""What one picture costs the hit engine, on the streams of the golden vectors.

    python tests/benchmarks/engine_speed.py
    python ios_companion/swift.py exec swift run -c release Benchmarks engine

The second command says it of the companion's engine, on the same streams. Prints figures, asserts
nothing.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from statistics import median

import numpy as np

from core.detections.detections import Detections
from core.hits.engine import HitEngine

VECTOR = Path(__file__).resolve().parents[2] / "resources" / "vectors" / "hits.json"


def main() -> None:
    """Print a line for each stream."""
    for case in json.loads(VECTOR.read_text("utf-8"))["cases"]:
        rows = np.array(case["boxes"])
        boxes = Detections.of(rows[:, 0], rows[:, 3:], rows[:, 2], rows[:, 1])
        pictures = [boxes.at(frame) for frame in range(len(case["times_s"]))]
        spent = []
        for _ in range(5):
            start = time.process_time()
            engine = HitEngine(
                tuple(case["size"]), fps=case["fps"], capture_fps=case["capture_fps"]
            )
            for frame, time_s in enumerate(case["times_s"]):
                engine.push(frame, time_s, pictures[frame])
            engine.finish()
            spent.append((time.process_time() - start) / len(pictures) * 1e6)
        print(
            f"{case['name']:14} {median(spent):8.0f} µs (at best {min(spent):.0f}), "
            f"{len(rows) / len(pictures):.1f} boxes"
        )


if __name__ == "__main__":
    main()

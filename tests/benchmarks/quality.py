"""What a smaller input of the detector, and pictures left out, cost in hits on the labelled clips.

    python tests/benchmarks/quality.py [--clips DIR] [--detections DIR]

Boxes are kept as by ``hits.py``. Hits by sight alone, as a lesson without a microphone has them.
Prints figures, asserts nothing.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

from clip_truth import HitFigures, compare, read_clip
from hits import REPOSITORY, _detect_with

from core.detections.detections import Detections
from core.detections.onnx_detector import OnnxDetector
from core.hits.engine import HitEngine
from core.hits.hit import Hit
from core.live.watch_quality import INPUT_SHARE
from core.live.watch_values import Quality
from core.video.frame import VideoInfo
from core.video.reader import probe


def main() -> None:
    """Print one line for each quality, and for each share of the pictures at full quality."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=REPOSITORY / "resources/models/default")
    parser.add_argument("--clips", type=Path, default=REPOSITORY.parent / "shared/data/clips")
    cache = Path(tempfile.gettempdir()) / "sweetspot-detections"
    parser.add_argument("--detections", type=Path, default=cache)
    given = parser.parse_args()
    paths = [*sorted(given.clips.glob("*.json")), REPOSITORY / "resources/sample/practice.json"]
    whole = OnnxDetector(given.model, threads=1)
    width, height = whole.input_size_for(16, 9)
    ways = [(quality, way) for quality in Quality for way in WAYS]
    ways += [(Quality.FULL, Way(f"without each {n}th", n, n - 1)) for n in (10, 6, 5, 4, 3)]
    for quality, way in ways:
        share = INPUT_SHARE[quality]
        detector = whole.at_input(round(width * share), round(height * share))
        detect = _detect_with(detector, given.detections)
        total = HitFigures(0, 0, 0)
        phases = range(0, way.of, max(1, way.of // 3))
        for path in paths:
            clip = read_clip(path)
            info = probe(clip.video)
            boxes = detect(clip, info)
            for phase in phases:
                total += HitFigures.of(compare(clip, _hits(info, boxes, way, phase)))
        size = "{}x{}".format(*detector.input_size_for(16, 9))
        n = len(phases)
        print(
            f"{quality:6} {size:8} {way.name:17}: {total.found / n:5.1f} of "
            f"{(total.found + total.missed) / n:.0f} hits, {total.false / n:.1f} false",
            flush=True,
        )


@dataclass(frozen=True)
class Way:
    """Of each ``of`` pictures the first ``kept`` are looked at."""

    name: str
    of: int
    kept: int


WAYS = (Way("all", 1, 1), Way("each 2nd", 2, 1), Way("each 3rd", 3, 1))


def _hits(info: VideoInfo, boxes: Detections, way: Way, phase: int) -> tuple[Hit, ...]:
    """Return the hits of some of the pictures, as a watch that leaves out the others finds them."""
    engine = HitEngine((info.width, info.height), fps=info.fps)
    found: list[Hit] = []
    for frame in range(info.n_frames):
        if (frame - phase) % way.of < way.kept:
            time_s = float(info.timebase.times_s[frame])
            found += engine.push(frame, time_s, boxes.at(frame)).hits
    return (*found, *engine.finish().hits)


if __name__ == "__main__":
    main()

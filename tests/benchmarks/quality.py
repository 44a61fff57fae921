"""What a smaller input of the detector, and pictures left out, cost in hits on the labelled clips.

    python tests/benchmarks/quality.py [--clips DIR] [--detections DIR]

Boxes are kept as by ``hits.py``. Hits by sight alone, as a lesson without a microphone has them.
Prints figures, asserts nothing.
"""

from __future__ import annotations

import argparse
import tempfile
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
    ways = [(quality, every) for quality in Quality for every in (1, 2, 3)]
    for quality, every in ways:
        share = INPUT_SHARE[quality]
        detector = whole.at_input(round(width * share), round(height * share))
        detect = _detect_with(detector, given.detections)
        total = HitFigures(0, 0, 0)
        for path in paths:
            clip = read_clip(path)
            info = probe(clip.video)
            boxes = detect(clip, info)
            for phase in range(every):
                total += HitFigures.of(compare(clip, _hits(info, boxes, every, phase)))
        size = "{}x{}".format(*detector.input_size_for(16, 9))
        print(
            f"{quality:6} {size:8} every {every}: {total.found / every:5.1f} of "
            f"{(total.found + total.missed) / every:.0f} hits, {total.false / every:.1f} false",
            flush=True,
        )


def _hits(info: VideoInfo, boxes: Detections, every: int, phase: int) -> tuple[Hit, ...]:
    """Return the hits of every n-th picture, as a watch that leaves out the others finds them."""
    engine = HitEngine((info.width, info.height), fps=info.fps)
    found: list[Hit] = []
    for frame in range(phase, info.n_frames, every):
        time_s = float(info.timebase.times_s[frame])
        found += engine.push(frame, time_s, boxes.at(frame)).hits
    return (*found, *engine.finish().hits)


if __name__ == "__main__":
    main()

"""The detector beside YOLOX-nano: time per frame, and boxes on pictures and clips.

    python tests/benchmarks/detector.py [--model DIR] [--data DIR] [--input WxH] [--time-only]
                                        [--pictures FILE] [--forget]

Both run on two threads, by turns, in this one process; times are medians of all rounds. Net is
the network alone; whole adds resizing from 1280x720 and decoding. `--data` is the folder with
`pictures`, `clips` and `weights`; `--pictures` names another COCO file to judge by; `--forget`
shows a detector with a memory no frame before. The clips whose frames were trained on are told
apart. Prints figures, asserts nothing. Needs the `ml` extra.
"""

from __future__ import annotations

import argparse
import dataclasses
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from box_figures import CLASSES, ClassFigures, count_boxes
from clip_frames import TRAINED_CLIPS
from clip_truth import read_clip
from yolox import YoloxNano

from core.detections.detections import Detections
from core.detections.onnx_detector import OnnxDetector
from core.detections.preprocess import Letterbox
from core.video.frame import Picture
from core.video.reader import VideoReader
from ml.data.frames import read_coco, read_rgb
from ml.metrics import evaluate_detections

REPOSITORY = Path(__file__).resolve().parents[2]
ALL_BOXES = 0.03
"""Share of the thresholds down to which boxes count: average precision needs the doubtful."""

Detect = Callable[[Picture, Picture | None], Detections]
"""From a picture and the frame before it to its boxes."""


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=REPOSITORY / "resources/models/default")
    parser.add_argument("--data", type=Path, default=REPOSITORY.parent / "shared/data")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--input", default="", help="another input size, as 640x384")
    parser.add_argument("--time-only", action="store_true")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--forget", action="store_true")
    given = parser.parse_args()
    ours = OnnxDetector(given.model, weak_share=ALL_BOXES)
    if given.input:
        width, height = map(int, given.input.split("x"))
        ours.manifest = dataclasses.replace(ours.manifest, input_width=width, input_height=height)
    theirs = YoloxNano(given.data / "weights" / "yolox_nano.onnx")
    print_times(ours, theirs, given.rounds)
    if given.time_only:
        return

    def see(picture: Picture, previous: Picture | None) -> Detections:
        return ours.detect(picture, previous=None if given.forget else previous)

    def see_theirs(picture: Picture, previous: Picture | None) -> Detections:
        return theirs.detect(picture)

    annotations = given.pictures or given.data / "pictures" / "instances_val.json"
    clips = sorted((given.data / "clips").glob("*.json"))
    groups = {
        "clips never trained on": [path for path in clips if path.stem not in TRAINED_CLIPS],
        "clips of which frames were trained on": [p for p in clips if p.stem in TRAINED_CLIPS],
        "all clips": clips,
    }
    for name, detect in (("ours", see), ("yolox_nano", see_theirs)):
        thresholds = dict(ours.manifest.thresholds) if name == "ours" else {}
        print_pictures(name, detect, annotations, thresholds)
        for group, paths in groups.items():
            print_clips(f"{name}, {group}", detect, paths, thresholds)


def print_times(ours: OnnxDetector, theirs: YoloxNano, rounds: int) -> None:
    """Time both by turns on one noisy 1280x720 picture."""
    picture = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), np.uint8)
    size = ours.input_size_for(1280, 720)
    fitted = Letterbox(1280, 720, *size).apply(picture)
    image, _ = theirs.prepare(picture)
    session = ours._session
    feed = {each.name: fitted[None] for each in session.get_inputs()}
    jobs: dict[str, Callable[[], object]] = {
        "ours net": lambda: session.run(None, feed),
        "yolox net": lambda: theirs.run(image),
        "ours whole": lambda: ours.detect(picture),
        "yolox whole": lambda: theirs.detect(picture),
    }
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 3):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if number >= 3:
                spent[name].append(1e3 * (time.perf_counter() - start))
    middle = {name: statistics.median(values) for name, values in spent.items()}
    print(f"ms per frame, medians of {rounds} rounds by turns; ours {size[0]}x{size[1]}")
    for part in ("net", "whole"):
        a, b = middle[f"ours {part}"], middle[f"yolox {part}"]
        print(f"  {part:6} ours {a:6.1f}   yolox_nano {b:6.1f}   ratio {a / b:.2f}")


def print_pictures(
    name: str, detect: Detect, annotations: Path, thresholds: dict[str, float]
) -> None:
    """Average precision and recall on labelled stills."""
    classes = tuple(kind.label for kind in CLASSES)
    frames = read_coco(annotations, classes)
    found = [detect(read_rgb(frame.path), None) for frame in frames]
    print(f"{name} on {len(frames)} validation pictures")
    print("  class         AP    AP50  AP30  recall precision labels   (at IoU 0.5)")
    for label, m in evaluate_detections(frames, found, classes, thresholds).items():
        print(
            f"  {label:12} {m.ap:.3f} {m.ap50:.3f} {m.ap30:.3f} "
            f"{m.recall:.3f}  {m.precision:.3f}    {m.n_labels}"
        )


def print_clips(name: str, detect: Detect, clips: list[Path], thresholds: dict[str, float]) -> None:
    """The boxed frames of the labelled clips: every box for AP50, those above for recall."""
    every = {kind: ClassFigures() for kind in CLASSES}
    above = {kind: ClassFigures() for kind in CLASSES}
    for path in clips:
        clip = read_clip(path)
        wanted = {int(b["frame"]) for b in clip.raw["boxes"]}
        wanted |= {int(h["frame"]) for h in clip.raw["hits"]}
        boxes = []
        with VideoReader(clip.video) as reader:
            for frame in sorted(wanted):
                before = reader.frame(frame - 1).rgb if frame else None
                one = detect(reader.frame(frame).rgb, before)
                boxes.append(Detections.of(frame, one.xyxy, one.score, one.class_id))
        found = Detections.merge(boxes)
        count_boxes(clip, found, every)
        limit = np.array([thresholds.get(kind.label, 0.3) for kind in sorted(CLASSES)])
        count_boxes(clip, found[found.score >= limit[found.class_id]], above)
    print(f"{name}: boxed frames")
    print("  class         AP50  recall near  (above threshold: recall near) labels")
    for kind in CLASSES:
        a, b = every[kind], above[kind]
        n = max(1, a.labels)
        print(
            f"  {kind.label:12} {a.ap50:.3f} {a.met / n:.3f}  {a.near / n:.3f} "
            f"                  {b.met / n:.3f} {b.near / n:.3f}  {a.labels}"
        )


if __name__ == "__main__":
    main()

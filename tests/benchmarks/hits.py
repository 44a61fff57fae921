"""Hits, scores and boxes on the labelled clips, held against their truth.

    python tests/benchmarks/hits.py [--model DIR] [--clips DIR] [--detections DIR] [--verbose]

``--detections`` keeps each clip's boxes under the model's hash, so that another run of the
hit finder alone takes seconds. Prints figures, asserts nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from box_figures import CLASSES, ClassFigures, count_boxes
from clip_truth import Clip, Comparison, HitFigures, compare, read_clip

from core.detections.array_file import load_detections, save_detections
from core.detections.detections import Detections
from core.detections.in_order import InOrder
from core.detections.onnx_detector import OnnxDetector
from core.hits.engine import HitEngine
from core.hits.fusion import estimate_shift, fuse_sound
from core.hits.hit import Hit
from core.video.frame import VideoInfo
from core.video.reader import VideoReader, probe
from core.video.sound import read_onset_curve

REPOSITORY = Path(__file__).resolve().parents[2]

Detect = Callable[[Clip, VideoInfo], Detections]


@dataclass(frozen=True)
class Options:
    """What the command line asked."""

    sound: bool
    verbose: bool


@dataclass(frozen=True)
class Found:
    """One clip's result and what it took (ms per frame)."""

    hits: tuple[Hit, ...]
    engine_ms: float
    note: str


def main() -> None:
    """Run over all clips and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    models = REPOSITORY / "resources" / "models" / "default"
    parser.add_argument("--model", type=Path, default=models)
    clips = REPOSITORY.parent / "shared" / "data" / "clips"
    parser.add_argument("--clips", type=Path, default=clips)
    cache = Path(tempfile.gettempdir()) / "sweetspot-detections"
    parser.add_argument("--detections", type=Path, default=cache)
    parser.add_argument("--only", default="", help="clips whose name holds this")
    parser.add_argument("--no-sound", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    detect = _detect_with(OnnxDetector(given.model), given.detections)
    found = sorted(path for path in given.clips.glob("*.json") if given.only in path.stem)
    clips = [read_clip(path) for path in found]
    options = Options(not given.no_sound, given.verbose)
    run(clips, detect, options)
    sample = REPOSITORY / "resources" / "sample" / "practice.json"
    if sample.is_file() and not given.only:
        print("\nthe drawn sample:")
        run([read_clip(sample)], detect, options)


def run(clips: list[Clip], detect: Detect, options: Options) -> None:
    """Print one line per clip, then all figures."""
    figures = {kind: ClassFigures() for kind in CLASSES}
    total = HitFigures(0, 0, 0)
    print(f"{'clip':22} hits  found missed false   P    R    F1   scores =/±1/n   engine ms")
    for clip in clips:
        info = probe(clip.video)
        boxes = detect(clip, info)
        count_boxes(clip, boxes, figures)
        found = find_hits(info, boxes, sound=options.sound)
        comparison = compare(clip, found.hits)
        one = HitFigures.of(comparison)
        total += one
        print(_line(clip.name, one) + f"{found.engine_ms:8.2f}  {found.note}")
        if options.verbose:
            _tell(comparison)
    print(_line("all", total))
    if total.scored:
        print(f"mean error of the offset {total.r_error / total.scored:.2f}")
    print(f"\n{'class':12} AP50  recall  near  labels")
    for kind in CLASSES:
        one_class = figures[kind]
        n = max(one_class.labels, 1)
        print(
            f"{kind.label:12} {one_class.ap50:.3f}  {one_class.met / n:.3f}  "
            f"{one_class.near / n:.3f}  {one_class.labels}"
        )


def find_hits(info: VideoInfo, boxes: Detections, *, sound: bool) -> Found:
    """Push a clip's boxes through the engine, then let the sound vote."""
    engine = HitEngine((info.width, info.height), fps=info.fps)
    start = time.process_time()
    updates = [
        engine.push(frame, float(info.timebase.times_s[frame]), boxes.at(frame))
        for frame in range(info.n_frames)
    ]
    updates.append(engine.finish())
    engine_ms = 1e3 * (time.process_time() - start) / max(info.n_frames, 1)
    hits = [hit for update in updates for hit in update.hits]
    weak = [hit for update in updates for hit in update.weak]
    curve = read_onset_curve(info.path) if sound else None
    onsets = None if curve is None else curve.onsets()
    note = ""
    if onsets is not None and len(onsets.time_s):
        shift = estimate_shift(hits, onsets)
        note = f"sound {shift.shift_s:+.3f} ± {shift.sigma_s:.3f} s"
    return Found(fuse_sound(hits, onsets, weak), engine_ms, note)


def _detect_with(detector: OnnxDetector, cache: Path) -> Detect:
    def detect(clip: Clip, info: VideoInfo) -> Detections:
        path = cache / detector.model_hash[:16] / f"{clip.name}-{info.fingerprint[:12]}.npz"
        if path.is_file():
            return load_detections(path)
        source, watch = (info.width, info.height), InOrder(detector)
        start = time.process_time()
        with VideoReader(clip.video) as reader:
            boxes = Detections.merge(
                watch.detect(frame.rgb, frame.index, source)
                for frame in reader.frames(size=detector.fitted_size_for(*source))
            )
        spent = 1e3 * (time.process_time() - start) / info.n_frames
        print(f"  {clip.name}: read and detected in {spent:.1f} ms per frame")
        save_detections(path, boxes)
        return boxes

    return detect


def _line(name: str, one: HitFigures) -> str:
    return (
        f"{name:22} {one.found + one.missed:4}  {one.found:5} {one.missed:6} {one.false:5}  "
        f"{one.precision:4.2f} {one.recall:4.2f} {one.f1:4.2f}  "
        f"{one.exact:4} {one.within_one:3} {one.scored:3}   "
    )


def _tell(comparison: Comparison) -> None:
    """Print what was right and wrong, hit by hit."""
    for true, hit in comparison.pairs:
        told = "" if hit.offset is None else f"({hit.offset[0]:+.2f}, {hit.offset[1]:+.2f})"
        print(
            f"    + {true.frame:6.1f} {true.who} {true.stroke}: frame {hit.frame} "
            f"({1e3 * (hit.time_s - true.time_s):+.0f} ms) sure {hit.confidence:.2f} "
            f"truth {true.offset} found {told} ± {hit.r_sigma or 0:.2f}"
        )
    for true in comparison.missed:
        print(f"    - {true.frame:6.1f} {true.who} {true.stroke}")
    for hit in comparison.false:
        place = None if hit.ball_xy is None else tuple(round(v) for v in hit.ball_xy)
        print(f"    x {hit.frame:6} sure {hit.confidence:.2f} ball {place}")


if __name__ == "__main__":
    main()

"""Forty corrected frames of one court, ten minutes: what a tune-up changes on its other frames.

    python tests/benchmarks/court_tune_up.py CLIP [--work DIR] [--clips DIR] [--set NAME=VALUE]

``court_frames.json`` holds boxes drawn for this by hand, as a coach would in correct mode: frames
that are trained on, and others from a later part of the clip that are only counted. Where the
clip's own truth has the box it is taken from there. CLIP is indoor-drill or broadcast-rally-3, of
which the shipped detector never saw a frame. Prints figures, asserts nothing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clip_truth import Clip, read_clip

from core.box import Box, middle_of, overlap_of
from core.detections.detections import Detections, ObjectClass
from core.detections.in_order import InOrder
from core.detections.onnx_detector import OnnxDetector
from core.models.make_request import MakeModelRequest
from core.resources import default_model
from core.sessions.fix_edits import accept_frame, add_boxes, now_iso
from core.sessions.fixed_dataset import folder_of, renew_dataset
from core.sessions.store import SessionStore
from core.video.reader import VideoReader, probe

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
COUNTED = (ObjectClass.RACKET, ObjectClass.BALL)
KINDS = {kind.name.lower(): kind for kind in ObjectClass}
NEAR_PX = 6.0
"""A small ball's box of a pixel too many has little overlap and hits the ball all the same."""

Labels = dict[int, list[tuple[ObjectClass, Box]]]


def main() -> None:
    """Correct, train, make the detector, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", choices=["indoor-drill", "broadcast-rally-3"])
    parser.add_argument("--work", type=Path, required=True, help="an empty folder")
    clips = REPOSITORY.parent / "shared" / "data" / "clips"
    parser.add_argument("--clips", type=Path, default=clips)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args()
    clip = read_clip(options.clips / f"{options.clip}.json")
    plan = json.loads((HERE / "court_frames.json").read_text())[options.clip]
    dataset = corrected(clip, fixed_of(plan, clip.raw), options.work / "library")
    run, model = options.work / "run", options.work / "model"
    settings = [part for each in options.set for part in ("--set", each)]
    sweetspot("train", "--dataset", dataset, "--preset", "tune-up", "--run-dir", run, *settings)
    make(run, model)
    tested = tested_of(plan, clip.raw)
    for name, folder in (("before", default_model()), ("after", model)):
        sys.stdout.write(f"{name:7}{count(found_in(clip, folder), tested, clip)}\n")


def fixed_of(plan: Mapping[str, Any], truth: Mapping[str, Any]) -> Labels:
    """Return the boxes of the frames to train on."""
    fixed: Labels = {
        int(frame): [(KINDS[kind], (x0, y0, x1, y1)) for kind, x0, y0, x1, y1 in boxes]
        for frame, boxes in plan["fixed"].items()
    }
    for kind, frames in plan["fixed_from_truth"].items():
        for frame in frames:
            fixed[frame] += [each for each in true_boxes(truth, frame) if each[0] is KINDS[kind]]
    return fixed


def tested_of(plan: Mapping[str, Any], truth: Mapping[str, Any]) -> Labels:
    """Return the boxes of the frames that are only counted."""
    tested: Labels = {
        int(frame): [(KINDS[kind], (x0, y0, x1, y1)) for kind, x0, y0, x1, y1 in boxes]
        for frame, boxes in plan["tested"].items()
    }
    for boxed in truth["boxes"]:
        frame = int(boxed["frame"])
        if frame >= plan["tested_from_truth"]:
            known = {kind for kind, _ in tested.get(frame, [])}
            more = [each for each in true_boxes(truth, frame) if each[0] not in known]
            tested.setdefault(frame, []).extend(each for each in more if each[0] in COUNTED)
    return tested


def true_boxes(truth: Mapping[str, Any], frame: int) -> list[tuple[ObjectClass, Box]]:
    """Return the boxes that a clip's own truth has in a frame."""
    for boxed in truth["boxes"]:
        if boxed["frame"] == frame:
            corners = [(each["label"], each["box"]) for each in boxed["objects"]]
            return [(KINDS[kind], (x, y, x + w, y + h)) for kind, (x, y, w, h) in corners]
    return []


def corrected(clip: Clip, fixed: Labels, library: Path) -> Path:
    """Put the boxes into a practice as its fixes, frames accepted; return the dataset's folder."""
    store, at = SessionStore(library), now_iso()
    session = store.create(probe(clip.video))
    session = add_boxes(session, fixed, at=at)
    for frame in fixed:
        session = accept_frame(session, frame, Detections.empty(), at=at)
    store.save(session)
    renew_dataset(store)
    return folder_of(store)


def make(run: Path, model: Path) -> None:
    """Make the laptop's detector of a run, as “Before and after” does."""
    request = run.parent / "make.json"
    request.write_text(json.dumps(asdict(MakeModelRequest(str(run), str(model), "tuned"))))
    subprocess.run([sys.executable, "-m", "ml", "make-model", request], check=True, cwd=REPOSITORY)


def sweetspot(*words: str | Path) -> None:
    """Run a verb of the program."""
    command = [sys.executable, "-m", "app", *map(str, words)]
    subprocess.run(command, check=True, cwd=REPOSITORY)


def found_in(clip: Clip, model: Path) -> Detections:
    """Return what a detector shows in the whole clip, frame after frame."""
    detector = InOrder(OnnxDetector(model, weak_share=1.0))
    with VideoReader(clip.video) as reader:
        return Detections.merge(detector.detect(each.rgb, each.index) for each in reader.frames())


def count(found: Detections, tested: Labels, clip: Clip) -> str:
    """Return the recall by class and the boxes that are none, in words."""
    return "   ".join(_of_class(found, tested, kind, clip) for kind in COUNTED)


def _of_class(found: Detections, tested: Labels, kind: ObjectClass, clip: Clip) -> str:
    well = roughly = near = total = false = 0
    for frame, labels in tested.items():
        mine = [box for each, box in labels if each is kind]
        if not mine:
            continue
        boxes: list[Box] = [tuple(box) for box in found.at(frame).of_class(kind).xyxy.tolist()]
        best = [max((overlap_of(box, each) for each in boxes), default=0.0) for box in mine]
        total += len(mine)
        well += sum(each >= 0.5 for each in best)
        roughly += sum(each >= 0.3 for each in best)
        near += sum(_is_near(box, boxes) for box in mine)
        false += sum(not _explained(box, mine, clip.raw["ignore"]) for box in boxes)
    name = kind.name.lower()
    return (
        f"{name}: IoU .5 {well}/{total}, IoU .3 {roughly}/{total}, "
        f"within {NEAR_PX:g} px {near}/{total}, elsewhere {false}"
    )


def _is_near(box: Box, boxes: Sequence[Box]) -> bool:
    x, y = middle_of(box)
    return any(
        abs(x - (left + right) / 2) < NEAR_PX and abs(y - (top + bottom) / 2) < NEAR_PX
        for left, top, right, bottom in boxes
    )


def _explained(box: Box, labels: Sequence[Box], ignored: Sequence[Any]) -> bool:
    """Whether a found box overlaps a label, or lies where the truth says nothing."""
    x, y = middle_of(box)
    if any(left <= x <= left + w and top <= y <= top + h for left, top, w, h in ignored):
        return True
    return any(overlap_of(box, mine) > 0 for mine in labels) or _is_near(box, labels)


if __name__ == "__main__":
    main()

"""Frames of six labelled clips as training pictures, each with the frame before it.

Frames with hand-made boxes come as they are. Of the rest every second or fourth is taken: players
and rackets by a teacher, balls that a detector saw on a straight way over three frames; these
stay partly labelled. The other six clips are for judging and are never trained on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from clip_truth import Clip, read_clip
from coco_sheet import BALL, HEAD, PLAYER, RACKET, CocoSheet
from crop_teacher import CropTeacher
from numpy.typing import NDArray

from core.detections.detections import Detections, ObjectClass
from core.detections.onnx_detector import OnnxDetector
from core.geometry import centre_of
from core.video.reader import VideoReader
from core.video.still import read_still

TRAINED_CLIPS = (
    "broadcast-rally-1",
    "indoor-lesson",
    "phone-practice",
    "practice-forehand",
    "slowmo-forehand",
    "serve-clay",
)
LONGEST_PX = 1280
MANY_FRAMES = 200  # longer clips give every fourth frame, shorter ones every second
HAND_MADE_TWICE = 2
SURE = ((ObjectClass.PLAYER, PLAYER, 0.5), (ObjectClass.RACKET, RACKET, 0.45))
SURE_BALL, FAINT_BALL = 0.5, 0.25
BEND, STEP = 0.012, 0.15  # of the longer side: how straight and how far a ball flies in two frames
CATEGORY = {"player": PLAYER, "racket": RACKET, "ball": BALL}


def add_clips(sheet: CocoSheet, clips: Path, out: Path, teacher: CropTeacher, model: Path) -> None:
    """Write the frames into `out` and add them to `sheet`."""
    out.mkdir(parents=True, exist_ok=True)
    detector = OnnxDetector(model)
    for name in TRAINED_CLIPS:
        clip = read_clip(clips / f"{name}.json")
        source = _Frames(clip, out)
        boxes = source.write(detector)
        for boxed in clip.raw["boxes"]:
            for _ in range(HAND_MADE_TWICE):
                _add_hand_made(sheet, source, boxed)
        step = 4 if source.count > MANY_FRAMES else 2
        known = {int(boxed["frame"]) for boxed in clip.raw["boxes"]}
        for number in sorted(set(range(0, source.count, step)) - known):
            _add_weak(sheet, source, number, teacher, boxes)


@dataclass
class _Frames:
    """A clip's frames on disk, none longer than `LONGEST_PX`."""

    clip: Clip
    folder: Path

    def __post_init__(self) -> None:
        raw = self.clip.raw
        self.count = int(raw["n_frames"])
        self.scale = min(1.0, LONGEST_PX / max(raw["width"], raw["height"]))
        self.size = round(raw["width"] * self.scale), round(raw["height"] * self.scale)

    def path(self, number: int) -> Path:
        return self.folder / f"{self.clip.name}_{number:05d}.jpg"

    def write(self, detector: OnnxDetector) -> Detections:
        """Write every frame; return what the detector sees, in pixels of the clip."""
        source = int(self.clip.raw["width"]), int(self.clip.raw["height"])
        found = []
        with VideoReader(self.clip.video) as reader:
            for frame in reader.frames():
                found.append(detector.detect(frame.rgb, frame.index, source_size=source))
                small = cv2.resize(frame.rgb, self.size, interpolation=cv2.INTER_AREA)
                bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
                cv2.imwrite(str(self.path(frame.index)), bgr)
        return Detections.merge(found)

    def add_to(self, sheet: CocoSheet, number: int, partly: tuple[int, ...]) -> dict[str, Any]:
        before = self.path(number - 1) if number else None
        return sheet.add_picture(self.path(number), self.size, partly, before)

    def heads(self, number: int) -> list[NDArray[np.float64]]:
        """The hoops the truth has drawn on this frame, xyxy in pixels of the file."""
        found = []
        for hit in self.clip.raw["hits"]:
            if hit["frame"] == number and hit["racket_head_xy"] and hit["racket_head_wh"]:
                middle, size = np.array(hit["racket_head_xy"]), np.array(hit["racket_head_wh"])
                found.append(np.concatenate([middle - size / 2, middle + size / 2]) * self.scale)
        return found


def _add_hand_made(sheet: CocoSheet, source: _Frames, boxed: dict[str, Any]) -> None:
    image = source.add_to(sheet, boxed["frame"], (HEAD,))
    for thing in boxed["objects"]:
        sheet.add_box(image, CATEGORY[thing["label"]], _xyxy(thing["box"], source), "human")
    for box in source.heads(boxed["frame"]):
        sheet.add_box(image, HEAD, box, "human")
    for region in source.clip.raw["ignore"]:
        for category in (PLAYER, RACKET, BALL, HEAD):
            sheet.add_box(image, category, _xyxy(region, source), "ignore", ignored=True)


def _add_weak(
    sheet: CocoSheet, source: _Frames, number: int, teacher: CropTeacher, boxes: Detections
) -> None:
    image = source.add_to(sheet, number, (PLAYER, RACKET, BALL, HEAD))
    found = teacher.detect(read_still(source.path(number)))
    for kind, category, sure in SURE:
        ours = found.of_class(kind)
        for box in ours.xyxy[ours.score >= sure]:
            sheet.add_box(image, category, box, "yolox")
    for box in _flying(boxes, number, max(source.clip.raw["width"], source.clip.raw["height"])):
        sheet.add_box(image, BALL, box * source.scale, "seen flying")
    for box in source.heads(number):
        sheet.add_box(image, HEAD, box, "human")


def _flying(boxes: Detections, number: int, longest: int) -> NDArray[np.float32]:
    """Balls (n, 4) of a frame that lie midway between one before and one after."""

    def balls(frame: int, score: float) -> NDArray[np.float32]:
        here = boxes.at(frame).of_class(ObjectClass.BALL)
        return here.xyxy[here.score > score]

    here = balls(number, SURE_BALL)
    past = centre_of(balls(number - 1, FAINT_BALL))[None, :, None]
    next_ = centre_of(balls(number + 1, FAINT_BALL))[None, None]
    bend = np.linalg.norm(past + next_ - 2 * centre_of(here)[:, None, None], axis=-1)
    step = np.linalg.norm(next_ - past, axis=-1)
    return here[((bend < BEND * longest) & (step < STEP * longest)).any(axis=(1, 2))]


def _xyxy(box: list[float], source: _Frames) -> NDArray[np.float64]:
    x, y, w, h = box
    return np.array([x, y, x + w, y + h]) * source.scale

"""One frame as both detectors see it: what differs stands out, what is alike stays thin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.before_after.comparison import ClipComparison
from core.before_after.hit_change import HitChange
from core.box import Box
from core.detections.detections import Detections, ObjectClass
from core.drawing.boxes import BoxMark, as_xyxy, draw_marks, words_of
from core.drawing.palette import SCORE_COLOURS, UNKNOWN_COLOUR, object_rgb, rgb_of
from core.video.frame import Picture
from core.video.reader import VideoReader

_AROUND = 1.8
_LEAST_SHARE = 0.22
_HIT_FRAMES = 2


@dataclass(frozen=True)
class FramePair:
    """Two pictures (H, W, 3 RGB) of one frame; ``focus`` (xyxy px) is where they differ."""

    frame: int
    before: Picture
    after: Picture
    focus: Box


def frame_pair(comparison: ClipComparison, frame: int) -> FramePair:
    """Read a frame and draw into it what each detector finds.

    Boxes that only one of them has are drawn bold with their words; in the other picture their
    places are dashed. Raises ``VideoError`` when the video cannot be read.
    """
    with VideoReader(Path(comparison.clip.video.path), cache_bytes=0) as reader:
        picture = reader.frame(frame).rgb
    change = next((each for each in comparison.frames if each.frame == frame), None)
    nothing = Detections.empty()
    gained = nothing if change is None else change.gained
    lost = nothing if change is None else change.lost
    hits = [each for each in comparison.hits if abs(_frame_of(each) - frame) <= _HIT_FRAMES]
    sides = [
        [
            *_marks(comparison.sight(after).boxes.at(frame), own),
            *_ghosts(other),
            *_hit_marks(hits, after),
        ]
        for after, own, other in ((False, lost, gained), (True, gained, lost))
    ]
    height, width = picture.shape[:2]
    return FramePair(
        frame,
        draw_marks(picture, sides[0]),
        draw_marks(picture, sides[1]),
        _focus([*_boxes(gained), *_boxes(lost)], hits, width, height),
    )


def _marks(found: Detections, differing: Detections) -> list[BoxMark]:
    strong = {tuple(box) for box in differing.xyxy.tolist()}
    marks = []
    for box, score, number in zip(
        found.xyxy.tolist(), found.score.tolist(), found.class_id.tolist(), strict=True
    ):
        kind, bold = ObjectClass(number), tuple(box) in strong
        words = f"{words_of(kind)} {score:.2f}" if bold else ""
        marks.append(BoxMark(as_xyxy(box), object_rgb(kind), words, thin=not bold))
    return marks


def _ghosts(missing: Detections) -> list[BoxMark]:
    return [
        BoxMark(as_xyxy(box), object_rgb(ObjectClass(kind)), "", dashed=True, thin=True)
        for box, kind in zip(missing.xyxy.tolist(), missing.class_id.tolist(), strict=True)
    ]


def _hit_marks(hits: Iterable[HitChange], after: bool) -> list[BoxMark]:
    marks = []
    for change in hits:
        hit = change.after if after else change.before
        score = change.score_after if after else change.score_before
        if hit is not None and hit.racket_head_xyxy is not None:
            colour = rgb_of(SCORE_COLOURS.get(score or 0, UNKNOWN_COLOUR))
            words = "hit" if score is None else f"hit, score {score}"
            marks.append(BoxMark(hit.racket_head_xyxy, colour, words))
    return marks


def _frame_of(change: HitChange) -> int:
    hit = change.after or change.before
    return -_HIT_FRAMES - 1 if hit is None else hit.frame


def _boxes(found: Detections) -> list[Box]:
    return [as_xyxy(box) for box in found.xyxy]


def _focus(boxes: Sequence[Box], hits: Sequence[HitChange], width: int, height: int) -> Box:
    """Return the region with the differences, of the picture's shape, never smaller than a fifth.

    Small things come first: where a ball differs, a player that differs too may be cut off.
    """
    heads = [
        hit.racket_head_xyxy
        for change in hits
        for hit in (change.before, change.after)
        if hit is not None and hit.racket_head_xyxy is not None
    ]
    wanted = [*heads, *sorted(boxes, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))]
    if not wanted:
        return 0.0, 0.0, float(width), float(height)
    region = wanted[0]
    for box in wanted[1:]:
        joined = _joined(region, box)
        if joined[2] - joined[0] <= width / 2 and joined[3] - joined[1] <= height / 2:
            region = joined
    share = max(
        _AROUND * (region[2] - region[0]) / width,
        _AROUND * (region[3] - region[1]) / height,
        _LEAST_SHARE,
    )
    w, h = min(1.0, share) * width, min(1.0, share) * height
    x = min(max((region[0] + region[2] - w) / 2, 0.0), width - w)
    y = min(max((region[1] + region[3] - h) / 2, 0.0), height - h)
    return x, y, x + w, y + h


def _joined(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])

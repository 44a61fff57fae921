"""The frames of a clip at which two detectors differ most, spread over its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.before_after.box_change import FrameChange
from core.before_after.clip import Clip
from core.before_after.hit_change import HitChange, Said
from core.detections.detections import Detections, ObjectClass
from core.drawing.boxes import words_of

MOST = 8
NEAR_HIT_S = 0.2
"""Boxes so near a hit, in real seconds, weigh three times as much: there they make the score."""

_CLASS_WEIGHTS = {
    ObjectClass.BALL: 1.0,
    ObjectClass.RACKET_HEAD: 1.0,
    ObjectClass.RACKET: 0.6,
    ObjectClass.PLAYER: 0.5,
}
_NEAR, _LABEL, _HIT, _OPEN_HIT, _RESCORED = 3.0, 2.0, 12.0, 8.0, 3.0
_LEAST_GAP_S = 0.4


@dataclass(frozen=True)
class Moment:
    """A frame to look at, how much differs there (any unit) and what, in words."""

    frame: int
    time_s: float
    weight: float
    words: tuple[str, ...]


def moments_of(
    clip: Clip, hits: Sequence[HitChange], frames: Sequence[FrameChange], most: int = MOST
) -> tuple[Moment, ...]:
    """Return the frames that differ most, at most ``most``, the heaviest first.

    No two lie closer than a third of an even spread, nor than 0.4 s of real time.
    """
    fps = max(clip.video.fps, 1e-6)
    weights = {each.frame: _box_weight(clip, each, hits) for each in frames}
    for each in hits:
        extra = _hit_weight(each)
        if extra:
            frame = _frame_of(clip, each)
            weights[frame] = weights.get(frame, 0.0) + extra
    gap = max(_LEAST_GAP_S * clip.slow * fps, (clip.stop - clip.first) / (3 * max(1, most)))
    chosen: list[int] = []
    for frame in sorted(weights, key=lambda frame: (-weights[frame], frame)):
        if len(chosen) < most and all(abs(frame - other) >= gap for other in chosen):
            chosen.append(frame)
    boxes = {each.frame: each for each in frames}
    return tuple(
        Moment(frame, frame / fps, weights[frame], _words(clip, frame, hits, boxes))
        for frame in chosen
    )


def _frame_of(clip: Clip, change: HitChange) -> int:
    hit = change.after or change.before
    frame = round(change.time_s * clip.video.fps) if hit is None else hit.frame
    return min(max(frame, clip.first), clip.stop - 1)


def _hit_weight(change: HitChange) -> float:
    if change.is_change:
        return _OPEN_HIT if change.said is Said.NOTHING else _HIT
    return _RESCORED if change.rescored else 0.0


def _box_weight(clip: Clip, change: FrameChange, hits: Sequence[HitChange]) -> float:
    weight = sum(
        _CLASS_WEIGHTS[ObjectClass(kind)]
        for boxes in (change.gained, change.lost)
        for kind in boxes.class_id.tolist()
    )
    time_s = change.frame / max(clip.video.fps, 1e-6)
    if any(abs(each.time_s - time_s) <= NEAR_HIT_S * clip.slow for each in hits):
        weight *= _NEAR
    return weight + _LABEL * (change.labels_won + change.labels_lost)


def _words(
    clip: Clip, frame: int, hits: Sequence[HitChange], boxes: Mapping[int, FrameChange]
) -> tuple[str, ...]:
    told = [words_of_hit(each) for each in hits if _frame_of(clip, each) == frame]
    change = boxes.get(frame)
    if change is not None:
        told += _named(change.gained, "found now")
        told += _named(change.lost, "no longer found")
    return tuple(word for word in told if word)


def words_of_hit(change: HitChange) -> str:
    """Return what became of a hit; "" where nothing did."""
    if change.gained:
        return {
            Said.HIT: "Hit found now",
            Said.NO_HIT: "Found now, but there is no hit",
            Said.NOTHING: "New hit",
        }[change.said]
    if change.lost:
        return {
            Said.HIT: "Hit lost",
            Said.NO_HIT: "False hit gone",
            Said.NOTHING: "Hit no longer found",
        }[change.said]
    if change.rescored:
        was, now = (score or "none" for score in (change.score_before, change.score_after))
        return f"Score {was} before, {now} after"
    return ""


def _named(boxes: Detections, what: str) -> list[str]:
    counts = Counter(ObjectClass(kind) for kind in boxes.class_id.tolist())
    return [
        f"{words_of(kind).capitalize() if n == 1 else f'{n} {words_of(kind)}s'} {what}"
        for kind, n in sorted(counts.items())
    ]

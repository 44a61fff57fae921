"""What follows from the boxes of a stretch, tracks and hits, on two sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks
from core.hits.engine import HitEngine
from core.phone.check_parts import (
    GoldenBox,
    HitComparison,
    HitFigure,
    Tolerance,
    TrackFigures,
)
from core.phone.golden import Stretch
from core.scoring.rules import score_hit
from core.scoring.score import ScoreRule

_SAME_FRAMES = 1
"""Hits so many frames apart at most are the same hit."""

_SAME_TRACK_PX = 2.0
"""Rows of tracks whose edges are so near, in source pixels, are the same."""

Played = tuple[tuple[HitFigure, ...], Tracks]


def play(
    stretch: Stretch, input_size: tuple[int, int], boxes: Sequence[Sequence[GoldenBox]]
) -> Played:
    """Return the hits and tracks of a stretch from its frames' boxes, in input pixels.

    Classes that the hit engine does not know are passed over.
    """
    engine = HitEngine(stretch.source_size, fps=stretch.fps)
    fit = stretch.fit(input_size)
    rule = ScoreRule()
    updates = []
    for frame, listed in zip(stretch.frames, boxes, strict=True):
        known = [(box, _KINDS[box.label]) for box in listed if box.label in _KINDS]
        xyxy = np.array([box.xyxy for box, _ in known], np.float32).reshape(-1, 4)
        found = Detections.of(
            frame.number, fit.to_source(xyxy), [b.score for b, _ in known], [k for _, k in known]
        )
        updates.append(engine.push(frame.number, frame.time_s, found))
    updates.append(engine.finish())
    hits = [
        HitFigure(
            round(hit.time_s, 4),
            hit.frame,
            score_hit(hit, rule).value,
            None if hit.r is None else round(hit.r, 4),
        )
        for update in updates
        for hit in update.hits
    ]
    return tuple(hits), Tracks.merge([update.tracks for update in updates])


_KINDS = {kind.label: int(kind) for kind in ObjectClass}


def compare_hits(
    expected: Sequence[HitFigure],
    found: Sequence[HitFigure],
    tolerance: Tolerance,
    stretch: int = 0,
) -> tuple[HitComparison, ...]:
    """Pair the hits of one stretch and compare their scores.

    Two scores may differ where r is the same to within ``tolerance.r``: a band ends in between.
    """
    left = list(found)
    compared = []
    for ours in expected:
        theirs = min(left, key=lambda hit: abs(hit.frame - ours.frame), default=None)
        if theirs is not None and abs(theirs.frame - ours.frame) > _SAME_FRAMES:
            theirs = None
        if theirs is not None:
            left.remove(theirs)
        compared.append(_judged(stretch, ours, theirs, tolerance))
    compared += [_judged(stretch, None, hit, tolerance) for hit in left]
    return tuple(compared)


def _judged(
    stretch: int, ours: HitFigure | None, theirs: HitFigure | None, tolerance: Tolerance
) -> HitComparison:
    if theirs is None and ours is not None:
        words = f"the hit at {ours.time_s:.2f} s ({_score(ours)}) is not found any more"
        return HitComparison(stretch, ours, None, False, words)
    if ours is None and theirs is not None:
        words = f"a hit at {theirs.time_s:.2f} s ({_score(theirs)}) is found that was not there"
        return HitComparison(stretch, None, theirs, False, words)
    assert ours is not None
    assert theirs is not None
    if ours.score == theirs.score:
        return HitComparison(stretch, ours, theirs, True)
    now, was = theirs.score or "nothing", ours.score or "nothing"
    words = f"the hit at {ours.time_s:.2f} s scores {now}, not {was}"
    near = ours.r is not None and theirs.r is not None and abs(ours.r - theirs.r) <= tolerance.r
    if near:
        words += f": r is {theirs.r:.3f} and {ours.r:.3f}, with a score's edge in between"
    return HitComparison(stretch, ours, theirs, near, words)


def _score(hit: HitFigure) -> str:
    return "no score" if hit.score is None else f"score {hit.score}"


def compare_tracks(expected: Sequence[Tracks], found: Sequence[Tracks]) -> TrackFigures:
    """Count the rows of the main player, racket and ball that both sides have, per stretch."""
    total, same, largest = 0, 0, 0.0
    for ours, theirs in zip(expected, found, strict=True):
        there = dict(_main_rows(theirs))
        for key, box in _main_rows(ours):
            total += 1
            other = there.get(key)
            if other is None:
                continue
            shift = float(np.abs(box - other).max())
            if shift <= _SAME_TRACK_PX:
                same += 1
                largest = max(largest, shift)
    return TrackFigures(total, same, round(largest, 3))


def _main_rows(tracks: Tracks) -> list[tuple[tuple[int, int], np.ndarray]]:
    rows = tracks[tracks.main]
    return [
        ((int(frame), int(kind)), box)
        for frame, kind, box in zip(rows.frame, rows.class_id, rows.xyxy, strict=True)
    ]

"""A real film's boxes and what the program makes of them, whole, for Swift to be held to.

Films of other people and what is seen in them stay out of the repository, so these files are made
where they are needed; ``tests/benchmarks/clip_streams.py`` makes them of the shared clips.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from core.detections.detections import Detections
from core.hits.early import EARLY
from core.hits.engine import HitEngine
from core.hits.fusion import fuse_sound
from core.hits.hit import Hit
from core.scoring.rules import score_hit
from core.scoring.score import ScoreRule
from core.video.frame import VideoInfo
from core.video.sound import Onsets


def clip_stream(info: VideoInfo, boxes: Detections, onsets: Onsets | None) -> dict[str, Any]:
    """Return boxes, onsets, hits and scores of a film as they stand in the file."""
    engine = HitEngine((info.width, info.height), fps=info.fps, early=EARLY)
    times = [float(time_s) for time_s in info.timebase.times_s]
    updates = [engine.push(i, time_s, boxes.at(i)) for i, time_s in enumerate(times)]
    updates.append(engine.finish())
    hits = [hit for update in updates for hit in update.hits]
    weak = [hit for update in updates for hit in update.weak]
    fused = fuse_sound(hits, onsets, weak)
    scores = [asdict(score_hit(hit, ScoreRule())) for hit in fused]
    return {
        "size": [info.width, info.height],
        "fps": info.fps,
        "times_s": times,
        "boxes": [
            [int(f), int(k), float(s), *(float(v) for v in b)]
            for f, k, s, b in zip(boxes.frame, boxes.class_id, boxes.score, boxes.xyxy, strict=True)
        ],
        "hits": [_plain(hit) for hit in hits],
        "weak": [_plain(hit) for hit in weak],
        "early": [_plain(hit) for update in updates for hit in update.early],
        "onsets": None
        if onsets is None
        else {"time_s": onsets.time_s.tolist(), "strength": onsets.strength.tolist()},
        "fused": [_plain(hit) for hit in fused],
        "scores": scores,
        "n_track_rows": sum(len(update.tracks) for update in updates),
    }


def _plain(hit: Hit) -> dict[str, Any]:
    return {name: value for name, value in asdict(hit).items() if value is not None}

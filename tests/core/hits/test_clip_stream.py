"""A real film's boxes and hits in a file for the companion: nothing is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from clip_stream import clip_stream

from core.detections.detections import Detections, ObjectClass
from core.video.reader import probe
from core.video.sound import Onsets


def _boxes(n_frames: int) -> Detections:
    """Return boxes of a player, and of a ball that flies to him and back, with odd fractions."""
    rng = np.random.default_rng(3)
    frames = np.arange(n_frames, dtype=np.int32)
    middle = n_frames / 2
    x = 300 + 12.3 * np.abs(frames - middle) + rng.normal(0, 0.3, n_frames)
    ball = np.stack([x, 200 + 0 * x, x + 9.1, 209.7 + 0 * x], axis=1)
    player = np.tile([[230.1, 120.2, 310.3, 330.4]], (n_frames, 1))
    head = np.tile([[290.3, 185.1, 318.2, 223.9]], (n_frames, 1))
    parts = [
        (ObjectClass.PLAYER, player, 0.91),
        (ObjectClass.BALL, ball, 0.73),
        (ObjectClass.RACKET_HEAD, head, 0.61),
    ]
    return Detections.merge(
        Detections.of(frames, box, np.full(n_frames, score), np.full(n_frames, int(kind)))
        for kind, box, score in parts
    )


def test_a_films_boxes_and_hits_come_back_to_the_last_bit(shared_data: Path) -> None:
    info = probe(shared_data / "clips" / "practice-forehand.mp4")
    boxes = _boxes(info.n_frames)
    onsets = Onsets(np.array([1.2345678901234567]), np.array([0.7], np.float32))
    written = json.loads(json.dumps(clip_stream(info, boxes, onsets)))
    rows = np.array(written["boxes"])
    assert written["size"] == [info.width, info.height]
    assert np.array_equal(np.array(written["times_s"]), info.timebase.times_s)
    assert np.array_equal(rows[:, 3:].astype(np.float32), boxes.xyxy)
    assert np.array_equal(rows[:, 2].astype(np.float32), boxes.score)
    assert written["onsets"]["time_s"] == onsets.time_s.tolist()
    assert len(written["hits"]) == 1
    assert len(written["scores"]) == len(written["fused"]) == 1
    assert written["n_track_rows"] >= 3 * info.n_frames

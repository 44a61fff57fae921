"""Golden cases that the phone's Swift and this program must both pass.

``python tests/support/golden_vectors.py`` writes them into ``resources/vectors``; the test in
``tests/core/hits`` computes them again and compares. Numbers are rounded to 1e-5: compare to
1e-4. Every file says in ``about`` what its cases are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from engine_vectors import onset_case, parameter_case
from rally_maker import Conditions, Made, make_rally
from watch_vectors import watch_case

from core.detections.decode import decode
from core.detections.detections import Detections, ObjectClass
from core.detections.preprocess import Letterbox, oriented_input
from core.detections.tracker import Seen, Tracker
from core.detections.tracks import Tracks
from core.hits.engine import HitEngine
from core.hits.fusion import fuse_sound
from core.hits.hit import Hit
from core.scoring.rules import score_hit
from core.scoring.score import ScoreRule
from core.video.sound import Onsets

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "resources" / "vectors"

Json = Any


def letterbox_cases() -> Json:
    """Sizes in, fitted size and margins out, and boxes there and back."""
    boxes = np.array([[0, 0, 10, 10], [100.5, 40.25, 180, 300], [-5, -5, 9000, 9000]], np.float32)
    cases = []
    for source in [
        (1920, 1080),
        (480, 848),
        (640, 360),
        (1280, 720),
        (540, 960),
        (333, 777),
        (7, 5),
    ]:
        for size in [(640, 352), (384, 384)]:
            fit = Letterbox(*source, *oriented_input(size, source))
            inside = fit.to_input(boxes)
            cases.append(
                {
                    "source": source,
                    "input_landscape": size,
                    "input": [fit.input_width, fit.input_height],
                    "fitted": fit.fitted,
                    "margin": fit.margin,
                    "source_boxes": boxes,
                    "input_boxes": inside,
                    "back": fit.to_source(inside),
                }
            )
    return {
        "about": "Letterbox: exact scales per axis, `back` is clipped to the source",
        "cases": cases,
    }


def decode_cases() -> Json:
    """Small maps of logits with ties, borders and thresholds."""
    cases = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        c, h, w = 4, 5 + seed, 8
        hmap = np.round(rng.normal(-2, 2, (c, h, w)), 2).astype(np.float32)
        if seed == 1:
            hmap[0, 2, 2:4] = 5.0
        if seed == 2:
            hmap[:] = -9.0
        regs = np.round(rng.uniform(0, 1, (2, h, w)), 2).astype(np.float32)
        w_h = np.round(rng.uniform(-0.5, 4, (2, h, w)), 2).astype(np.float32)
        limits = np.array([0.2, 0.22, 0.37, 0.5], np.float32)
        top_k = 5 if seed == 3 else 100
        boxes, scores, classes = decode(hmap, regs, w_h, stride=4, top_k=top_k, thresholds=limits)
        cases.append(
            {
                "shape": [c, h, w],
                "hmap": hmap.ravel(),
                "regs": regs.ravel(),
                "w_h": w_h.ravel(),
                "thresholds": limits,
                "top_k": top_k,
                "stride": 4,
                "boxes": boxes,
                "scores": scores,
                "classes": classes,
            }
        )
    return {
        "about": "CenterNet maps (row-major C, H, W logits) to boxes, best first",
        "cases": cases,
    }


def _short(view: str, jitter: float = 0.0, slow: float = 1.0) -> Conditions:
    return Conditions(view=view, jitter=jitter, slow=slow, n_hits=1, false_balls=0.1, lying_balls=1)


def _streams() -> list[tuple[str, Made]]:
    return [
        ("behind", make_rally(0, _short("behind"))),
        ("corner", make_rally(1, _short("corner"))),
        ("uneven", make_rally(2, _short("corner", jitter=0.8))),
        ("slow motion", make_rally(4, _short("corner", slow=2))),
    ]


def _rows(boxes: Detections) -> Json:
    """Boxes as rows of frame, class, score, xyxy."""
    return [
        [int(f), int(k), float(s), *(float(v) for v in b)]
        for f, k, s, b in zip(boxes.frame, boxes.class_id, boxes.score, boxes.xyxy, strict=True)
    ]


def _rounded(made: Made) -> tuple[list[float], Detections]:
    """Return times and boxes as the file holds them, so that both sides start alike."""
    times = [round(float(t), 5) for t in made.times_s]
    boxes = made.boxes
    return times, Detections.of(
        boxes.frame, np.round(boxes.xyxy, 2), np.round(boxes.score, 3), boxes.class_id
    )


def tracker_cases() -> Json:
    """A stream of boxes through the tracker: the living trails after some of the steps."""
    times, boxes = _rounded(make_rally(0, _short("behind")))
    tracker, steps = Tracker(), []
    for frame, time_s in enumerate(times[:60]):
        here = boxes.at(frame)
        seen: dict[ObjectClass, list[Seen]] = {kind: [] for kind in ObjectClass}
        for row in np.argsort(-here.score, kind="stable"):
            x0, y0, x1, y1 = (float(v) for v in here.xyxy[row])
            kind = ObjectClass(int(here.class_id[row]))
            seen[kind].append(Seen((x0, y0, x1, y1), float(here.score[row])))
        trails = tracker.step(time_s, seen)
        if frame % 5 == 0:
            steps.append(
                {
                    "frame": frame,
                    "trails": [
                        [t.track_id, int(t.kind), t.observed, t.n_seen, *t.xyxy, *t.motion.velocity]
                        for t in trails
                    ],
                }
            )
    return {
        "about": "Boxes (frame, class, score, xyxy; best first per picture) to trails "
        "(id, class, observed, n_seen, xyxy, velocity px/s)",
        "times_s": times[:60],
        "boxes": _rows(boxes.between(0, 59)),
        "steps": steps,
    }


def hit_cases() -> Json:
    """Whole streams: boxes in; tracks' main rows, hits, weak candidates and fused hits out."""
    cases = []
    for name, made in _streams():
        times, boxes = _rounded(made)
        engine = HitEngine(made.conditions.size, fps=made.film_fps, capture_fps=made.capture_fps)
        updates = [engine.push(i, t, boxes.at(i)) for i, t in enumerate(times)]
        updates.append(engine.finish())
        hits = [hit for update in updates for hit in update.hits]
        weak = [hit for update in updates for hit in update.weak]
        tracks = Tracks.merge([update.tracks for update in updates])
        onsets = Onsets(
            np.array([round(one.time_s + 0.06, 4) for one in made.truth]),
            np.ones(len(made.truth), np.float32),
        )
        mains = tracks[tracks.main]
        cases.append(
            {
                "name": name,
                "size": made.conditions.size,
                "fps": made.film_fps,
                "capture_fps": made.capture_fps,
                "times_s": times,
                "boxes": _rows(boxes),
                "hits": [_hit(hit) for hit in hits],
                "weak": [_hit(hit) for hit in weak],
                "onsets": {"time_s": onsets.time_s, "strength": onsets.strength},
                "fused": [_hit(hit) for hit in fuse_sound(hits, onsets, weak)],
                "n_track_rows": len(tracks),
                "main_rows_by_class": np.bincount(mains.class_id, minlength=4),
            }
        )
    return {
        "about": "Boxes (frame, class, score, xyxy) through the engine, then the sound",
        "cases": cases,
    }


def score_cases() -> Json:
    """Hits and their scores with the words."""
    rule, cases = ScoreRule(), []
    rng = np.random.default_rng(0)
    for i in range(40):
        offset = tuple(round(float(v), 2) for v in rng.normal(0, 0.5, 2))
        angle = float(rng.uniform(-3, 3))
        hit = Hit(
            id=f"hit-{i:06d}",
            time_s=float(i),
            frame=30 * i,
            confidence=0.9,
            ball_xy=(100.0, 100.0),
            racket_head_xyxy=(80.0, 85.0, 130.0, 125.0),
            tip_direction=None
            if i % 3 == 0
            else (round(np.cos(angle), 3), round(np.sin(angle), 3)),
            offset=None if i % 10 == 9 else (offset[0], offset[1]),
            r_sigma=None if i % 10 == 9 else round(float(rng.uniform(0, 0.5)), 2),
            ball_step_m=1.1 if i % 4 == 0 else None,
            score_override=3 if i % 13 == 5 else None,
        )
        score = score_hit(hit, rule)
        cases.append(
            {
                "hit": _hit(hit),
                "value": score.value,
                "doubtful": score.doubtful,
                "overruled": score.overruled,
                "reason": score.reason,
            }
        )
    return {
        "about": "Hits to scores under the standard rule",
        "limits": rule.limits,
        "cases": cases,
    }


def _hit(hit: Hit) -> Json:
    return {
        "id": hit.id,
        "time_s": hit.time_s,
        "frame": hit.frame,
        "confidence": hit.confidence,
        "ball_xy": hit.ball_xy,
        "racket_head_xyxy": hit.racket_head_xyxy,
        "tip_direction": hit.tip_direction,
        "offset": hit.offset,
        "r_sigma": hit.r_sigma,
        "stroke": str(hit.stroke),
        "time_sigma_s": hit.time_sigma_s,
        "ball_step_m": hit.ball_step_m,
        "sound_onset_s": hit.sound_onset_s,
        "score_override": hit.score_override,
    }


VECTORS: dict[str, Callable[[], Json]] = {
    "letterbox": letterbox_cases,
    "decode": decode_cases,
    "tracker": tracker_cases,
    "hits": hit_cases,
    "scores": score_cases,
    "parameters": parameter_case,
    "onsets": onset_case,
    "watch": watch_case,
}


def plain(value: Json) -> Json:
    """Return ``value`` with arrays as lists and floats rounded to 1e-5."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int | np.integer):
        return int(value)
    number = round(float(value), 5)
    return int(number) if number.is_integer() else number


def text_of(name: str) -> str:
    """Return the file's text for one kind of vector."""
    return json.dumps(plain(VECTORS[name]()), separators=(",", ":"), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for vector in VECTORS:
        (FOLDER / f"{vector}.json").write_text(text_of(vector), encoding="utf-8")

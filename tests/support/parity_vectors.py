"""Golden cases of the check on the phone's own chip, for the phone's Swift and this program.

``python tests/support/parity_vectors.py`` writes them into ``resources/vectors/parity.json``; a
test makes them again and compares. Boxes are rows of label, score and xyxy.
"""

from __future__ import annotations

import json
import random
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rally_maker import Conditions, make_rally

from core.detections.detections import ObjectClass
from core.phone.box_comparison import compare_boxes
from core.phone.check_parts import FrameComparison, GoldenBox, HitComparison, HitFigure
from core.phone.golden import Golden, GoldenFrame, GoldenLetterbox, Stretch, shown
from core.phone.hit_comparison import compare_hits, play
from core.phone.on_device import OnDevice
from core.phone.phone_report import (
    PhoneDevice,
    PhoneFrame,
    PhoneReport,
    PhoneStretch,
    write_report,
)
from core.phone.tolerances import tolerance_for

FILE = Path(__file__).resolve().parents[2] / "resources" / "vectors" / "parity.json"
LIMITS = {"player": 0.3, "racket": 0.3, "ball": 0.25, "racket_head": 0.3}
_INPUT = (704, 416)
_DEVICE = PhoneDevice("Anna's iPhone", "iPhone15,2", "iOS 18.1", "1.0")
_BUNDLE = "0123456789abcdef" * 4

Rows = list[list[Any]]


def parity_cases() -> dict[str, Any]:
    """Return every case; the same on every computer."""
    return {
        "about": "Boxes and hits of golden frames on two sides, and a whole check: golden.json, "
        "what the phone sees, its verdict and the report it posts",
        "thresholds": LIMITS,
        "boxes": [_box_case(random.Random(seed)) for seed in range(90)],
        "hits": [_hit_case(random.Random(seed)) for seed in range(40)],
        "checks": [_whole_check(worse) for worse in (False, True)],
    }


def _box_case(chance: random.Random) -> dict[str, Any]:
    expected = [_box(chance) for _ in range(chance.randrange(1, 6))]
    found = [_nearly(box, chance) for box in expected if chance.random() < 0.9]
    found += [_box(chance) for _ in range(chance.random() < 0.2)]
    twins = [replace(box, score=round(box.score - 0.003, 4)) for box in found[:1]]
    found += twins if chance.random() < 0.2 else []
    ties = [_nearly(box, chance, 6.0) for box in expected if chance.random() < 0.4]
    found += ties[:1] if chance.random() < 0.3 else []
    chance.shuffle(found)
    precision, compress = chance.choice(
        [("float16", "none"), ("float32", "none"), ("float16", "int8")]
    )
    cut = chance.random() < 0.5
    compared = compare_boxes(
        expected,
        shown(found, LIMITS) if cut else found,
        LIMITS,
        tolerance_for(precision, compress),
        found_is_cut=cut,
        ties=ties,
    )
    return {
        "precision": precision,
        "compress": compress,
        "found_is_cut": cut,
        "expected": _rows(expected),
        "found": _rows(found),
        "ties": _rows(ties),
        "compared": asdict(compared),
    }


def _box(chance: random.Random) -> GoldenBox:
    label = chance.choice(list(LIMITS))
    side = {"player": 120.0, "racket": 40.0, "ball": 6.0, "racket_head": 24.0}[label]
    x, y = chance.uniform(0, 200), chance.uniform(0, 200)
    xyxy = (x, y, x + side * chance.uniform(0.7, 1.3), y + side * chance.uniform(0.7, 1.3))
    # Half of them near the threshold, where the hard questions are.
    score = chance.choice([LIMITS[label] + chance.uniform(-0.01, 0.01), chance.uniform(0.2, 0.99)])
    return GoldenBox(label, round(score, 4), _rounded(xyxy))


def _nearly(box: GoldenBox, chance: random.Random, farthest_px: float = 1.2) -> GoldenBox:
    off = chance.choice([0.0, 0.1, 0.45, farthest_px])
    xyxy = [side + chance.uniform(-off, off) for side in box.xyxy]
    change = chance.choice([0.0, 4e-5, 3e-3, 3e-2])
    score = min(1.0, max(0.0, box.score + chance.uniform(-change, change)))
    return GoldenBox(box.label, round(score, 5), _rounded(xyxy))


def _rounded(xyxy: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 (four numbers)
    x0, y0, x1, y1 = (round(float(side), 3) for side in xyxy)
    return x0, y0, x1, y1


def _rows(boxes: Any) -> Rows:  # noqa: ANN401 (a sequence of boxes)
    return [[box.label, box.score, *box.xyxy] for box in boxes]


def _hit_case(chance: random.Random) -> dict[str, Any]:
    expected = [_hit(chance, frame) for frame in range(5, 40, chance.choice([2, 9, 17]))]
    found = [
        replace(hit, frame=hit.frame + chance.choice([0, 0, 1, 2]), r=_r_near(hit, chance))
        for hit in expected
        if chance.random() < 0.85
    ]
    found = [replace(hit, score=_score(hit.r)) for hit in found]
    compared = compare_hits(expected, found, tolerance_for("float16"), 3)
    return {
        "expected": [asdict(hit) for hit in expected],
        "found": [asdict(hit) for hit in found],
        "compared": [{"passed": each.passed, "words": each.words} for each in compared],
    }


def _hit(chance: random.Random, frame: int) -> HitFigure:
    r = None if chance.random() < 0.15 else round(chance.choice([0.2, 0.4, chance.random()]), 4)
    return HitFigure(round(frame / 30 + chance.uniform(-0.01, 0.01), 4), frame, _score(r), r)


def _r_near(hit: HitFigure, chance: random.Random) -> float | None:
    return None if hit.r is None else round(hit.r + chance.choice([0.0, 0.005, 0.1]), 4)


def _score(r: float | None) -> int | None:
    return None if r is None else 5 - sum(r > limit for limit in (0.2, 0.4, 0.6, 0.8))


def _whole_check(worse: bool) -> dict[str, Any]:
    chance = random.Random(worse)
    stretches = tuple(_stretch(seed) for seed in ((1,) if worse else (0, 1)))
    golden = Golden(
        "made of a rally", _INPUT, tuple(LIMITS), LIMITS, 4, 100, stretches, weights_sha256="a" * 64
    )
    tolerance = tolerance_for("float16")
    frames: list[FrameComparison] = []
    hits: list[HitComparison] = []
    told, seen = [], []
    for number, stretch in enumerate(stretches):
        found = [_seen(frame, chance, worse) for frame in stretch.frames]
        played, _ = play(stretch, _INPUT, found)
        hits += compare_hits(stretch.hits, played, tolerance, number)
        for frame, boxes in zip(stretch.frames, found, strict=True):
            frames.append(
                compare_boxes(
                    frame.boxes, boxes, LIMITS, tolerance,
                    number=len(frames), file=frame.file, ties=frame.ties,
                )
            )  # fmt: skip
        ms = [7.0 + frame.number / 10 for frame in stretch.frames]
        told.append(
            PhoneStretch(
                tuple(
                    PhoneFrame(frame.file, took, shown(boxes, LIMITS))
                    for frame, took, boxes in zip(stretch.frames, ms, found, strict=True)
                ),
                played,
            )
        )
        seen.append([{"ms": t, "boxes": _rows(b)} for t, b in zip(ms, found, strict=True)])
    report = PhoneReport(_BUNDLE, _DEVICE, True, tuple(told), "all")
    verdict = OnDevice(report, tuple(frames), tuple(hits))
    report = replace(report, passed=verdict.passed)
    return {
        "golden": asdict(golden),
        "seen": seen,
        "passed": verdict.passed,
        "words": verdict.words,
        "speed_words": verdict.speed_words,
        "report": json.loads(write_report(report)),
    }


def _stretch(seed: int) -> Stretch:
    """Return a hit of a made rally as golden frames."""
    made = make_rally(seed, Conditions(view="behind", n_hits=1, false_balls=0.1))
    middle = made.truth[0].time_s
    rows = [n for n, t in enumerate(made.times_s) if abs(t - middle) < 0.42]
    size = made.conditions.size
    empty = Stretch(size, made.film_fps, GoldenLetterbox((0, 0), (0, 0)), ())
    fit = empty.fit(_INPUT)
    frames = []
    for number, row in enumerate(rows):
        here = made.boxes.at(row)
        boxes = tuple(
            GoldenBox(ObjectClass(int(kind)).label, round(float(score), 4), _rounded(xyxy))
            for kind, score, xyxy in zip(
                here.class_id, here.score, fit.to_input(here.xyxy), strict=True
            )
        )
        time_s = round(float(made.times_s[row] - made.times_s[rows[0]]), 5)
        name = f"{1000 * seed + number:04d}.png"
        best = tuple(sorted(boxes, key=lambda box: -box.score))
        frames.append(GoldenFrame(name, number, time_s, best))
    box = GoldenLetterbox(fit.fitted, fit.margin)
    stretch = replace(empty, letterbox=box, frames=tuple(frames))
    hits, _ = play(stretch, _INPUT, [frame.boxes for frame in frames])
    return replace(stretch, hits=hits)


def _seen(frame: GoldenFrame, chance: random.Random, worse: bool) -> list[GoldenBox]:
    """Return what a phone might see: the same by a hair, or the balls lost."""
    lost = {"ball"} if worse else set()
    kept = [box for box in frame.boxes if box.label not in lost or chance.random() < 0.5]
    return [
        GoldenBox(
            box.label,
            round(min(1.0, box.score + chance.uniform(-5e-4, 5e-4)), 5),
            _rounded([side + chance.uniform(-0.06, 0.06) for side in box.xyxy]),
        )
        for box in kept
    ]


def text_of_cases() -> str:
    """Return the file's text."""
    return json.dumps(parity_cases(), separators=(",", ":"), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text_of_cases(), encoding="utf-8")

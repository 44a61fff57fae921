"""Early calls on the labelled clips: how soon, how many of the hits, how many withdrawn.

    python tests/benchmarks/early.py [--every N] [--sound] [--verbose] [--ask S] [--show C]

Boxes are kept as by ``hits.py``. ``--every 2`` keeps every second picture, as a computer that
cannot keep up does. Delays are from the contact to the call on the film's clock; what capture,
detector and painting take comes on top. Prints figures, asserts nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from clip_truth import Clip, read_clip
from hits import REPOSITORY, _detect_with

from core.detections.detections import Detections
from core.detections.onnx_detector import OnnxDetector
from core.hits.early import EARLY, OpenCalls
from core.hits.engine import HitEngine
from core.hits.fusion import estimate_shift
from core.hits.hit import Hit
from core.hits.parameters import HitParameters
from core.scoring.rules import score_hit
from core.scoring.score import ScoreRule
from core.video.frame import VideoInfo
from core.video.reader import probe
from core.video.sound import read_onset_curve

SLOW_MOTION = ("slowmo-backhand", "slowmo-forehand")
"""Nobody plays in slow motion before a camera."""

IN_TIME_S = 0.4
"""Of half a second the rest is for capture, detector and loudspeaker."""


@dataclass
class Tally:
    """What is counted, over clips."""

    finals: int = 0
    delays: list[float] = field(default_factory=list)
    withdrawn: int = 0
    scores: list[tuple[int, int]] = field(default_factory=list)
    moved_s: list[float] = field(default_factory=list)
    spent_s: float = 0.0
    pushed: int = 0

    def line(self) -> str:
        """Return all figures in one line."""
        calls = len(self.delays) + self.withdrawn
        soon = sum(delay <= IN_TIME_S for delay in self.delays)
        middle, late = np.quantile(self.delays or [np.nan], [0.5, 0.95])
        same = sum(a == b for a, b in self.scores)
        near = sum(abs(a - b) <= 1 for a, b in self.scores)
        return (
            f"{self.finals} hits, {soon} called within {IN_TIME_S} s "
            f"({soon / max(self.finals, 1):.0%}), median {middle:.3f} s, 95th {late:.3f} s; "
            f"{self.withdrawn} of {calls} withdrawn; score the same in {same}, within one in "
            f"{near} of {len(self.scores)}; moment moved by "
            f"{np.median(self.moved_s or [0]):.3f} s; "
            f"{1e3 * self.spent_s / max(self.pushed, 1):.2f} ms a picture"
        )


def main() -> None:
    """Run over all clips and the sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=REPOSITORY / "resources/models/default")
    parser.add_argument("--clips", type=Path, default=REPOSITORY.parent / "shared/data/clips")
    cache = Path(tempfile.gettempdir()) / "sweetspot-detections"
    parser.add_argument("--detections", type=Path, default=cache)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--ask", type=float, default=EARLY.ask_s)
    parser.add_argument("--wait", type=float, default=EARLY.wait_s)
    parser.add_argument("--show", type=float, default=EARLY.show_from)
    parser.add_argument("--sound", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    early = replace(EARLY, ask_s=given.ask, wait_s=given.wait, show_from=given.show)
    detect = _detect_with(OnnxDetector(given.model), given.detections)
    paths = [*sorted(given.clips.glob("*.json")), REPOSITORY / "resources/sample/practice.json"]
    whole = Tally()
    for phase in range(given.every):
        for path in paths:
            if path.stem in SLOW_MOTION:
                continue
            clip = read_clip(path)
            info = probe(clip.video)
            one = _count(clip, info, detect(clip, info), early, (given.every, phase), given.sound)
            if given.verbose:
                print(f"{clip.name:20} {one.line()}")
            for name, value in vars(one).items():
                setattr(whole, name, getattr(whole, name) + value)
    print(whole.line())


def _count(
    clip: Clip,
    info: VideoInfo,
    boxes: Detections,
    early: HitParameters,
    kept: tuple[int, int],
    sound: bool,
) -> Tally:
    """Push a clip's boxes and match calls with final hits."""
    every, phase = kept
    engine = HitEngine((info.width, info.height), fps=info.fps / every, early=early)
    impacts = _impacts(info, boxes) if sound else []
    tally, calls = Tally(), OpenCalls()
    told: dict[int, float] = {}
    for frame in range(phase, info.n_frames, every):
        time_s = float(info.timebase.times_s[frame])
        # An onset is known 0.1 s after it was heard.
        while impacts and impacts[0][1] + 0.1 <= time_s:
            at_s, _, clear = impacts.pop(0)
            engine.hear(at_s, clear)
        start = time.thread_time()
        update = engine.push(frame, time_s, boxes.at(frame))
        tally.spent_s += time.thread_time() - start
        tally.pushed += 1
        for hit in update.early:
            told[calls.add(hit).number] = time_s
        _answer(update.hits, calls, told, tally)
        tally.withdrawn += len(calls.withdrawn(time_s))
    _answer(engine.finish().hits, calls, told, tally)
    tally.withdrawn += len(calls.withdrawn(float("inf")))
    return tally


def _answer(hits: tuple[Hit, ...], calls: OpenCalls, told: dict[int, float], tally: Tally) -> None:
    rule = ScoreRule()
    for hit in hits:
        tally.finals += 1
        call = calls.answer(hit)
        if call is None:
            continue
        tally.delays.append(told[call.number] - hit.time_s)
        tally.moved_s.append(abs(call.hit.time_s - hit.time_s))
        first, last = score_hit(call.hit, rule), score_hit(hit, rule)
        if first.value is not None and last.value is not None:
            tally.scores.append((first.value, last.value))


def _impacts(info: VideoInfo, boxes: Detections) -> list[tuple[float, float, float]]:
    """Return (moment of the picture, moment heard, how clear) of a film's onsets."""
    curve = read_onset_curve(info.path)
    if curve is None or not len(curve.onsets().time_s):
        return []
    engine = HitEngine((info.width, info.height), fps=info.fps)
    hits: list[Hit] = []
    for frame in range(info.n_frames):
        time_s = float(info.timebase.times_s[frame])
        hits += engine.push(frame, time_s, boxes.at(frame)).hits
    onsets = curve.onsets()
    shift = estimate_shift([*hits, *engine.finish().hits], onsets).shift_s
    loud = max(float(np.quantile(onsets.strength, 0.9)) * 0.6, 1e-9)
    return [
        (float(at) - shift, float(at), min(float(strength) / loud, 1.0))
        for at, strength in zip(onsets.time_s, onsets.strength, strict=True)
    ]


if __name__ == "__main__":
    main()

"""The hand-made truth of a labelled clip, and how found hits are held against it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.hits.hit import Hit
from core.scoring.rules import score_hit
from core.scoring.score import ScoreRule

NEAR_FRAMES = 2.0
NEAR_S = 0.1


@dataclass(frozen=True)
class TrueHit:
    """One hit of the truth; ``frame`` lies between frames, ``score`` is None where unseen."""

    frame: float
    time_s: float
    certain: bool
    offset: tuple[float, float] | None
    score: int | None
    score_certain: bool
    who: str
    stroke: str


@dataclass(frozen=True)
class Clip:
    """A clip's file, its truth as read from JSON, and its hits."""

    name: str
    video: Path
    raw: Mapping[str, Any]
    hits: tuple[TrueHit, ...]

    def in_no_hit_span(self, time_s: float) -> bool:
        """Whether the truth says that nothing is hit at that moment."""
        if not self.raw["no_hit_spans"]:
            return True  # a drawn film: its truth is whole
        return any(low <= time_s <= high for low, high in self.raw["no_hit_spans"])


@dataclass(frozen=True)
class Comparison:
    """Pairs of (true, found), certain hits missed, and found hits that are certainly none."""

    pairs: tuple[tuple[TrueHit, Hit], ...]
    missed: tuple[TrueHit, ...]
    false: tuple[Hit, ...]
    undecided: int


def read_clip(path: Path) -> Clip:
    """Read ``NAME.json`` beside ``NAME.mp4``."""
    raw = json.loads(path.read_text())
    return Clip(path.stem, path.with_suffix(".mp4"), raw, tuple(map(_true_hit, _timed(raw))))


def _timed(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**hit, "fps": raw["fps"]} for hit in raw["hits"]]


def _true_hit(raw: Mapping[str, Any]) -> TrueHit:
    frame = float(raw.get("contact_frame_est") or raw["frame"])
    offset = raw.get("offset_interp") or raw.get("offset")
    score = raw.get("score_interp") or raw.get("score_1_to_5")
    return TrueHit(
        frame=frame,
        time_s=raw["time_s"] + (frame - raw["frame"]) / raw["fps"],
        certain=bool(raw["certain"]),
        offset=None if offset is None else (float(offset[0]), float(offset[1])),
        score=score,
        score_certain=bool(raw["score_certain"]),
        who=raw["who"],
        stroke=raw["stroke"],
    )


def compare(clip: Clip, found: Sequence[Hit]) -> Comparison:
    """Match hits one to one, nearest first: within two frames or a tenth of a second."""
    fps = float(clip.raw["fps"])
    reach = max(NEAR_FRAMES / fps, NEAR_S) + 1e-6
    distances = sorted(
        (abs(true.time_s - hit.time_s), i, j)
        for i, true in enumerate(clip.hits)
        for j, hit in enumerate(found)
    )
    by_true: dict[int, int] = {}
    for gone, i, j in distances:
        if gone <= reach and i not in by_true and j not in by_true.values():
            by_true[i] = j
    free = [hit for j, hit in enumerate(found) if j not in by_true.values()]
    false = tuple(hit for hit in free if clip.in_no_hit_span(hit.time_s))
    return Comparison(
        pairs=tuple((clip.hits[i], found[j]) for i, j in sorted(by_true.items())),
        missed=tuple(t for i, t in enumerate(clip.hits) if i not in by_true and t.certain),
        false=false,
        undecided=len(free) - len(false),
    )


@dataclass(frozen=True)
class HitFigures:
    """Counts over one or many clips."""

    found: int
    missed: int
    false: int
    scored: int = 0
    exact: int = 0
    within_one: int = 0
    r_error: float = 0.0

    @staticmethod
    def of(comparison: Comparison) -> HitFigures:
        """Count one clip. Scores count where the truth and the program both have one."""
        rule = ScoreRule()
        scored = exact = within = 0
        error = 0.0
        for true, hit in comparison.pairs:
            value = score_hit(hit, rule).value
            if true.score is None or value is None or true.offset is None or hit.offset is None:
                continue
            scored += 1
            exact += value == true.score
            within += abs(value - true.score) <= 1
            du, dv = hit.offset[0] - true.offset[0], hit.offset[1] - true.offset[1]
            error += (du**2 + dv**2) ** 0.5
        return HitFigures(
            len(comparison.pairs),
            len(comparison.missed),
            len(comparison.false),
            scored,
            exact,
            within,
            error,
        )

    def __add__(self, other: HitFigures) -> HitFigures:
        return HitFigures(
            self.found + other.found,
            self.missed + other.missed,
            self.false + other.false,
            self.scored + other.scored,
            self.exact + other.exact,
            self.within_one + other.within_one,
            self.r_error + other.r_error,
        )

    @property
    def precision(self) -> float:
        """Share of found hits that are true; 1 where nothing was found."""
        return self.found / max(self.found + self.false, 1) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of certain hits that were found."""
        return self.found / max(self.found + self.missed, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

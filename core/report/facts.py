"""What a report says of a practice, as a frozen value: no files, no drawing."""

from __future__ import annotations

from dataclasses import dataclass

from core.hits.hit import Point
from core.scoring.summary import Spread


@dataclass(frozen=True)
class Shot:
    """One hit.

    ``number`` counts the practice's hits from 1, ``score`` is None where it has none; ``picture``
    is a JPEG of the moment or None where the video is gone.
    """

    number: int
    time_s: float
    score: int | None
    reason: str
    doubtful: bool
    picture: bytes | None = None


@dataclass(frozen=True)
class Sitting:
    """One practice of this player: its day (ISO), mean score and hits; ``this`` is the report's."""

    day: str
    mean_score: float
    n_hits: int
    this: bool = False


@dataclass(frozen=True)
class PracticeReport:
    """Everything on the page.

    ``day`` is an ISO date. ``points`` are (x right, y tip; the rim at 1) with the score of each
    hit that has one; ``scores`` are (time_s, score) in time's order and ``trend`` their rolling
    mean. ``hits`` are all that count, without pictures. ``sittings`` are this player's practices
    in time's order, this one included.
    """

    title: str
    player: str
    day: str
    court: str
    notes: str
    duration_s: float
    n_hits: int
    n_scored: int
    n_doubtful: int
    counts: tuple[int, int, int, int, int]
    limits: tuple[float, float, float, float]
    mean_score: float | None
    good_share: float | None
    spread: Spread | None
    points: tuple[tuple[Point, int], ...]
    scores: tuple[tuple[float, int], ...]
    trend: tuple[tuple[float, float], ...]
    sittings: tuple[Sitting, ...]
    hits: tuple[Shot, ...]
    best: tuple[Shot, ...]
    worst: tuple[Shot, ...]
    program: str

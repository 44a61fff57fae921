"""What many hits say together: counts, mean, spread and trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.hits.hit import Hit, HitStatus
from core.scoring.rules import score_hit
from core.scoring.score import ScoreRule

ELLIPSE_SIGMAS = 1.0
"""Half axes are one standard deviation: about 39 % of a normal spread lies inside."""


@dataclass(frozen=True)
class Spread:
    """Where the contact points lie on the racket face, in offsets (u, v).

    ``centre`` is their mean; ``half_axes`` (long, short) standard deviations along the
    ellipse's axes; ``angle_deg`` turns the u axis onto the long axis, in -90..90, positive
    from u towards v (clockwise on a screen).
    """

    centre: tuple[float, float]
    half_axes: tuple[float, float]
    angle_deg: float
    n: int


@dataclass(frozen=True)
class Summary:
    """A session's figures. Rejected hits do not count.

    ``counts`` are the hits of score 1 to 5 (index 0 is score 1). ``mean_score`` and
    ``good_share`` (scores 4 and 5) are over the scored hits, None without one. ``trend`` holds
    (time_s, rolling mean) of every scored hit, in time's order.
    """

    n_hits: int
    n_scored: int
    counts: tuple[int, int, int, int, int]
    mean_score: float | None
    good_share: float | None
    n_doubtful: int
    spread: Spread | None
    trend: tuple[tuple[float, float], ...]


def summarise(hits: Sequence[Hit], rule: ScoreRule, window: int = 5) -> Summary:
    """Return the figures of ``hits``; the trend averages each with the ``window - 1`` before."""
    shown = sorted(
        (hit for hit in hits if hit.status is not HitStatus.REJECTED), key=lambda hit: hit.time_s
    )
    scores = [score_hit(hit, rule) for hit in shown]
    valued = [
        (hit.time_s, score.value)
        for hit, score in zip(shown, scores, strict=True)
        if score.value is not None
    ]
    values = [value for _, value in valued]
    return Summary(
        n_hits=len(shown),
        n_scored=len(values),
        counts=_counts(values),
        mean_score=float(np.mean(values)) if values else None,
        good_share=sum(value >= 4 for value in values) / len(values) if values else None,
        n_doubtful=sum(score.doubtful for score in scores),
        spread=spread_of(shown),
        trend=tuple(
            (time_s, float(np.mean(values[max(0, i + 1 - window) : i + 1])))
            for i, (time_s, _) in enumerate(valued)
        ),
    )


def spread_of(hits: Sequence[Hit]) -> Spread | None:
    """Return the spread of the hits' offsets; None when none is known.

    Principal axes of the sample covariance. One point has a spread of 0.
    """
    offsets = np.array([hit.offset for hit in hits if hit.offset is not None], dtype=np.float64)
    if len(offsets) == 0:
        return None
    centre = offsets.mean(axis=0)
    covariance = np.cov(offsets.T) if len(offsets) > 1 else np.zeros((2, 2))
    variances, axes = np.linalg.eigh(covariance)
    long_axis = axes[:, 1]
    angle = float(np.degrees(np.arctan2(long_axis[1], long_axis[0])))
    angle = (angle + 90.0) % 180.0 - 90.0
    short, long = ELLIPSE_SIGMAS * np.sqrt(np.clip(variances, 0, None))
    return Spread(
        centre=(float(centre[0]), float(centre[1])),
        half_axes=(float(long), float(short)),
        angle_deg=angle,
        n=len(offsets),
    )


def _counts(values: Sequence[int]) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = (values.count(points) for points in (1, 2, 3, 4, 5))
    return one, two, three, four, five

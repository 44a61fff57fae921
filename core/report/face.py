"""The hit map on the page: every contact on one racket face, tip up, with its spread."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from core.hits.hit import Point
from core.report.ink import FAINT, INK, MUTED, badge, words
from core.scoring.face import HEAD_RATIO
from core.scoring.summary import Spread

_MAINS, _CROSSES = 16, 19
_FURTHEST = 1.14
"""Misses farther from the centre are drawn here, beside the frame."""


Place = Callable[[Point], tuple[float, float]]


def face(
    x: float,
    y: float,
    half_width: float,
    points: Sequence[tuple[Point, int]],
    spread: Spread | None,
    limits: Sequence[float],
) -> str:
    """Return the face with its centre at (x, y); ``half_width`` of the strings."""
    half_height = half_width * HEAD_RATIO

    def at(offset: Point) -> tuple[float, float]:
        r = math.hypot(*offset)
        shrink = min(1.0, _FURTHEST / r) if r else 1.0
        return x + offset[0] * shrink * half_width, y - offset[1] * shrink * half_height

    parts = [_racket(x, y, half_width, half_height), _strings(at)]
    for score, limit in zip((5, 4, 3, 2), limits, strict=True):
        parts.append(_ring(x, y, half_width * limit, half_height * limit))
        above = y - half_height * (limit - 0.045)
        parts.append(words(x, above, str(score), 9, fill=MUTED, anchor="middle"))
    if spread is not None and spread.n > 2:
        parts.append(_ellipse(at(spread.centre), spread, half_width, half_height))
    side = 21.0 if len(points) <= 40 else 15.0
    parts += [badge(*at(offset), score, side) for offset, score in reversed(points)]
    return "".join(parts)


def _racket(x: float, y: float, w: float, h: float) -> str:
    below, thick = y + h, w * 0.085
    arms = "".join(_arm(x, y, side * w, h) for side in (-1, 1))
    return (
        f'<path d="{arms}" fill="none" stroke="{MUTED}" stroke-width="{thick:.1f}"/>'
        f'<rect x="{x - w * 0.15:.1f}" y="{below + h * 0.34:.1f}" width="{w * 0.3:.1f}" '
        f'height="{h * 0.14:.1f}" rx="4" fill="{INK}"/>'
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{w + thick / 2:.1f}" ry="{h + thick / 2:.1f}" '
        f'fill="#FFFFFF" stroke="{INK}" stroke-width="{thick:.1f}"/>'
    )


def _arm(x: float, y: float, w: float, h: float) -> str:
    """Return one side of the throat, from the frame down to the grip."""
    below = y + h
    way = (
        (x + w * 0.66, y + h * 0.78),
        (x + w * 0.52, below + h * 0.08),
        (x + w * 0.14, below + h * 0.2),
        (x + w * 0.09, below + h * 0.42),
    )
    start, *rest = (f"{across:.1f},{down:.1f}" for across, down in way)
    return f"M{start} C{' '.join(rest)} "


def _strings(at: Place) -> str:
    found = []
    for count, upright in ((_MAINS, True), (_CROSSES, False)):
        for i in range(1, count):
            along = (2 * i / count - 1) * 0.98
            reach = math.sqrt(max(0.0, 1 - along * along))
            if upright:
                (x0, y0), (x1, y1) = at((along, reach)), at((along, -reach))
            else:
                (x0, y0), (x1, y1) = at((-reach, along)), at((reach, along))
            found.append(f"M{x0:.1f},{y0:.1f} L{x1:.1f},{y1:.1f}")
    return f'<path d="{" ".join(found)}" stroke="{FAINT}" stroke-width="0.8" opacity="0.6"/>'


def _ring(x: float, y: float, rx: float, ry: float) -> str:
    return (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="none" '
        f'stroke="{MUTED}" stroke-width="0.9" stroke-dasharray="4 3" opacity="0.7"/>'
    )


def _ellipse(centre: tuple[float, float], spread: Spread, w: float, h: float) -> str:
    """Return the spread's ellipse; its angle is one of offsets, so it is turned before scaling."""
    long, short = spread.half_axes
    turned = (
        f"translate({centre[0]:.1f} {centre[1]:.1f}) scale({w:.2f} {-h:.2f}) "
        f"rotate({spread.angle_deg:.1f})"
    )
    return (
        f'<ellipse rx="{max(long, 0.01):.3f}" ry="{max(short, 0.01):.3f}" fill="#1B4FC4" '
        f'fill-opacity="0.13" stroke="#1B4FC4" stroke-width="{2 / w:.4f}" transform="{turned}"/>'
    )

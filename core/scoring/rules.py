"""From a hit to its score, 1 to 5, and the reason in words a coach would use."""

from __future__ import annotations

import math
from functools import lru_cache

from core.hits.hit import Hit, Point
from core.scoring.score import Score, ScoreRule

HEAD_LENGTH_CM = 33.0
"""Outside length of a usual racket head. The ITF's rules allow 39.4 cm of hitting surface (Rules
of Tennis, rule 4); heads of 98 to 100 square inches measure about 33 by 26 cm outside."""

HEAD_WIDTH_CM = 26.0

GUESS_SIGMA = 0.3
"""Three half bands: beyond it the band on either side is as likely as the one named."""

_EDGE_SLACK = 1e-6


# A hit is scored for the list, the summary and the map, again after each edit of another one.
@lru_cache(maxsize=16384)
def score_hit(hit: Hit, rule: ScoreRule) -> Score:
    """Return the hit's score under ``rule``; the coach's word goes before the measurement.

    The bands are inclusive: r equal to a limit still earns the better score.
    """
    if hit.score_override is not None:
        return Score(hit.score_override, f"set by the coach{_measured(hit)}", overruled=True)
    r = hit.r
    if r is None:
        return Score(None, _why_unknown(hit))
    value = value_of(r, rule)
    sigma = hit.r_sigma or 0.0
    doubtful = any(abs(r - limit) < sigma for limit in rule.limits)
    reason = describe_offset(hit)
    if sigma >= GUESS_SIGMA:
        reason += f"; a guess: {_why_unsure(hit, sigma)}; film in slow motion to be sure"
    elif doubtful:
        best, worst = value_of(max(0.0, r - sigma), rule), value_of(r + sigma, rule)
        reason += f"; could be {worst} or {best}" if worst != best else ""
    return Score(value, reason, doubtful=doubtful)


def value_of(r: float, rule: ScoreRule) -> int:
    """Return 5 for r up to the first limit, 4 up to the second, and so on down to 1."""
    for points, limit in zip((5, 4, 3, 2), rule.limits, strict=True):
        if r <= limit + _EDGE_SLACK:
            return points
    return 1


def describe_offset(hit: Hit) -> str:
    """Return e.g. "7 cm from the centre, towards the tip"; empty where the offset is unknown.

    The head is foreshortened in the picture; dividing by its half extents undoes most of
    that, so centimetres come from the offset and the head's real size.
    """
    if hit.offset is None or hit.r is None:
        return ""
    distance = _centimetres(hit, hit.r)
    if distance < 1.5:
        return "in the centre of the strings"
    return f"{distance:.0f} cm from the centre, {_direction(hit)}"


def _centimetres(hit: Hit, r: float) -> float:
    """Return the length of ``r`` half extents along the offset's direction."""
    along = _share_along_racket(hit)
    half = math.hypot(HEAD_LENGTH_CM / 2 * along, HEAD_WIDTH_CM / 2 * math.sqrt(1 - along**2))
    return r * half


def _share_along_racket(hit: Hit) -> float:
    """Return |cos| of the angle between the offset and the racket's long axis."""
    if hit.offset is None or not hit.r:
        return math.sqrt(0.5)
    if hit.tip_direction is None:
        return math.sqrt(0.5)
    u, v = _offset_px(hit)
    length = math.hypot(u, v) or 1.0
    tip = hit.tip_direction
    return min(1.0, abs(u * tip[0] + v * tip[1]) / length)


def _offset_px(hit: Hit) -> Point:
    """Return the offset in the picture's own proportions."""
    assert hit.offset is not None
    if hit.racket_head_xyxy is None:
        return hit.offset
    x0, y0, x1, y1 = hit.racket_head_xyxy
    return hit.offset[0] * (x1 - x0) / 2, hit.offset[1] * (y1 - y0) / 2


def _direction(hit: Hit) -> str:
    u, v = _offset_px(hit)
    length = math.hypot(u, v) or 1.0
    u, v = u / length, v / length
    if hit.tip_direction is None:
        return _in_picture(u, v)
    tip_x, tip_y = hit.tip_direction
    along = u * tip_x + v * tip_y
    across = (u - along * tip_x, v - along * tip_y)
    words = []
    if abs(along) > 0.38:  # within 67 degrees of the axis
        words.append("towards the tip" if along > 0 else "towards the throat")
    if math.hypot(*across) > 0.38:
        words.append(f"towards the {_edge(*across)} edge")
    return " and ".join(words)


def _edge(x: float, y: float) -> str:
    if abs(y) >= abs(x):
        return "lower" if y > 0 else "upper"
    return "right" if x > 0 else "left"


def _in_picture(u: float, v: float) -> str:
    if abs(v) > 2.4 * abs(u):
        return "below it" if v > 0 else "above it"
    if abs(u) > 2.4 * abs(v):
        return "to its right in the picture" if u > 0 else "to its left in the picture"
    side = "right" if u > 0 else "left"
    return f"{'below' if v > 0 else 'above'} and to the {side} in the picture"


def _why_unsure(hit: Hit, sigma: float) -> str:
    if hit.ball_step_m is not None and hit.ball_step_m >= 0.3:
        return f"the ball moves {hit.ball_step_m:.1f} m between two frames"
    return f"it may be {_centimetres(hit, sigma):.0f} cm off"


def _measured(hit: Hit) -> str:
    words = describe_offset(hit)
    return f" (measured: {words})" if words else ""


def _why_unknown(hit: Hit) -> str:
    if hit.ball_xy is None and hit.racket_head_xyxy is None:
        return "no score: neither ball nor strings could be seen at contact"
    if hit.ball_xy is None:
        return "no score: the ball could not be seen at contact"
    if hit.racket_head_xyxy is None:
        return "no score: the strings could not be seen at contact"
    return "no score: ball and strings could not be measured against each other"

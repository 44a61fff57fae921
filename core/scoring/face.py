"""A racket face seen from the front, tip up: where on it a hit lies."""

from __future__ import annotations

import math

from core.hits.hit import Hit, Point
from core.scoring.rules import HEAD_LENGTH_CM, HEAD_WIDTH_CM

HEAD_RATIO = HEAD_LENGTH_CM / HEAD_WIDTH_CM
"""Length over width of a usual head, outside."""


def face_offset(hit: Hit) -> Point | None:
    """Return where the ball met the strings: x to the right, y towards the tip, rim at 1.

    With a known ``tip_direction`` the offset is turned in the picture so that the tip points
    up; its length r stays, so a point keeps its score zone. Without one, the picture's own axes
    are kept (up in the picture is up on the face): the side is then right only for a racket
    held upright, the distance always. None where the offset is unknown.
    """
    if hit.offset is None or hit.r is None:
        return None
    u, v = hit.offset
    if hit.tip_direction is None:
        return u, -v
    if hit.racket_head_xyxy is not None:
        x0, y0, x1, y1 = hit.racket_head_xyxy
        u, v = u * (x1 - x0), v * (y1 - y0)
    tip_x, tip_y = hit.tip_direction
    along = u * tip_x + v * tip_y
    across = -u * tip_y + v * tip_x
    length = math.hypot(along, across)
    return (0.0, 0.0) if length == 0 else (across / length * hit.r, along / length * hit.r)

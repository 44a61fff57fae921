"""The ball met the strings: what that says of where both were, and where it says nothing."""

from __future__ import annotations

import math
from dataclasses import replace

from core.hits.contact import Meeting

STRINGS_SIGMA = 0.5
"""Half extents per axis: the spread of a disc of radius 1 that is hit anywhere alike."""

RIM = 1.3
"""Half extents: the rim and the ball's own radius. Further out nothing can be hit."""

LEAST_KNOWN = 1.0
"""Half extents: an offset measured worse than this says nothing."""


def on_strings(meeting: Meeting) -> Meeting:
    """Return the meeting as it is likeliest, given that ball and strings did meet.

    What was measured and what is known before (the ball is somewhere on the strings) are
    weighed by their spreads, as two normal distributions (Bishop, Pattern Recognition and
    Machine Learning, section 2.3.6); ball and head each move by their own share of the doubt.
    Where ball and head cannot have met at all, one of the boxes is of something else: then
    ``offset`` and ``r_sigma`` are None.
    """
    head, offset, sigma = meeting.head, meeting.offset, meeting.r_sigma
    if head is None or offset is None or sigma is None:
        return meeting
    if sigma > LEAST_KNOWN or math.hypot(*offset) - RIM > sigma:
        return replace(meeting, offset=None, r_sigma=None)
    keep = STRINGS_SIGMA**2 / (STRINGS_SIGMA**2 + sigma**2)
    total = meeting.ball_sigma_px**2 + head.sigma_px**2
    ball_share = meeting.ball_sigma_px**2 / total if total > 0 else 0.5
    (x, y), (w, h) = meeting.ball_xy, head.half
    gone = (1 - keep) * offset[0] * w, (1 - keep) * offset[1] * h
    centre = (
        head.centre[0] + (1 - ball_share) * gone[0],
        head.centre[1] + (1 - ball_share) * gone[1],
    )
    return replace(
        meeting,
        ball_xy=(x - ball_share * gone[0], y - ball_share * gone[1]),
        head=replace(head, centre=centre),
        offset=(keep * offset[0], keep * offset[1]),
        r_sigma=math.sqrt(keep) * sigma,
    )

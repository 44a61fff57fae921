"""The way through the machine's boxes from one known box to the next: the cheapest chain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.box import Box, mean_side, middle_of
from core.sessions.fill_paths import Anchor

LONGEST_GAP = 8
"""A chain may miss so many frames in a row; what is unseen for longer is reckoned."""

MISSED = 2.5
"""What a missed frame costs: as much as a jump by 1.6 sides. On hand-made boxes of rackets
anything from 1.5 to 3 did as well."""

FREE_SIDES = 0.3
"""So far, in the first box's sides, a thing may go in a frame at no cost."""

_SIZE_WEIGHT = 1.5
_SCORE_WEIGHT = 0.5


@dataclass(frozen=True)
class Candidate:
    """A machine's box that may be the thing."""

    frame: int
    xyxy: Box
    score: float


def cheapest_chain(
    start: Anchor, end: Anchor, candidates: Sequence[Candidate]
) -> tuple[Candidate, ...]:
    """Return the candidates, at most one a frame, that lead best from ``start`` to ``end``.

    A step costs the square of how far the box moves beyond ``FREE_SIDES``, in its own sides, the
    square of how its size changes, half of what its score lacks, and ``MISSED`` for every frame
    left out; the cheapest chain is found by dynamic programming (Viterbi, 1967). Nothing is
    returned where no chain without a gap of more than ``LONGEST_GAP`` reaches the end.
    """
    free_px = FREE_SIDES * mean_side(start[1])
    nodes = [Candidate(start[0], start[1], 1.0)]
    nodes += sorted(
        (each for each in candidates if start[0] < each.frame < end[0]),
        key=lambda each: each.frame,
    )
    nodes.append(Candidate(end[0], end[1], 1.0))
    cost, came = [0.0] + [math.inf] * (len(nodes) - 1), [0] * len(nodes)
    first = 0
    for row in range(1, len(nodes)):
        node = nodes[row]
        while nodes[first].frame < node.frame - LONGEST_GAP - 1:
            first += 1
        for before in range(first, row):
            if nodes[before].frame == node.frame or cost[before] == math.inf:
                continue
            total = cost[before] + _step(nodes[before], node, free_px)
            if total < cost[row]:
                cost[row], came[row] = total, before
    chain: list[Candidate] = []
    row = came[-1] if cost[-1] < math.inf else 0
    while row:
        chain.append(nodes[row])
        row = came[row]
    return tuple(reversed(chain))


def _step(a: Candidate, b: Candidate, free_px: float) -> float:
    frames = b.frame - a.frame
    side = max((mean_side(a.xyxy) + mean_side(b.xyxy)) / 2, 1.0)
    far = max(math.dist(middle_of(a.xyxy), middle_of(b.xyxy)) - free_px * frames, 0.0) / side
    change = math.log(max(mean_side(b.xyxy), 1.0) / max(mean_side(a.xyxy), 1.0))
    motion = far * far + _SIZE_WEIGHT * change * change
    return motion + _SCORE_WEIGHT * (1.0 - b.score) + MISSED * (frames - 1)

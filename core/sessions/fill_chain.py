"""The way through the machine's boxes from one known box to the next: the cheapest chain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.box import Box, mean_side, middle_of
from core.dataset.shown_boxes import boxes_of_frame
from core.detections.detections import Detections, ObjectClass
from core.hits.hit import Point
from core.sessions.fill_paths import Anchor
from core.sessions.session import Session

LONGEST_GAP = 12
"""A chain may miss so many frames in a row; what is unseen for longer is reckoned."""

MISSED = 2.5
"""What a missed frame costs: as much as a jump by 1.6 sides. On hand-made boxes of rackets
anything from 1.5 to 3 did as well."""

FREE_SHARE = 0.3
"""Of a step's unit (``cheapest_chain``): so far a thing may stray in a frame at no cost."""

_SIZE_WEIGHT = 1.5
_SCORE_WEIGHT = 0.5


@dataclass(frozen=True)
class Candidate:
    """A machine's box that may be the thing."""

    frame: int
    xyxy: Box
    score: float


def chain_between(
    session: Session,
    kind: ObjectClass,
    start: Anchor,
    end: Anchor,
    machine: Detections,
    drift: Point = (0.0, 0.0),
) -> list[Anchor]:
    """Return the machine's boxes of a class, denied ones left out, that lead to ``end``."""
    near = machine.between(start[0] + 1, end[0] - 1).of_class(kind)
    candidates = [
        Candidate(frame, box.xyxy, box.score)
        for frame in sorted(set(near.frame.tolist()))
        for box in boxes_of_frame(near.at(frame), session.fixes.get(frame))
        if not box.is_human
    ]
    return [(node.frame, node.xyxy) for node in cheapest_chain(start, end, candidates, drift)]


def cheapest_chain(
    start: Anchor, end: Anchor, candidates: Sequence[Candidate], drift: Point = (0.0, 0.0)
) -> tuple[Candidate, ...]:
    """Return the candidates, at most one a frame, that lead best from ``start`` to ``end``.

    ``drift`` is how far (px) the thing is expected to go in a frame; the unit of a step is the
    thing's side, or that way where it is longer. A step costs the square of how far it strays,
    beyond ``FREE_SHARE`` a frame, the square of how its size changes, half of what its score
    lacks, and ``MISSED`` for every frame left out; the cheapest chain is found by dynamic
    programming (Viterbi, 1967). Nothing is returned where no chain without a gap of more than
    ``LONGEST_GAP`` reaches the end.
    """
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
            total = cost[before] + _step(nodes[before], node, drift)
            if total < cost[row]:
                cost[row], came[row] = total, before
    chain: list[Candidate] = []
    row = came[-1] if cost[-1] < math.inf else 0
    while row:
        chain.append(nodes[row])
        row = came[row]
    return tuple(reversed(chain))


def _step(a: Candidate, b: Candidate, drift: Point) -> float:
    frames = b.frame - a.frame
    unit = max((mean_side(a.xyxy) + mean_side(b.xyxy)) / 2, math.hypot(*drift), 1.0)
    (x, y), (p, q) = middle_of(a.xyxy), middle_of(b.xyxy)
    strayed = math.hypot(p - x - drift[0] * frames, q - y - drift[1] * frames) / unit
    far = max(strayed - FREE_SHARE * frames, 0.0)
    change = math.log(max(mean_side(b.xyxy), 1.0) / max(mean_side(a.xyxy), 1.0))
    motion = far * far + _SIZE_WEIGHT * change * change
    return motion + _SCORE_WEIGHT * (1.0 - b.score) + MISSED * (frames - 1)

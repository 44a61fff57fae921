"""Which ways lead from one known box to the next: one, or for a ball one for each flight."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from core.box import mean_side
from core.detections.detections import Detections, ObjectClass
from core.sessions.ball_ways import ball_ways
from core.sessions.fill_chain import chain_between
from core.sessions.fill_paths import Anchor, Expected, Way, straight_way
from core.sessions.session import Session


def ways_between(
    session: Session,
    kind: ObjectClass,
    start: Anchor,
    end: Anchor,
    machine: Detections,
    stops: list[tuple[int, str]],
) -> Iterator[tuple[Way, Anchor, Anchor]]:
    """Yield (way, its first and its last known box), in order; ``stops`` as in ``ball_ways``."""
    if kind is ObjectClass.BALL:
        yield from ball_ways(session, start, end, machine, stops)
    elif kind is ObjectClass.PLAYER:
        yield straight_way(start, end), start, end
    else:
        yield _swinging(session, kind, start, end, machine), start, end


def _swinging(
    session: Session, kind: ObjectClass, start: Anchor, end: Anchor, machine: Detections
) -> Way:
    """Return the way of a racket: straight from one of the machine's boxes to the next."""
    chain = chain_between(session, kind, start, end, machine)
    boxes = {frame: Expected(box, 0.5 * mean_side(box)) for frame, box in chain}
    for a, b in pairwise([start, *chain, end]):
        boxes |= straight_way(a, b).boxes
    return Way(boxes)

"""Which ways lead from one known box to the next: one, or for a ball one for each flight."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from core.box import Box, box_around, mean_side, middle_of, sides_of
from core.dataset.shown_boxes import boxes_of_frame
from core.detections.detections import Detections, ObjectClass
from core.sessions.fill_chain import Candidate, cheapest_chain
from core.sessions.fill_paths import Anchor, Expected, Way, ball_way, follow_on, straight_way
from core.sessions.merging import slow_motion
from core.sessions.session import Session

_RUN = 3  # sights on either side that tell how fast a ball flies


def ways_between(
    session: Session,
    kind: ObjectClass,
    start: Anchor,
    end: Anchor,
    machine: Detections,
    stops: list[tuple[int, str]],
) -> Iterator[tuple[Way, Anchor, Anchor]]:
    """Yield the ways from one known box to the next: one, or for a ball one a flight."""
    if kind is ObjectClass.PLAYER:
        yield straight_way(start, end), start, end
        return
    if kind is not ObjectClass.BALL:
        yield _chained(session, kind, start, end, machine), start, end
        return
    frame_s = 1.0 / max(session.video.fps * slow_motion(session), 1.0)
    before = [*_run(session, start, -1, machine), start]
    after = [end, *_run(session, end, 1, machine)]
    for hit in session.shown_hits:
        if not start[0] < hit.frame < end[0]:
            continue
        stops.append((hit.frame, "The ball is hit here."))
        if hit.ball_xy is None:
            yield Way(follow_on(before, hit.frame, frame_s)), start, end
            before = []
            continue
        contact = (hit.frame, box_around(hit.ball_xy, sides_of(start[1])))
        if before:
            way = ball_way(before, [contact], frame_s)
            yield _with(way, hit.frame, contact[1], before[-1][1]), before[-1], contact
        before = [contact]
    if not before:
        yield Way(follow_on(after, start[0], frame_s)), start, end
        return
    way = ball_way(before, after, frame_s)
    if way.turn is not None:
        stops.append((way.turn, "The ball turns here: a bounce, or a hit not marked yet."))
    elif len(way.boxes) < end[0] - before[-1][0] - 1:
        stops.append((before[-1][0] + 1, "The ball's way cannot be told in between."))
    yield way, before[-1], end


def _chained(
    session: Session, kind: ObjectClass, start: Anchor, end: Anchor, machine: Detections
) -> Way:
    """Return the way of a racket, which swings: from one of the machine's boxes to the next."""
    near = machine.between(start[0] + 1, end[0] - 1).of_class(kind)
    chain = cheapest_chain(
        start,
        end,
        [
            Candidate(frame, box.xyxy, box.score)
            for frame in sorted(set(near.frame.tolist()))
            for box in boxes_of_frame(near.at(frame), session.fixes.get(frame))
            if not box.is_human
        ],
    )
    boxes = {node.frame: Expected(node.xyxy, 0.5 * mean_side(node.xyxy)) for node in chain}
    for a, b in pairwise([start, *((node.frame, node.xyxy) for node in chain), end]):
        boxes |= straight_way(a, b).boxes
    return Way(boxes)


def _with(way: Way, frame: int, box: Box, like: Box) -> Way:
    """Return a way that ends in a box of its own, as large as ``like``."""
    return Way({**way.boxes, frame: Expected(box, 0.5 * mean_side(like))}, way.turn)


def _run(session: Session, end: Anchor, step: int, machine: Detections) -> list[Anchor]:
    """Return the ball's boxes just before (step -1) or after (1) a known one, in order.

    They tell how fast it flies; the nearest one that goes on like the one before counts.
    """
    run, (frame, box) = list[Anchor](), end
    speed: tuple[float, float] | None = None
    stops = {hit.frame for hit in session.shown_hits}
    for k in range(1, _RUN + 1):
        if frame in stops:  # another flight begins at a hit
            break
        shown = boxes_of_frame(machine.at(frame + step), session.fixes.get(frame + step))
        x, y = middle_of(box)
        goal = (x, y) if speed is None else (x + speed[0], y + speed[1])
        reach = (12.0 if speed is None else 3.0) * mean_side(end[1])
        balls = [b for b in shown if b.kind is ObjectClass.BALL]
        near = min(balls, key=lambda b: math.dist(middle_of(b.xyxy), goal), default=None)
        if near is None or math.dist(middle_of(near.xyxy), goal) > reach:
            break
        speed = (middle_of(near.xyxy)[0] - x, middle_of(near.xyxy)[1] - y)
        frame, box = end[0] + k * step, near.xyxy
        run.append((frame, box))
    return sorted(run)

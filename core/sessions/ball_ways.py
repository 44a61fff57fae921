"""Which ways a ball takes between two known boxes: one for each flight, from hit to hit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.box import Box, box_around, mean_side, middle_of, sides_of
from core.dataset.shown_boxes import boxes_of_frame
from core.detections.detections import Detections, ObjectClass
from core.sessions.fill_chain import chain_between
from core.sessions.fill_paths import Anchor, Expected, Way, ball_way, follow_on
from core.sessions.merging import slow_motion
from core.sessions.session import Session

_RUN = 3  # sights on either side that tell how fast a ball flies


def ball_ways(
    session: Session,
    start: Anchor,
    end: Anchor,
    machine: Detections,
    stops: list[tuple[int, str]],
) -> Iterator[tuple[Way, Anchor, Anchor]]:
    """Yield (way, its first and its last known box) for each flight from start to end.

    A hit in between ends a flight. Where nobody knows the ball's place at a hit, both sides
    are followed as far as they are sure. ``stops`` takes up, in words, where and why.
    """
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
            way = _flight(session, before, [contact], machine, frame_s)
            way.boxes[hit.frame] = Expected(contact[1], 0.5 * mean_side(contact[1]))
            yield way, before[-1], contact
        before = [contact]
    if not before:
        yield Way(follow_on(after, start[0], frame_s)), start, end
        return
    way = _flight(session, before, after, machine, frame_s)
    if way.turn is not None:
        stops.append((way.turn, "The ball turns here: a bounce, or a hit not marked yet."))
    elif len(way.boxes) < end[0] - before[-1][0] - 1:
        stops.append((before[-1][0] + 1, "The ball's way cannot be told in between."))
    yield way, before[-1], end


def _flight(
    session: Session,
    before: Sequence[Anchor],
    after: Sequence[Anchor],
    machine: Detections,
    frame_s: float,
) -> Way:
    """Return the way from the last box of ``before`` to the first of ``after``.

    It leads through the machine's boxes where a chain of them joins the two, and by the laws
    of flight where it sees none.
    """
    first, last = before[-1], after[0]
    (x, y), (p, q) = middle_of(first[1]), middle_of(last[1])
    span = last[0] - first[0]
    drift = ((p - x) / span, (q - y) / span)
    chain = chain_between(session, ObjectClass.BALL, first, last, machine, drift)
    boxes = {frame: Expected(box, 0.5 * mean_side(box)) for frame, box in chain}
    sights, turn = [*before, *chain, *after], None
    for a, b in pairwise([first, *chain, last]):
        if b[0] - a[0] > 1:
            until = [sight for sight in sights if sight[0] <= a[0]][-_RUN - 1 :]
            since = [sight for sight in sights if sight[0] >= b[0]][: _RUN + 1]
            way = ball_way(until, since, frame_s)
            boxes |= way.boxes
            turn = turn if way.turn is None else way.turn
    return Way(boxes, turn)


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
        balls = [b for b in shown if b.kind is ObjectClass.BALL and _as_large(b.xyxy, box)]
        near = min(balls, key=lambda b: math.dist(middle_of(b.xyxy), goal), default=None)
        if near is None or math.dist(middle_of(near.xyxy), goal) > reach:
            break
        speed = (middle_of(near.xyxy)[0] - x, middle_of(near.xyxy)[1] - y)
        frame, box = end[0] + k * step, near.xyxy
        run.append((frame, box))
    return sorted(run)


def _as_large(a: Box, b: Box) -> bool:
    return 0.5 <= mean_side(a) / max(mean_side(b), 1e-3) <= 2.0

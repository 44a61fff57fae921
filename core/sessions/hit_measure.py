"""Measuring a hit from the boxes on screen, the coach's before the machine's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.box import Box, middle_of, sides_of
from core.dataset.shown_boxes import ShownBox, boxes_of_frame
from core.detections.detections import Detections, ObjectClass
from core.hits.hit import Hit, HitSource, HitStatus, Point
from core.hits.parameters import DEFAULT
from core.hits.racket_head import CENTRE_SIGMA
from core.sessions import edits
from core.sessions.fix_edits import clamped
from core.sessions.session import Session

COACH_HEAD_SIGMA = 0.03
"""How far a hoop drawn by hand is off, in its mean side, per axis: less than half of what a
detected one is."""

COACH_BALL_SIGMA = 0.15
"""The same for a ball, in its diameter."""

FARTHEST_R = 1.5
"""Farther from the strings' centre the ball is on its way and says nothing of the contact."""

_MOST_SIGMA = 1.0


def measured(session: Session, hit: Hit, machine: Detections) -> Hit:
    """Return the hit with ball, racket head and offset as the boxes of its frame show them.

    ``machine`` are the machine's boxes, of the whole video or of the frames around the hit;
    the session's fixes are applied to them. What cannot be seen is None. The spread of r is
    that of the boxes and of the way between ball and strings within one frame, since contact
    lies anywhere in it.
    """
    boxes = [_shown(session, machine, hit.frame + step) for step in (-1, 0, 1)]
    now = _contact_in(boxes[1])
    around = [_contact_in(boxes[0], now), _contact_in(boxes[2], now)]
    step_px = max((_moved(now, other) for other in around), default=0.0)
    return _with_measure(hit, now, step_px / math.sqrt(12))


def move_hit(
    session: Session, hit_id: str, time_s: float, frame: int, machine: Detections
) -> Session:
    """Return the session with a hit at another moment, measured anew there, and confirmed."""
    moved = edits.move_hit(session, hit_id, time_s, frame)
    return measure_again(moved, hit_id, machine)


def measure_again(session: Session, hit_id: str, machine: Detections) -> Session:
    """Return the session with a hit measured from the boxes of its frame as they are now."""
    return edits.replace_hit(session, measured(session, edits.hit_of(session, hit_id), machine))


def marked_hit(
    session: Session, hit_id: str, time_s: float, frame: int, machine: Detections
) -> Hit:
    """Return a hit the coach marks at a frame, measured from its boxes."""
    hit = Hit(hit_id, time_s, frame, 1.0, source=HitSource.MARKED, status=HitStatus.CONFIRMED)
    return measured(session, hit, machine)


def set_racket_head(session: Session, hit_id: str, xyxy: Box) -> Session:
    """Return the session with the strings of a hit where the coach sees them; confirms the hit.

    The offset follows. The spread of r keeps the share of ball and moment, and takes the
    coach's hoop in the place of the detected one.
    """
    hit = edits.hit_of(session, hit_id)
    head = clamped(xyxy, session.video.width, session.video.height)
    if head == hit.racket_head_xyxy:
        return session
    sigma = _sigma_with_head(hit, head)
    moved = replace(hit, racket_head_xyxy=head, head_by_coach=True, status=HitStatus.CONFIRMED)
    return edits.replace_hit(session, _with_offset(moved, sigma))


def set_ball(session: Session, hit_id: str, xy: Point) -> Session:
    """Return the session with the ball of a hit where the coach sees it; confirms the hit."""
    hit = edits.hit_of(session, hit_id)
    x = min(max(float(xy[0]), 0.0), float(session.video.width))
    y = min(max(float(xy[1]), 0.0), float(session.video.height))
    if (x, y) == hit.ball_xy:
        return session
    moved = replace(hit, ball_xy=(x, y), status=HitStatus.CONFIRMED)
    sigma = hit.r_sigma
    if sigma is None and hit.racket_head_xyxy is not None:
        sigma = COACH_HEAD_SIGMA * 2
    return edits.replace_hit(session, _with_offset(moved, sigma))


def offset_in(head: Box, ball_xy: Point) -> Point:
    """Return (u, v): the ball's way from the head's centre over the head's half extents."""
    x0, y0, x1, y1 = head
    half_w, half_h = max((x1 - x0) / 2, 0.5), max((y1 - y0) / 2, 0.5)
    return (ball_xy[0] - (x0 + x1) / 2) / half_w, (ball_xy[1] - (y0 + y1) / 2) / half_h


@dataclass(frozen=True)
class _Contact:
    """The ball and the head of one frame that belong together, where they are seen."""

    ball: ShownBox | None
    head: ShownBox | None
    tip: Point | None


def _shown(session: Session, machine: Detections, frame: int) -> tuple[ShownBox, ...]:
    return boxes_of_frame(machine.at(frame), session.fixes.get(frame))


def _contact_in(boxes: Sequence[ShownBox], like: _Contact | None = None) -> _Contact:
    """Return the ball and the head that are nearest to each other, or nearest to ``like``'s."""
    balls, heads = _best(boxes, ObjectClass.BALL), _best(boxes, ObjectClass.RACKET_HEAD)
    if like is not None:
        ball, head = _nearest(balls, like.ball), _nearest(heads, like.head)
    elif balls and heads:
        ball, head = min(
            ((b, h) for b in balls for h in heads),
            key=lambda pair: math.hypot(*offset_in(pair[1].xyxy, middle_of(pair[0].xyxy))),
        )
    else:
        ball, head = next(iter(balls), None), next(iter(heads), None)
    return _Contact(ball, head, _tip(boxes, head))


def _best(boxes: Sequence[ShownBox], kind: ObjectClass) -> list[ShownBox]:
    """Return the boxes of a class: the coach's where there are any, else the machine's."""
    of_kind = [box for box in boxes if box.kind is kind]
    return [box for box in of_kind if box.is_human] or of_kind


def _nearest(boxes: Sequence[ShownBox], to: ShownBox | None) -> ShownBox | None:
    if to is None:
        return None
    goal = middle_of(to.xyxy)
    return min(boxes, key=lambda box: math.dist(middle_of(box.xyxy), goal), default=None)


def _tip(boxes: Sequence[ShownBox], head: ShownBox | None) -> Point | None:
    """Return the direction from the racket's middle to the head's, where it is clear."""
    if head is None:
        return None
    x, y = middle_of(head.xyxy)
    around = [
        box
        for box in _best(boxes, ObjectClass.RACKET)
        if box.xyxy[0] <= x <= box.xyxy[2] and box.xyxy[1] <= y <= box.xyxy[3]
    ]
    if not around:
        return None
    racket = around[0]
    dx, dy = x - middle_of(racket.xyxy)[0], y - middle_of(racket.xyxy)[1]
    length = math.hypot(dx, dy)
    return None if length < 0.1 * max(sides_of(racket.xyxy)) else (dx / length, dy / length)


def _moved(now: _Contact, other: _Contact) -> float:
    """Return how far the ball went relative to the strings between two frames, in px."""
    if now.ball is None or other.ball is None:
        return 0.0
    a, b = middle_of(now.ball.xyxy), middle_of(other.ball.xyxy)
    if now.head is None or other.head is None:
        return math.dist(a, b)
    p, q = middle_of(now.head.xyxy), middle_of(other.head.xyxy)
    return math.hypot((b[0] - a[0]) - (q[0] - p[0]), (b[1] - a[1]) - (q[1] - p[1]))


def _with_measure(hit: Hit, contact: _Contact, motion_px: float) -> Hit:
    ball, head = contact.ball, contact.head
    bare = replace(
        hit,
        ball_xy=None if ball is None else middle_of(ball.xyxy),
        racket_head_xyxy=None if head is None else head.xyxy,
        head_by_coach=head is not None and head.is_human,
        tip_direction=contact.tip,
    )
    if ball is None or head is None:
        return replace(bare, offset=None, r_sigma=None)
    ball_share = COACH_BALL_SIGMA if ball.is_human else DEFAULT.ball_sigma_sides
    head_share = COACH_HEAD_SIGMA if head.is_human else CENTRE_SIGMA
    # Half of the two-dimensional spread of the motion falls along r, as in core.hits.contact.
    variance = (
        (ball_share * min(sides_of(ball.xyxy))) ** 2
        + (head_share * sum(sides_of(head.xyxy)) / 2) ** 2
        + motion_px**2 / 2
    )
    return _with_offset(bare, math.sqrt(variance * _per_px(head.xyxy)))


def _with_offset(hit: Hit, sigma: float | None) -> Hit:
    """Return the hit with the offset its ball and head have; none for a ball far from them."""
    if hit.ball_xy is None or hit.racket_head_xyxy is None:
        return replace(hit, offset=None, r_sigma=None)
    offset = offset_in(hit.racket_head_xyxy, hit.ball_xy)
    if math.hypot(*offset) > FARTHEST_R:
        return replace(hit, offset=None, r_sigma=None)
    sigma = None if sigma is None else min(sigma, _MOST_SIGMA)
    return replace(hit, offset=offset, r_sigma=sigma)


def _sigma_with_head(hit: Hit, head: Box) -> float:
    """Return the spread of r once the head is the coach's."""
    own = _head_variance(head, COACH_HEAD_SIGMA)
    was = hit.racket_head_xyxy
    if hit.r_sigma is None or was is None:
        # Ball and moment as unsure as a detected head would be.
        return math.sqrt(own + _head_variance(head, CENTRE_SIGMA))
    share = COACH_HEAD_SIGMA if hit.head_by_coach else CENTRE_SIGMA
    rest = max(hit.r_sigma**2 - _head_variance(was, share), 0.0)
    return math.sqrt(own + rest * _per_px(head) / _per_px(was))


def _head_variance(head: Box, share: float) -> float:
    return (share * sum(sides_of(head)) / 2) ** 2 * _per_px(head)


def _per_px(head: Box) -> float:
    """Return the mean over both axes of one over the squared half extent."""
    width, height = (max(side / 2, 0.5) for side in sides_of(head))
    return float((width**-2 + height**-2) / 2)

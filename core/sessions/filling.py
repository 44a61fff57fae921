"""Filling the frames between two corrected ones: a proposal first, boxes once it is accepted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from core.box import Box, box_around, mean_side, middle_of, overlap_of, sides_of
from core.dataset.annotation import Annotation, Author, Origin
from core.detections.detections import Detections, ObjectClass
from core.errors import SessionError
from core.progress import NoProgress, Progress
from core.sessions.fill_paths import Anchor, Way, between
from core.sessions.fill_seeker import Seeker
from core.sessions.fill_ways import ways_between
from core.sessions.fix_edits import add_boxes, clamped
from core.sessions.session import Session
from core.video.frame import Picture

LONGEST = 600
"""No more frames are filled at once: what is so far apart says nothing of each other."""


@dataclass(frozen=True)
class FilledBox:
    """A proposed box: ``origin`` says whether it was seen (TRACKED) or only reckoned
    (INTERPOLATED), ``confidence`` in 0..1 how sure it is."""

    frame: int
    xyxy: Box
    origin: Origin
    confidence: float


@dataclass(frozen=True)
class Proposal:
    """Boxes for the frames between ``first`` and ``last``, by frame; nothing is changed yet.

    Frames that the coach has spoken about are left out, and so are those about which nothing
    can be told. ``stops`` are frames with the reason in words why the filling ended or turned.
    """

    kind: ObjectClass
    first: int
    last: int
    boxes: tuple[FilledBox, ...]
    stops: tuple[tuple[int, str], ...] = ()


def fill_ends(
    session: Session, frame: int, kind: ObjectClass
) -> tuple[tuple[int, str], tuple[int, str]] | None:
    """Return (frame, box id) of the corrected boxes of a class around ``frame``.

    The last one at or before it and the first one after it; at the last corrected frame the
    two before it. Of several boxes in a frame those nearest to each other. None where there
    are not two, or no frame lies between them.
    """
    frames = [
        fix.frame
        for fix in session.fixes.between(frame - LONGEST, frame + LONGEST)
        if any(box.kind is kind for box in fix.annotations)
    ]
    before, after = [f for f in frames if f <= frame], [f for f in frames if f > frame]
    if before and after:
        ends = before[-1], after[0]
    elif len(before) > 1:
        ends = before[-2], before[-1]
    else:
        return None
    if ends[1] - ends[0] < 2:
        return None
    a, b = min(
        (
            (a, b)
            for a in session.fixes[ends[0]].annotations
            for b in session.fixes[ends[1]].annotations
            if a.kind is kind is b.kind
        ),
        key=lambda pair: math.dist(middle_of(pair[0].xyxy), middle_of(pair[1].xyxy)),
    )
    return (ends[0], a.id), (ends[1], b.id)


def fill_between(
    session: Session,
    first: tuple[int, str],
    last: tuple[int, str],
    machine: Detections,
    pictures: Callable[[int], Picture] | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """Return boxes for the frames between two human boxes of one class.

    ``first`` and ``last`` are (frame, box id). Where the machine (``machine``: its boxes of
    the video) sees the thing near its expected place, its box is taken; else, with
    ``pictures`` (frame to RGB, all of one size), the patch that looks like it; else the
    reckoned place. A ball flies parabolas and stops at hits. Human boxes and accepted frames
    in between are never touched: the way leads through the former.

    Raises ``SessionError`` for ends that do not belong together, ``Cancelled`` as
    ``progress`` does.
    """
    a, b = _end(session, first), _end(session, last)
    if a.kind is not b.kind or not 1 < last[0] - first[0] <= LONGEST:
        raise SessionError(
            "These two boxes cannot be joined.",
            f"Choose boxes of one kind, 2 to {LONGEST} pictures apart.",
        )
    anchors = [(first[0], a.xyxy), *_waypoints(session, first[0], last[0], a, b)]
    anchors.append((last[0], b.xyxy))
    sides = machine.xyxy[:, 2:] - machine.xyxy[:, :2]
    # A box without an area has no place and no size to go by.
    machine = machine[(machine.class_id == a.kind) & (sides > 0.5).all(axis=1)]
    seeker = Seeker(session, a.kind, machine, pictures)
    boxes: list[FilledBox] = []
    stops: list[tuple[int, str]] = []
    for start, end in pairwise(anchors):
        if end[0] - start[0] < 2:
            continue
        for way, from_, to in ways_between(session, a.kind, start, end, machine, stops):
            boxes += _filled(session, way, from_, to, seeker, progress or NoProgress())
    return Proposal(a.kind, first[0], last[0], tuple(boxes), tuple(stops))


def accept_proposal(session: Session, proposal: Proposal, *, at: str) -> Session:
    """Return the session with a proposal's boxes as annotations, as one edit.

    What the coach has said since the proposal was made stays: frames he accepted, or in
    which he drew a box of the class there, get none.
    """
    for origin in (Origin.TRACKED, Origin.INTERPOLATED):
        session = add_boxes(
            session,
            {
                box.frame: ((proposal.kind, box.xyxy),)
                for box in proposal.boxes
                if box.origin is origin and _is_free(session, box.frame, proposal.kind, box.xyxy)
            },
            at=at,
            origin=origin,
        )
    return session


def without_frames(proposal: Proposal, frames: Sequence[int]) -> Proposal:
    """Return the proposal without the boxes of some frames: those the coach does not want."""
    kept = tuple(box for box in proposal.boxes if box.frame not in frames)
    return replace(proposal, boxes=kept)


def _filled(
    session: Session,
    way: Way,
    start: Anchor,
    end: Anchor,
    seeker: Seeker,
    progress: Progress,
) -> Iterator[FilledBox]:
    """Yield a box for every free frame of a way, each learning from the one before it."""
    seeker.look_like([start, end])
    shift, seen_at = (0.0, 0.0, 1.0, 1.0), start[0]
    size = session.video.width, session.video.height
    for frame, reckoned in sorted(way.boxes.items()):
        progress.step(frame - start[0], end[0] - start[0], "following")
        # What was off in the frame before fades until the end, where all is known.
        share = (end[0] - frame) / max(end[0] - seen_at, 1)
        expected = replace(reckoned, xyxy=_shifted(reckoned.xyxy, shift, share))
        seen = seeker.find(frame, expected)
        if seen is not None:
            shift, seen_at = _shift_of(reckoned.xyxy, seen[0]), frame
        box = clamped(expected.xyxy if seen is None else seen[0], *size)
        if not _inside(expected.xyxy, *size) or not _is_free(session, frame, seeker.kind, box):
            continue
        if seen is not None:
            yield FilledBox(frame, box, Origin.TRACKED, min(seen[1], 1.0))
        else:
            sure = 0.6 / (1 + (expected.sigma_px / max(mean_side(box), 1.0)) ** 2)
            yield FilledBox(frame, box, Origin.INTERPOLATED, sure)


def _waypoints(
    session: Session, first: int, last: int, a: Annotation, b: Annotation
) -> Iterator[Anchor]:
    """Yield the human boxes in between that lie on the way from ``a`` to ``b``."""
    for fix in session.fixes.between(first + 1, last - 1):
        expected = between(a.xyxy, b.xyxy, (fix.frame - first) / (last - first))
        of_kind = [box for box in fix.annotations if box.kind is a.kind]
        near = min(
            of_kind,
            key=lambda box: math.dist(middle_of(box.xyxy), middle_of(expected)),
            default=None,
        )
        if near is not None and (
            overlap_of(near.xyxy, expected) > 0
            or _is_the_ball(near)
            or (a.kind is not ObjectClass.BALL and len(of_kind) == 1)
        ):
            yield fix.frame, near.xyxy


def _is_the_ball(box: Annotation) -> bool:
    """Return whether a box is the ball in play: the one the coach took the trouble to box.

    Balls that lie about are in accepted frames, too, as the machine found them.
    """
    return box.kind is ObjectClass.BALL and box.author is Author.COACH


def _is_free(session: Session, frame: int, kind: ObjectClass, xyxy: Box) -> bool:
    """Return whether the coach has left room for a box: no acceptance, none of his there."""
    fix = session.fixes.get(frame)
    if fix is None:
        return True
    return not fix.accepted and not any(
        box.kind is kind and (_is_the_ball(box) or overlap_of(box.xyxy, xyxy) > 0.1)
        for box in fix.annotations
    )


def _end(session: Session, end: tuple[int, str]) -> Annotation:
    box = session.fixes.of_frame(end[0]).annotation(end[1])
    if box is None:
        raise SessionError("The box to start from is gone.", "Choose two corrected boxes.")
    return box


def _shifted(box: Box, shift: tuple[float, float, float, float], share: float) -> Box:
    dx, dy, wider, higher = shift
    (x, y), (width, height) = middle_of(box), sides_of(box)
    sides = (width * wider**share, height * higher**share)
    return box_around((x + dx * share, y + dy * share), sides)


def _shift_of(reckoned: Box, seen: Box) -> tuple[float, float, float, float]:
    (x, y), (p, q) = middle_of(reckoned), middle_of(seen)
    (width, height), (now_w, now_h) = sides_of(reckoned), sides_of(seen)
    return p - x, q - y, now_w / max(width, 1e-3), now_h / max(height, 1e-3)


def _inside(box: Box, width: int, height: int) -> bool:
    x, y = middle_of(box)
    return 0 <= x <= width and 0 <= y <= height

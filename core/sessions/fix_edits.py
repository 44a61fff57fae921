"""What a person can do to boxes, as pure functions ``Session -> Session``.

Boxes are ``xyxy`` in upright source pixels, corners in any order; they are clamped to the
picture. ``at`` is the ISO 8601 time of the gesture. ``machine`` are the machine's boxes of the
one frame an edit is about; they are read, never changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from core.box import Box
from core.dataset.annotation import Annotation, Author, DeniedBox, FrameFix, Origin
from core.dataset.shown_boxes import (
    ShownBox,
    boxes_of_frame,
    is_same_object,
    machine_boxes,
    stands_in,
)
from core.detections.detections import Detections, ObjectClass
from core.errors import SessionError
from core.sessions.session import Session, VideoRef

SMALLEST_PX = 1.0
"""No box is narrower: it could not be grasped any more."""


def now_iso() -> str:
    """Return the time of a gesture made now: ISO 8601 with the zone, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def free_box_id(session: Session, frame: int) -> str:
    """Return the id that the next box of a frame gets."""
    return session.fixes.of_frame(frame).free_id()


def add_box(
    session: Session,
    frame: int,
    kind: ObjectClass,
    xyxy: Box,
    *,
    at: str,
    origin: Origin = Origin.DRAWN,
) -> Session:
    """Return the session with one human box more; its id is ``free_box_id`` from before."""
    return add_boxes(session, {frame: ((kind, xyxy),)}, at=at, origin=origin)


def add_boxes(
    session: Session,
    boxes: Mapping[int, Iterable[tuple[ObjectClass, Box]]],
    *,
    at: str,
    origin: Origin = Origin.DRAWN,
) -> Session:
    """Return the session with human boxes in many frames, as one edit."""
    fixes: list[FrameFix] = []
    for frame, wanted in boxes.items():
        fix = _fix(session, frame)
        for kind, xyxy in wanted:
            box = _placed(xyxy, session.video)
            fix = fix.with_annotation(
                Annotation(fix.free_id(), kind, box, Author.COACH, at, origin)
            )
        fixes.append(fix)
    return set_fixes(session, fixes)


def move_box(session: Session, frame: int, box_id: str, xyxy: Box, *, at: str) -> Session:
    """Return the session with a human box elsewhere or of another size."""
    return move_boxes(session, frame, {box_id: xyxy}, at=at)


def move_boxes(session: Session, frame: int, moves: Mapping[str, Box], *, at: str) -> Session:
    """Return the session with several human boxes of a frame elsewhere, as one edit.

    A box of the machine's that was accepted as it was becomes the coach's own by this.
    """
    fix = _fix(session, frame)
    for box_id, xyxy in moves.items():
        box, placed = _box(fix, box_id), _placed(xyxy, session.video)
        if placed == box.xyxy:
            continue
        origin = Origin.MOVED if box.origin is Origin.MACHINE else box.origin
        fix = fix.with_annotation(
            replace(box, xyxy=placed, author=Author.COACH, made_at=at, origin=origin)
        )
    return set_fixes(session, [fix])


def change_class(
    session: Session, frame: int, box_id: str, kind: ObjectClass, *, at: str
) -> Session:
    """Return the session in which a human box holds something else."""
    fix = _fix(session, frame)
    box = _box(fix, box_id)
    if box.kind is kind:
        return session
    changed = replace(box, kind=kind, author=Author.COACH, made_at=at)
    if box.origin is Origin.MACHINE:
        changed = replace(changed, origin=Origin.MOVED)
    return set_fixes(session, [fix.with_annotation(changed)])


def delete_box(
    session: Session, frame: int, box_id: str, machine: Detections | None = None
) -> Session:
    """Return the session without this one human box; its neighbours in time stay.

    Machine boxes that were hidden under it are denied, or the object would still be there.
    """
    fix = _fix(session, frame)
    gone = _box(fix, box_id)
    fix = fix.without(box_id)
    for box in machine_boxes(machine) if machine is not None else ():
        if box.kind is gone.kind and is_same_object(box.kind, box.xyxy, gone.xyxy):
            fix = fix.denying(DeniedBox(box.kind, box.xyxy))
    return set_fixes(session, [fix])


def deny_box(session: Session, frame: int, kind: ObjectClass, xyxy: Box) -> Session:
    """Return the session in which a machine box (as the machine has it) is said to be wrong."""
    return set_fixes(session, [_fix(session, frame).denying(_denial(kind, xyxy))])


def allow_box(session: Session, frame: int, denied: DeniedBox) -> Session:
    """Return the session in which a denied machine box counts again."""
    fix = _fix(session, frame)
    rest = tuple(box for box in fix.denied if box != denied)
    return set_fixes(session, [replace(fix, denied=rest)])


def adopt_box(
    session: Session,
    frame: int,
    kind: ObjectClass,
    machine_xyxy: Box,
    xyxy: Box,
    *,
    at: str,
    as_kind: ObjectClass | None = None,
) -> Session:
    """Return the session in which a machine box has become a human one at ``xyxy``.

    The machine's own box is denied where it was wrong: in its place, its size or its class
    (``as_kind`` names another one). The new box has the id of ``free_box_id`` from before.
    """
    fix = _fix(session, frame)
    was, box = _denial(kind, machine_xyxy), _placed(xyxy, session.video)
    new_kind = kind if as_kind is None else as_kind
    if box == _placed(machine_xyxy, session.video) and new_kind is kind:
        author, origin = Author.MACHINE_ACCEPTED, Origin.MACHINE
    else:
        author, origin = Author.COACH, Origin.MOVED
        fix = fix.denying(was)
    return set_fixes(
        session, [fix.with_annotation(Annotation(fix.free_id(), new_kind, box, author, at, origin))]
    )


def duplicate_to_frame(
    session: Session, boxes: Iterable[ShownBox], frame: int, *, at: str
) -> Session:
    """Return the session with copies of shown boxes (of any frame) in ``frame``.

    Where a human box of the class is there already, it stays and nothing is added.
    """
    fix = _fix(session, frame)
    for box in boxes:
        if not stands_in(box, [(mine.kind, mine.xyxy) for mine in fix.annotations]):
            xyxy = _placed(box.xyxy, session.video)
            fix = fix.with_annotation(
                Annotation(fix.free_id(), box.kind, xyxy, Author.COACH, at, Origin.COPIED)
            )
    return set_fixes(session, [fix])


def accept_frame(session: Session, frame: int, machine: Detections, *, at: str) -> Session:
    """Return the session in which a frame is right as it is shown.

    The machine boxes on screen become annotations; a frame with none becomes a negative.
    """
    fix = _fix(session, frame)
    for box in boxes_of_frame(machine, fix):
        if not box.is_human:
            # As the machine had it, also where it reaches over the picture's edge by a hair.
            xyxy = _placed(box.xyxy, session.video)
            fix = fix.with_annotation(
                Annotation(
                    fix.free_id(), box.kind, xyxy, Author.MACHINE_ACCEPTED, at, Origin.MACHINE
                )
            )
    return set_fixes(session, [replace(fix, accepted=True)])


def unaccept_frame(session: Session, frame: int) -> Session:
    """Return the session in which a frame is no longer said to be complete; its boxes stay."""
    return set_fixes(session, [replace(_fix(session, frame), accepted=False)])


def change_fix(session: Session, frame: int, change: Callable[[FrameFix], FrameFix]) -> Session:
    """Return the session with one frame's fix changed by ``change``."""
    return set_fixes(session, [change(_fix(session, frame))])


def set_fixes(session: Session, fixes: Iterable[FrameFix]) -> Session:
    """Return the session with the fixes of these frames set: every edit ends here."""
    changed = [fix for fix in fixes if session.fixes.of_frame(fix.frame) != fix]
    if not changed:
        return session
    return replace(session, fixes=session.fixes.with_fixes(changed))


def clamped(xyxy: Box, width: int, height: int) -> Box:
    """Return a box with its corners in order, inside the picture, at least a pixel wide."""
    if not all(math.isfinite(side) for side in xyxy):
        raise SessionError("A box needs four numbers.", "Nothing was changed.")
    x0, x1 = _span(xyxy[0], xyxy[2], float(width))
    y0, y1 = _span(xyxy[1], xyxy[3], float(height))
    return x0, y0, x1, y1


def _span(a: float, b: float, length: float) -> tuple[float, float]:
    low, high = (min(max(float(side), 0.0), length) for side in sorted((a, b)))
    if high - low >= SMALLEST_PX:
        return low, high
    least = min(SMALLEST_PX, length)
    low = min(max((low + high - least) / 2, 0.0), length - least)
    return low, low + least


def _placed(xyxy: Box, video: VideoRef) -> Box:
    return clamped(xyxy, video.width, video.height)


def _denial(kind: ObjectClass, xyxy: Box) -> DeniedBox:
    x0, y0, x1, y1 = xyxy
    return DeniedBox(kind, (float(x0), float(y0), float(x1), float(y1)))


def _fix(session: Session, frame: int) -> FrameFix:
    if not 0 <= frame < session.video.n_frames:
        raise SessionError(f"“{session.title}” has no frame {frame}.", "Nothing was changed.")
    return session.fixes.of_frame(frame)


def _box(fix: FrameFix, box_id: str) -> Annotation:
    box = fix.annotation(box_id)
    if box is None:
        raise SessionError(
            f"There is no box “{box_id}” in frame {fix.frame}.", "Nothing was changed."
        )
    return box

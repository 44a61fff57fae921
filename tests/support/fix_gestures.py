"""Random gestures of a coach on a session: every edit of boxes and hits there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from fix_values import AT, HEIGHT, N_FRAMES, WIDTH

from core.box import Box
from core.dataset.annotation import FrameFix
from core.dataset.shown_boxes import boxes_of_frame
from core.detections.detections import Detections, ObjectClass
from core.errors import SessionError
from core.hits.hit import Stroke
from core.sessions import edits, fix_edits, hit_measure
from core.sessions.doubt import Doubt, DoubtKind, dismiss
from core.sessions.filling import accept_proposal, fill_between, fill_ends
from core.sessions.session import Session

FRAMES = (0, 1, 2, 5, 255, 256, 300, 301, 305, N_FRAMES - 1)
"""Few, so that gestures meet; some on both sides of where the mapping is cut into parts."""


def machine_boxes(rng: Random) -> Detections:
    """Return what a machine found in ``FRAMES``."""
    parts = [
        Detections.of(frame, [_box(rng)], [rng.random()], [rng.randrange(4)])
        for frame in FRAMES
        for _ in range(rng.randrange(4))
    ]
    return Detections.merge(parts)


@dataclass
class Coach:
    """One who edits at random; ``machine`` is what is on screen besides his own boxes."""

    rng: Random
    machine: Detections

    def gestures(self, session: Session) -> Iterator[tuple[str, Session]]:
        """Yield (name, session after it) for ever; a gesture that is refused changes nothing."""
        while True:
            name, change = self.rng.choice(list(_GESTURES.items()))
            try:
                after = change(self, session, self.rng.choice(FRAMES))
            except SessionError:
                continue
            session = after
            yield name, session

    def own(self, session: Session, frame: int) -> str:
        """Return the id of a human box of a frame; refuses where there is none."""
        boxes = session.fixes.of_frame(frame).annotations
        if not boxes:
            raise SessionError("nothing to take")
        return self.rng.choice(boxes).id

    def kind(self) -> ObjectClass:
        """Return any class."""
        return self.rng.choice(list(ObjectClass))

    def box(self) -> Box:
        """Return a box anywhere, also over the picture's edge and drawn from its other corner."""
        return _box(self.rng)

    def hit(self, session: Session) -> str:
        """Return the id of a hit; refuses where there is none."""
        if not session.hits:
            raise SessionError("no hit")
        return self.rng.choice(session.hits).id


def _box(rng: Random) -> Box:
    x0, x1 = rng.uniform(-60, WIDTH + 60), rng.uniform(-60, WIDTH + 60)
    y0, y1 = rng.uniform(-60, HEIGHT + 60), rng.uniform(-60, HEIGHT + 60)
    return x0, y0, x1, y1


def _add(coach: Coach, session: Session, frame: int) -> Session:
    return fix_edits.add_box(session, frame, coach.kind(), coach.box(), at=AT)


def _move(coach: Coach, session: Session, frame: int) -> Session:
    return fix_edits.move_box(session, frame, coach.own(session, frame), coach.box(), at=AT)


def _move_all(coach: Coach, session: Session, frame: int) -> Session:
    ids = [box.id for box in session.fixes.of_frame(frame).annotations]
    return fix_edits.move_boxes(session, frame, {each: coach.box() for each in ids}, at=AT)


def _change_class(coach: Coach, session: Session, frame: int) -> Session:
    return fix_edits.change_class(session, frame, coach.own(session, frame), coach.kind(), at=AT)


def _delete(coach: Coach, session: Session, frame: int) -> Session:
    box_id = coach.own(session, frame)
    return fix_edits.delete_box(session, frame, box_id, coach.machine.at(frame))


def _deny(coach: Coach, session: Session, frame: int) -> Session:
    found = _on_screen(coach, session, frame)
    return fix_edits.deny_box(session, frame, found[0], found[1])


def _adopt(coach: Coach, session: Session, frame: int) -> Session:
    kind, xyxy = _on_screen(coach, session, frame)
    to = coach.rng.choice((xyxy, coach.box()))
    return fix_edits.adopt_box(session, frame, kind, xyxy, to, at=AT)


def _on_screen(coach: Coach, session: Session, frame: int) -> tuple[ObjectClass, Box]:
    shown = boxes_of_frame(coach.machine.at(frame), session.fixes.get(frame))
    found = [box for box in shown if not box.is_human]
    if not found:
        raise SessionError("nothing of the machine's")
    box = coach.rng.choice(found)
    return box.kind, box.xyxy


def _copy(coach: Coach, session: Session, frame: int) -> Session:
    source = coach.rng.choice(FRAMES)
    shown = boxes_of_frame(coach.machine.at(source), session.fixes.get(source))
    return fix_edits.duplicate_to_frame(session, shown, frame, at=AT)


def _accept(coach: Coach, session: Session, frame: int) -> Session:
    return fix_edits.accept_frame(session, frame, coach.machine.at(frame), at=AT)


def _unaccept(coach: Coach, session: Session, frame: int) -> Session:
    return fix_edits.unaccept_frame(session, frame)


def _clear(coach: Coach, session: Session, frame: int) -> Session:
    return fix_edits.change_fix(session, frame, lambda fix: FrameFix(fix.frame))


def _fill(coach: Coach, session: Session, frame: int) -> Session:
    kind = coach.kind()
    ends = fill_ends(session, frame, kind)
    if ends is None or ends[1][0] - ends[0][0] > 60:
        raise SessionError("nothing to join")
    return accept_proposal(session, fill_between(session, *ends, coach.machine), at=AT)


def _mark_hit(coach: Coach, session: Session, frame: int) -> Session:
    hit_id = edits.free_hit_id((hit.id for hit in session.hits), f"marked-{frame}")
    hit = hit_measure.marked_hit(session, hit_id, frame / 30, frame, coach.machine)
    return edits.add_hit(session, hit)


def _move_hit(coach: Coach, session: Session, frame: int) -> Session:
    return hit_measure.move_hit(session, coach.hit(session), frame / 30, frame, coach.machine)


def _set_head(coach: Coach, session: Session, frame: int) -> Session:
    return hit_measure.set_racket_head(session, coach.hit(session), coach.box())


def _set_ball(coach: Coach, session: Session, frame: int) -> Session:
    return hit_measure.set_ball(session, coach.hit(session), coach.box()[:2])


def _say_of_hit(coach: Coach, session: Session, frame: int) -> Session:
    hit_id = coach.hit(session)
    return coach.rng.choice(
        (
            lambda: edits.confirm_hit(session, hit_id),
            lambda: edits.reject_hit(session, hit_id),
            lambda: edits.overrule_score(session, hit_id, coach.rng.choice((None, 1, 3, 5))),
            lambda: edits.set_stroke(session, hit_id, coach.rng.choice(list(Stroke))),
        )
    )()


def _dismiss(coach: Coach, session: Session, frame: int) -> Session:
    return dismiss(session, Doubt(DoubtKind.JUMP, frame, frame, frame, "", 0.5))


_GESTURES: dict[str, Callable[[Coach, Session, int], Session]] = {
    "add": _add,
    "move": _move,
    "move all": _move_all,
    "change class": _change_class,
    "delete": _delete,
    "deny": _deny,
    "adopt": _adopt,
    "copy": _copy,
    "accept": _accept,
    "take acceptance back": _unaccept,
    "clear frame": _clear,
    "fill": _fill,
    "mark hit": _mark_hit,
    "move hit": _move_hit,
    "drag strings": _set_head,
    "drag ball": _set_ball,
    "say of hit": _say_of_hit,
    "dismiss": _dismiss,
}

SPREADING = {"fill"}
"""Gestures that may change more than one frame."""

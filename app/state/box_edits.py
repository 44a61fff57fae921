"""What the coach can do to boxes, each gesture as one undoable edit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from app.state.correction import Correction, Item, human_key
from app.state.open_session import OpenSession
from core.box import Box
from core.dataset.shown_boxes import ShownBox
from core.detections.detections import Detections, ObjectClass
from core.hits.hit import Hit
from core.sessions import fix_edits, hit_measure
from core.sessions.edits import hit_of
from core.sessions.session import Session

NAMES = {
    ObjectClass.PLAYER: "player",
    ObjectClass.RACKET: "racket",
    ObjectClass.BALL: "ball",
    ObjectClass.RACKET_HEAD: "racket head",
}


class BoxEdits:
    """Edits the boxes of the frame on screen; what an edit has made is selected afterwards."""

    def __init__(self, opened: OpenSession, correction: Correction) -> None:
        self._opened, self._correction = opened, correction

    def place(self, boxes: Mapping[str, Box], words: str = "Move", run: str = "") -> None:
        """Put the items of these keys where they belong; a machine's box becomes human by it.

        Edits of the same things and the same ``run`` that follow each other quickly are undone
        together.
        """
        session, frame = self._opened.session, self._correction.frame
        items = [item for item in self._correction.items if item.key in boxes]
        if session is None or not items:
            return
        at, keys = fix_edits.now_iso(), list[str]()
        for item in items:
            session, key = placed(session, frame, item, boxes[item.key], at)
            keys.append(key)
            if item.kind is ObjectClass.BALL:
                self._correction.remember_ball(boxes[item.key])
        self._edit(f"{words} {_named(items)}", session, run and f"{run} {frame} {keys}")
        self._correction.select(keys)

    def drafted_hit(self, boxes: Mapping[str, Box]) -> Hit | None:
        """Return the hit as it would be if the items of these keys lay there; None: no hit's."""
        session, frame = self._opened.session, self._correction.frame
        items = [i for i in self._correction.items if i.hit_id and i.key in boxes]
        if session is None or not items:
            return None
        for item in items:
            session, _key = placed(session, frame, item, boxes[item.key], "")
        return hit_of(session, items[0].hit_id)

    def add(self, kind: ObjectClass, xyxy: Box) -> None:
        """Add a box of a class."""
        session, frame = self._opened.session, self._correction.frame
        if session is None:
            return
        key = human_key(fix_edits.free_box_id(session, frame))
        added = fix_edits.add_box(session, frame, kind, xyxy, at=fix_edits.now_iso())
        self._edit(f"Add the {NAMES[kind]}", added)
        self._correction.select([key])
        if kind is ObjectClass.BALL:
            self._correction.remember_ball(xyxy)

    def change_class(self, kind: ObjectClass) -> None:
        """Say that the selected boxes hold something else."""
        session, frame = self._opened.session, self._correction.frame
        chosen = [item for item in self._correction.selected_boxes if item.kind is not kind]
        if session is None or not chosen:
            return
        at, keys = fix_edits.now_iso(), list[str]()
        for item in chosen:
            if item.human:
                keys.append(item.key)
                session = fix_edits.change_class(session, frame, item.box_id, kind, at=at)
            else:
                keys.append(human_key(fix_edits.free_box_id(session, frame)))
                session = fix_edits.adopt_box(
                    session, frame, item.kind, item.xyxy, item.xyxy, at=at, as_kind=kind
                )
        self._edit(f"Call it {NAMES[kind]}", session)
        self._correction.select(keys)

    def delete(self) -> None:
        """Take the selected boxes away: a human one is gone, a machine's is said to be wrong."""
        self._delete(self._correction.selected_boxes, "Delete")

    def delete_others(self) -> None:
        """Say that of all that the machine found here only the selected is right."""
        chosen = {item.key for item in self._correction.selected}
        others = [
            item
            for item in self._correction.items
            if item.shown is not None and not item.human and item.key not in chosen
        ]
        self._delete(others, "Delete the others:")

    def copy_on(self) -> bool:
        """Copy the selected boxes to the next frame; return whether there is one."""
        session, chosen = self._opened.session, self._correction.selected_boxes
        frame = self._correction.frame + 1
        if session is None or not chosen or frame >= session.video.n_frames:
            return False
        self._copy([item.shown for item in chosen if item.shown is not None], frame)
        return True

    def copy_here(self) -> None:
        """Copy what the frame before shows into this one, where no human box is yet."""
        frame = self._correction.frame
        if frame > 0:
            known = {item.key for item in self._correction.items}
            self._copy(self._correction.boxes(frame - 1), frame)
            items = self._correction.items
            self._correction.select(
                item.key for item in items if item.human and item.key not in known
            )

    def accept(self) -> None:
        """Say that the frame is right as it is shown."""
        session, frame = self._opened.session, self._correction.frame
        if session is not None:
            machine, at = self._correction.machine(), fix_edits.now_iso()
            self._edit("Frame is right", fix_edits.accept_frame(session, frame, machine, at=at))

    def unaccept(self) -> None:
        """Take that back; its boxes stay."""
        session = self._opened.session
        if session is not None:
            opened = fix_edits.unaccept_frame(session, self._correction.frame)
            self._edit("Frame is open again", opened)

    def _delete(self, items: Collection[Item], words: str) -> None:
        session = self._opened.session
        if session is None or not items:
            return
        machine = self._correction.machine()
        for item in items:
            session = _deleted(session, self._correction.frame, item, machine)
        self._edit(f"{words} {_named(items)}", session)

    def _copy(self, boxes: Collection[ShownBox], frame: int) -> None:
        session = self._opened.session
        if session is not None:
            at = fix_edits.now_iso()
            copied = fix_edits.duplicate_to_frame(session, boxes, frame, at=at)
            self._edit(f"Copy {_named(boxes)}", copied)

    def _edit(self, words: str, after: Session, run: str = "") -> None:
        self._opened.edit(words, lambda _before: after, run)


def placed(session: Session, frame: int, item: Item, xyxy: Box, at: str) -> tuple[Session, str]:
    """Return the session with one item elsewhere, and the key it has from then on.

    The hit whose strings or ball it is is measured there.
    """
    if item.hit_id and item.kind is ObjectClass.RACKET_HEAD:
        session = hit_measure.set_racket_head(session, item.hit_id, xyxy)
    elif item.hit_id:
        middle = ((xyxy[0] + xyxy[2]) / 2, (xyxy[1] + xyxy[3]) / 2)
        session = hit_measure.set_ball(session, item.hit_id, middle)
    if item.shown is None:
        return session, item.key
    if item.human:
        return fix_edits.move_box(session, frame, item.box_id, xyxy, at=at), item.key
    key = human_key(fix_edits.free_box_id(session, frame))
    return fix_edits.adopt_box(session, frame, item.kind, item.xyxy, xyxy, at=at), key


def _deleted(session: Session, frame: int, item: Item, machine: Detections) -> Session:
    if item.human:
        return fix_edits.delete_box(session, frame, item.box_id, machine)
    return fix_edits.deny_box(session, frame, item.kind, item.xyxy)


def _named(things: Iterable[Item | ShownBox]) -> str:
    """Return “the ball”, or “3 boxes”."""
    kinds = [thing.kind for thing in things]
    return f"the {NAMES[kinds[0]]}" if len(kinds) == 1 else f"{len(kinds)} boxes"

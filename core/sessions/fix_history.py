"""Who said what about which box, and when: the journal of fixes read as a history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core import journal
from core.box import Box
from core.dataset.annotation import Annotation, Author, FrameFix
from core.detections.detections import ObjectClass
from core.sessions.fix_json import from_raw
from core.sessions.fix_log import JOURNAL


class Act(StrEnum):
    """What was done to a box or to a frame."""

    ADDED = "added"
    MOVED = "moved"
    RENAMED = "given another class"
    DELETED = "deleted"
    DENIED = "machine box denied"
    ALLOWED = "denial taken back"
    ACCEPTED = "frame accepted"
    REOPENED = "acceptance taken back"


@dataclass(frozen=True)
class Said:
    """One thing that was said. ``at`` is an ISO 8601 time, boxes are ``xyxy`` px.

    ``author`` says who stands behind the box from then on, None where a box went or none is
    spoken of. ``was`` and ``now`` are None where there was or is no box.
    """

    at: str
    frame: int
    act: Act
    author: Author | None = None
    kind: ObjectClass | None = None
    was: Box | None = None
    now: Box | None = None


def read_history(folder: Path) -> Iterator[Said]:
    """Yield everything that was ever said in a session's folder, undone things included.

    The journal is never shortened, so this is the whole history; lines that are damaged are
    passed over. Raises ``FileError`` when the file cannot be read.
    """
    before: dict[int, FrameFix] = {}
    for record in journal.read_from(folder / JOURNAL).records:
        at, fixes = str(record.get("at", "")), record.get("fixes")
        for raw in fixes if isinstance(fixes, list) else ():
            try:
                fix = from_raw(raw)
            except ValueError:
                continue
            yield from _between(before.get(fix.frame, FrameFix(fix.frame)), fix, at)
            before[fix.frame] = fix


def _between(old: FrameFix, new: FrameFix, at: str) -> Iterator[Said]:
    """Yield what leads from one state of a frame to the next."""
    for box in old.annotations:
        if new.annotation(box.id) is None:
            yield Said(at, new.frame, Act.DELETED, None, box.kind, box.xyxy)
    for box in new.annotations:
        yield from _of_box(old.annotation(box.id), box, new.frame, at)
    for denied in new.denied:
        if denied not in old.denied:
            yield Said(at, new.frame, Act.DENIED, Author.COACH, denied.kind, denied.xyxy)
    for denied in old.denied:
        if denied not in new.denied:
            yield Said(at, new.frame, Act.ALLOWED, None, denied.kind, None, denied.xyxy)
    if old.accepted != new.accepted:
        yield Said(at, new.frame, Act.ACCEPTED if new.accepted else Act.REOPENED)


def _of_box(old: Annotation | None, new: Annotation, frame: int, at: str) -> Iterator[Said]:
    if old is None:
        yield Said(at, frame, Act.ADDED, new.author, new.kind, None, new.xyxy)
        return
    if old.kind is not new.kind:
        yield Said(at, frame, Act.RENAMED, new.author, new.kind, old.xyxy, new.xyxy)
    elif old.xyxy != new.xyxy:
        yield Said(at, frame, Act.MOVED, new.author, new.kind, old.xyxy, new.xyxy)

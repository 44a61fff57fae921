"""The one undoable command: an edit of the session, as the value before and the value after."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import fields, replace

from PySide6.QtGui import QUndoCommand

from core.sessions.session import Session

RUN_S = 1.0


class SessionEdit(QUndoCommand):
    """Carries one edit forwards and back.

    The machine may add hits between an edit and its undo, so not the whole old value is put
    back but only what the edit changed (``with_difference``). Edits of the same ``run`` that
    follow each other within ``RUN_S`` seconds, as those of a held arrow key, are one step.
    """

    def __init__(
        self,
        text: str,
        before: Session,
        after: Session,
        current: Callable[[], Session],
        show: Callable[[Session], None],
        run: str = "",
    ) -> None:
        super().__init__(text)
        self._before, self._after = before, after
        self._current, self._show = current, show
        self._run, self._made_s = run, time.monotonic()

    def redo(self) -> None:
        """Do the edit."""
        self._show(with_difference(self._current(), self._before, self._after))

    def undo(self) -> None:
        """Take the edit back."""
        self._show(with_difference(self._current(), self._after, self._before))

    def id(self) -> int:
        """Name what may be joined to one step; -1: never."""
        return 1 if self._run else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take the next edit of the same run into this one."""
        if not isinstance(other, SessionEdit) or other._run != self._run:
            return False
        if other._made_s - self._made_s > RUN_S or other._before != self._after:
            return False
        self._after, self._made_s = other._after, other._made_s
        return True


def with_difference(current: Session, old: Session, new: Session) -> Session:
    """Return ``current`` with what differs between ``old`` and ``new`` set to ``new``.

    Hits are compared one by one, every other field as a whole. Where ``current`` equals
    ``old`` the result equals ``new``.
    """
    if current == old:
        return new
    changed = {
        each.name: getattr(new, each.name)
        for each in fields(Session)
        if each.name != "hits" and getattr(old, each.name) != getattr(new, each.name)
    }
    old_hits = {hit.id: hit for hit in old.hits}
    new_hits = {hit.id: hit for hit in new.hits}
    hits = {hit.id: hit for hit in current.hits}
    for hit_id in old_hits.keys() - new_hits.keys():
        hits.pop(hit_id, None)
    for hit_id, hit in new_hits.items():
        if old_hits.get(hit_id) != hit:
            hits[hit_id] = hit
    return replace(current, **changed).with_hits(tuple(hits.values()))

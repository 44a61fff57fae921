"""What each practice of a library has to teach: its fixed frames and boxes, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from core.detections.detections import ObjectClass
from core.errors import SessionError
from core.progress import NoProgress, Progress
from core.sessions.cards import SessionCard
from core.sessions.session import Session
from core.sessions.store import SessionStore


@dataclass(frozen=True)
class FixedPractice:
    """One practice: ``frames`` about which the coach has said something, boxes by class label."""

    id: str
    title: str
    court: str
    created: str
    frames: int
    boxes: Mapping[str, int]


def fixed_practices(
    store: SessionStore, progress: Progress | None = None
) -> tuple[FixedPractice, ...]:
    """Return every practice of a library, the newest first; damaged ones are left out.

    Raises ``Cancelled`` as ``progress`` does.
    """
    watch = progress or NoProgress()
    cards = [card for card in store.list() if isinstance(card, SessionCard)]
    found = []
    for number, card in enumerate(cards):
        watch.step(number, len(cards), "counting what you fixed")
        try:
            found.append(practice_of(store.load(card.id)))
        except SessionError:
            continue
    return tuple(found)


def practice_of(session: Session) -> FixedPractice:
    """Count one session's fixes."""
    kinds = Counter(box.kind for fix in session.fixes.values() for box in fix.annotations)
    boxes = {ObjectClass(kind).label: count for kind, count in sorted(kinds.items())}
    return FixedPractice(
        session.id, session.title, session.court, session.created, len(session.fixes), boxes
    )

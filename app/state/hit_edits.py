"""What the coach can say about hits, each as one undoable edit."""

from __future__ import annotations

from collections.abc import Callable

from app.state.open_session import OpenSession
from core.detections.detections import Detections
from core.hits.hit import Hit, HitStatus, Stroke
from core.sessions import edits, hit_measure
from core.sessions.merging import same_hit_window_s
from core.sessions.session import Session


class HitEdits:
    """Marks, moves, names, confirms, rejects and overrules hits of the open session.

    ``machine_of`` returns the machine's boxes of a frame; hits are measured from them and from
    the coach's own.
    """

    def __init__(
        self, opened: OpenSession, machine_of: Callable[[int], Detections] | None = None
    ) -> None:
        self._opened = opened
        self._machine_of = machine_of or (lambda frame: opened.found_between(frame, frame))

    def mark(self, time_s: float, frame: int) -> str | None:
        """Say that there is a hit at this frame; return its id.

        Where the program has one within a tenth of a second already, that one is confirmed
        (also when it was rejected before) instead of standing twice in the list.
        """
        session = self._opened.session
        if session is None:
            return None
        near = nearest_hit(session, time_s, same_hit_window_s(session))
        if near is not None:
            self._opened.edit("Confirm hit", lambda now: edits.confirm_hit(now, near.id))
            return near.id
        hit_id = edits.free_hit_id((hit.id for hit in session.hits), f"marked-{frame}")
        hit = hit_measure.marked_hit(session, hit_id, time_s, frame, self._around(frame))
        self._opened.edit("Mark hit", lambda now: edits.add_hit(now, hit))
        return hit_id

    def move(self, hit_id: str, time_s: float, frame: int) -> None:
        """Say that a hit is at this frame; it is measured anew there."""
        boxes = self._around(frame)
        self._opened.edit(
            "Move hit", lambda now: hit_measure.move_hit(now, hit_id, time_s, frame, boxes)
        )

    def set_stroke(self, hit_id: str, stroke: Stroke) -> None:
        """Name the stroke; named again, it is unknown."""
        hit = self._opened.hit(hit_id)
        if hit is not None:
            wanted = Stroke.UNKNOWN if hit.stroke is stroke else stroke
            words = f"{wanted.value.capitalize()}" if wanted is stroke else "Stroke unknown"
            self._opened.edit(words, lambda now: edits.set_stroke(now, hit_id, wanted))

    def confirm(self, hit_id: str) -> None:
        """Say that this is a hit."""
        self._opened.edit("Confirm hit", lambda now: edits.confirm_hit(now, hit_id))

    def reject(self, hit_id: str) -> None:
        """Say that this is no hit; said again, it is a proposal as before."""
        hit = self._opened.hit(hit_id)
        if hit is None:
            return
        if hit.status is HitStatus.REJECTED:
            self._opened.edit(
                "Bring hit back", lambda now: edits.set_status(now, hit_id, HitStatus.PROPOSED)
            )
        else:
            self._opened.edit("Reject hit", lambda now: edits.reject_hit(now, hit_id))

    def overrule(self, hit_id: str, score: int | None) -> None:
        """Give a hit a score of 1 to 5; None gives the measured one back."""
        words = "Measured score" if score is None else f"Score {score}"
        self._opened.edit(words, lambda now: edits.overrule_score(now, hit_id, score))

    def _around(self, frame: int) -> Detections:
        """Return the machine's boxes of a frame and its neighbours."""
        return Detections.merge(self._machine_of(near) for near in range(frame - 1, frame + 2))


def nearest_hit(session: Session, time_s: float, within_s: float) -> Hit | None:
    """Return the hit nearest to a time, rejected ones included, None beyond ``within_s``."""
    near = min(session.hits, key=lambda hit: abs(hit.time_s - time_s), default=None)
    return near if near is not None and abs(near.time_s - time_s) <= within_s else None

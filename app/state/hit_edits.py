"""What the coach can say about hits, each as one undoable edit."""

from __future__ import annotations

import numpy as np

from app.state.open_session import OpenSession
from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks
from core.hits.hit import Box, Hit, HitSource, HitStatus
from core.sessions import edits
from core.sessions.merging import same_hit_window_s
from core.sessions.session import Session


class HitEdits:
    """Marks, confirms, rejects and overrules hits of the open session."""

    def __init__(self, opened: OpenSession) -> None:
        self._opened = opened

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
        hit = marked_hit(hit_id, time_s, frame, self._opened.tracks.at(frame))
        self._opened.edit("Mark hit", lambda now: edits.add_hit(now, hit))
        return hit_id

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


def nearest_hit(session: Session, time_s: float, within_s: float) -> Hit | None:
    """Return the hit nearest to a time, rejected ones included, None beyond ``within_s``."""
    near = min(session.hits, key=lambda hit: abs(hit.time_s - time_s), default=None)
    return near if near is not None and abs(near.time_s - time_s) <= within_s else None


def marked_hit(hit_id: str, time_s: float, frame: int, boxes: Tracks) -> Hit:
    """Return a hit the coach marks, measured from the main boxes of that frame if both are seen."""
    ball, head = _main(boxes, ObjectClass.BALL), _main(boxes, ObjectClass.RACKET_HEAD)
    ball_xy = None if ball is None else ((ball[0] + ball[2]) / 2, (ball[1] + ball[3]) / 2)
    offset = None
    if ball_xy is not None and head is not None and head[2] > head[0] and head[3] > head[1]:
        u = (ball_xy[0] - (head[0] + head[2]) / 2) / ((head[2] - head[0]) / 2)
        v = (ball_xy[1] - (head[1] + head[3]) / 2) / ((head[3] - head[1]) / 2)
        # Farther off, the ball is somewhere on its way and says nothing about the contact.
        offset = (u, v) if u * u + v * v <= 2.25 else None
    return Hit(
        id=hit_id,
        time_s=time_s,
        frame=frame,
        confidence=1.0,
        ball_xy=ball_xy,
        racket_head_xyxy=head,
        offset=offset,
        source=HitSource.MARKED,
        status=HitStatus.CONFIRMED,
    )


def _main(boxes: Tracks, kind: ObjectClass) -> Box | None:
    rows = np.flatnonzero((boxes.class_id == kind) & boxes.main & boxes.observed)
    if len(rows) == 0:
        return None
    x0, y0, x1, y1 = (float(side) for side in boxes.xyxy[rows[0]])
    return x0, y0, x1, y1

"""A library with fixed frames: small clips, a player and a ball in each fixed frame."""

from __future__ import annotations

from pathlib import Path

from clips import ClipPlan, make_clip

from core.dataset.annotation import Annotation, Author, FrameFix, Origin
from core.detections.detections import ObjectClass
from core.sessions.fix_edits import set_fixes
from core.sessions.store import SessionStore
from core.video.reader import probe

MADE_AT = "2026-05-04T10:00:00+00:00"
BOXES = {ObjectClass.PLAYER: (10.0, 60.0, 40.0, 92.0), ObjectClass.BALL: (90.0, 55.0, 99.0, 64.0)}


def add_practice(root: Path, title: str, frames: tuple[int, ...], n: int = 24) -> str:
    """Add a practice whose ``frames`` are fixed and accepted; return its session's id.

    ``n`` is the clip's number of frames: two of one length are one video.
    """
    store = SessionStore(root)
    video = make_clip(root / "videos" / f"{title}.mp4", ClipPlan(n=n))
    session = store.session_for(probe(video))
    store.save(set_fixes(session, [fix_of(frame) for frame in frames]))
    return session.id


def fix_of(frame: int) -> FrameFix:
    """Return an accepted frame with a player and a ball."""
    boxes = tuple(
        Annotation(str(kind + 1), kind, xyxy, Author.COACH, MADE_AT, Origin.DRAWN)
        for kind, xyxy in BOXES.items()
    )
    return FrameFix(frame, boxes, accepted=True)

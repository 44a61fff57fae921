"""Everything that can happen to a session, as pure functions ``Session -> Session``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from core.errors import SessionError
from core.hits.hit import Hit, HitStatus, Stroke
from core.sessions.session import AnalysisSettings, Session


def rename(session: Session, title: str) -> Session:
    """Return the session with another title; a blank one changes nothing."""
    return replace(session, title=title.strip() or session.title)


def set_player(session: Session, player: str) -> Session:
    """Return the session with the player's name, which may be empty."""
    return replace(session, player=player.strip())


def set_court(session: Session, court: str) -> Session:
    """Return the session with the name of its court, which may be empty."""
    return replace(session, court=court.strip())


def set_notes(session: Session, notes: str) -> Session:
    """Return the session with the coach's notes."""
    return replace(session, notes=notes)


def set_settings(session: Session, settings: AnalysisSettings) -> Session:
    """Return the session with other settings for its next analysis."""
    return replace(session, settings=settings)


def set_capture_fps(session: Session, capture_fps: float | None) -> Session:
    """Return the session with the rate its slow motion was filmed at; None plays in real time.

    Raises ``SessionError`` for a rate that no camera has.
    """
    if capture_fps is not None:
        check_capture_fps(capture_fps)
    return set_settings(session, replace(session.settings, capture_fps=capture_fps))


def check_capture_fps(capture_fps: float) -> None:
    """Raise ``SessionError`` for a rate that no camera has."""
    if not 1.0 <= capture_fps <= 10_000.0:
        raise SessionError(
            f"{capture_fps:g} frames per second is not a capture rate.",
            "Give the rate the camera filmed at, for example 120 or 240.",
        )


def relocate(session: Session, path: str) -> Session:
    """Return the session whose video now lies at ``path`` (absolute)."""
    return replace(session, video=replace(session.video, path=path))


def add_hit(session: Session, hit: Hit) -> Session:
    """Return the session with one hit more; raise ``SessionError`` if its id is taken."""
    if any(known.id == hit.id for known in session.hits):
        raise SessionError(f"There is a hit “{hit.id}” already.")
    return session.with_hits((*session.hits, hit))


def remove_hit(session: Session, hit_id: str) -> Session:
    """Return the session without a hit: the inverse of ``add_hit``. Coaches reject instead."""
    hit_of(session, hit_id)
    return session.with_hits(tuple(hit for hit in session.hits if hit.id != hit_id))


def reject_hit(session: Session, hit_id: str) -> Session:
    """Return the session in which this is no hit; it stays on file, not to be found again."""
    return set_status(session, hit_id, HitStatus.REJECTED)


def confirm_hit(session: Session, hit_id: str) -> Session:
    """Return the session in which the coach has said that this is a hit."""
    return set_status(session, hit_id, HitStatus.CONFIRMED)


def set_status(session: Session, hit_id: str, status: HitStatus) -> Session:
    """Return the session in which the coach has given a hit this status."""
    return _changed(session, hit_id, lambda hit: replace(hit, status=status))


def overrule_score(session: Session, hit_id: str, score: int | None) -> Session:
    """Return the session with the coach's score of 1 to 5 for a hit; None gives it back."""
    if score is not None and score not in range(1, 6):
        raise SessionError(f"{score} is not a score.", "Scores go from 1 to 5.")
    return _changed(session, hit_id, lambda hit: replace(hit, score_override=score))


def set_stroke(session: Session, hit_id: str, stroke: Stroke) -> Session:
    """Return the session with the coach's name for a stroke, which confirms the hit."""
    return _changed(
        session, hit_id, lambda hit: replace(hit, stroke=stroke, status=HitStatus.CONFIRMED)
    )


def move_hit(session: Session, hit_id: str, time_s: float, frame: int) -> Session:
    """Return the session with a hit at another moment (seconds and nearest frame), confirmed.

    What was measured at the old moment (ball, racket head, offset, sound) no longer holds and
    is dropped (``core.sessions.hit_measure`` measures anew); a move to the same moment only
    confirms.
    """

    def moved(hit: Hit) -> Hit:
        if (hit.time_s, hit.frame) == (time_s, frame):
            return replace(hit, status=HitStatus.CONFIRMED)
        return replace(
            hit,
            time_s=time_s,
            frame=frame,
            status=HitStatus.CONFIRMED,
            ball_xy=None,
            racket_head_xyxy=None,
            tip_direction=None,
            offset=None,
            r_sigma=None,
            sound_onset_s=None,
            time_sigma_s=None,
            ball_step_m=None,
            head_by_coach=False,
        )

    return _changed(session, hit_id, moved)


def replace_hit(session: Session, hit: Hit) -> Session:
    """Return the session with ``hit`` in the place of the one with its id: undo's inverse."""
    return _changed(session, hit.id, lambda _: hit)


def hit_of(session: Session, hit_id: str) -> Hit:
    """Return the hit with this id; raise ``SessionError`` if there is none."""
    for hit in session.hits:
        if hit.id == hit_id:
            return hit
    raise SessionError(f"There is no hit “{hit_id}” in “{session.title}”.")


def free_hit_id(taken: Iterable[str], stem: str) -> str:
    """Return ``stem``, or ``stem`` with the first number that makes it unique."""
    known = set(taken)
    if stem not in known:
        return stem
    number = 2
    while f"{stem}-{number}" in known:
        number += 1
    return f"{stem}-{number}"


def _changed(session: Session, hit_id: str, change: Callable[[Hit], Hit]) -> Session:
    hit_of(session, hit_id)
    return session.with_hits(tuple(change(h) if h.id == hit_id else h for h in session.hits))

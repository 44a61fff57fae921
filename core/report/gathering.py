"""From a session to what its report says."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.errors import SweetspotError
from core.hits.hit import Hit
from core.program import program_version
from core.progress import NoProgress, Progress
from core.report.facts import PracticeReport, Shot, Sitting
from core.scoring.face import face_offset
from core.scoring.rules import score_hit
from core.scoring.summary import spread_of, summarise
from core.sessions.cards import SessionCard
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.sessions.thumbnails import hit_picture
from core.video.reader import VideoReader

SHOTS = 3
"""Best and worst hits with a picture."""

SITTINGS = 12
"""Practices of the player that the page has room for, the newest."""

PICTURE_SIZE = (480, 270)


def report_of(
    session: Session, store: SessionStore, progress: Progress | None = None
) -> PracticeReport:
    """Return what is to be said of a practice, with pictures where its video can be read.

    Raises ``Cancelled`` when ``progress`` does. A video that is gone costs only the pictures.
    """
    hits = session.shown_hits
    summary = summarise(hits, session.rule)
    shots = _shots(session)
    valued = [(hit, shot.score) for hit, shot in shots if shot.score is not None]
    best, worst = _chosen(shots)
    pictures = _pictures([*best, *worst], hits, session, store, progress or NoProgress())
    return PracticeReport(
        title=session.title,
        player=session.player,
        day=session.created[:10],
        court=session.court,
        notes=session.notes,
        duration_s=session.video.duration_s,
        n_hits=summary.n_hits,
        n_scored=summary.n_scored,
        n_doubtful=summary.n_doubtful,
        counts=summary.counts,
        limits=session.rule.limits,
        mean_score=summary.mean_score,
        good_share=summary.good_share,
        spread=spread_of([_on_face(hit) for hit in hits]),
        points=tuple((at, value) for hit, value in valued if (at := face_offset(hit)) is not None),
        scores=tuple((hit.time_s, value) for hit, value in valued),
        trend=summary.trend,
        sittings=_sittings(session, store, summary.mean_score, summary.n_hits),
        hits=tuple(shot for _, shot in shots),
        best=tuple(replace(shot, picture=pictures.get(shot.number)) for shot in best),
        worst=tuple(replace(shot, picture=pictures.get(shot.number)) for shot in worst),
        program=program_version(),
    )


def _on_face(hit: Hit) -> Hit:
    """Return the hit with its offset as it lies on the face, for a spread seen tip up."""
    return replace(hit, offset=face_offset(hit))


def _shots(session: Session) -> list[tuple[Hit, Shot]]:
    found = []
    for number, hit in enumerate(session.shown_hits, start=1):
        score = score_hit(hit, session.rule)
        reason = score.reason.split(";")[0]
        found.append((hit, Shot(number, hit.time_s, score.value, reason, score.doubtful)))
    return found


def _chosen(shots: Sequence[tuple[Hit, Shot]]) -> tuple[list[Shot], list[Shot]]:
    """Return the best and the worst hits; no hit is both, and sure ones come first."""

    def rank(each: tuple[Hit, Shot]) -> tuple[int, bool, float]:
        hit, shot = each
        return -(shot.score or 0), shot.doubtful, hit.r if hit.r is not None else 1.0

    scored = [each for each in shots if each[1].score is not None]
    ranked = [shot for _, shot in sorted(scored, key=rank)]
    n_best = min(SHOTS, (len(ranked) + 1) // 2)
    n_worst = min(SHOTS, len(ranked) - n_best)
    return ranked[:n_best], ranked[len(ranked) - n_worst :][::-1]


def _pictures(
    shots: Sequence[Shot],
    hits: Sequence[Hit],
    session: Session,
    store: SessionStore,
    progress: Progress,
) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    with suppress(SweetspotError), VideoReader(Path(session.video.path)) as reader:
        tracks = store.load_tracks(session.id)
        for done, shot in enumerate(shots):
            progress.step(done, len(shots), "pictures of hits")
            hit = hits[shot.number - 1]
            size = (session.video.width, session.video.height)
            boxes = tracks[tracks.frame == hit.frame]
            rgb = reader.frame(hit.frame).rgb
            found[shot.number] = hit_picture(rgb, size, hit, boxes, PICTURE_SIZE)
    return found


def _sittings(
    session: Session, store: SessionStore, mean: float | None, n_hits: int
) -> tuple[Sitting, ...]:
    """Return the player's practices, oldest first; without a player's name only this one."""
    found: list[tuple[str, Sitting]] = []
    if mean is not None:
        found.append((session.created, Sitting(session.created[:10], mean, n_hits, this=True)))
    cards = store.list() if session.player.strip() else []
    for card in cards:
        if not isinstance(card, SessionCard) or card.id == session.id or card.mean_score is None:
            continue
        if card.player.strip().casefold() == session.player.strip().casefold():
            found.append((card.created, Sitting(card.created[:10], card.mean_score, card.n_hits)))
    return tuple(sitting for _, sitting in sorted(found, key=lambda each: each[0]))[-SITTINGS:]

"""Doubts about hits: unsure ones, scores near a band's edge, sound and sight that disagree."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

import numpy as np

from core.detections.detections import ObjectClass
from core.hits.hit import Hit
from core.scoring.rules import GUESS_SIGMA, score_hit, value_of
from core.sessions.doubt import Doubt, DoubtKind
from core.sessions.merging import same_hit_window_s, touched_by_coach
from core.sessions.session import Session
from core.video.sound import Onsets

SURE = 0.8
"""Hits with more confidence are not asked about. On eight real clips 10 of 14 false hits lay below,
and 2 of 13 true ones."""

USUAL_SHIFT_S = 0.06
"""How late the sound is where no hit tells (``core.hits.fusion``)."""

LOUD_SHARE = 0.6
"""Of the film's loud onsets (90th percentile): softer ones are steps and bounces."""

HEARD_LEAST = 2
"""So many hits must be heard before sound without a hit says anything."""


def hit_doubts(session: Session, onsets: Onsets | None = None) -> tuple[Doubt, ...]:
    """Return what is doubtful about the hits as they are now.

    ``onsets`` are the video's, None without sound. What the coach has spoken about is not
    asked again; a score is, until its strings or the score itself were set by hand.
    """
    doubts = [
        doubt
        for number, hit in enumerate(session.shown_hits, 1)
        for doubt in _of_hit(hit, f"hit {number}", session)
    ]
    if onsets is not None and len(onsets.time_s) and session.settings.use_sound:
        doubts += _sound_doubts(session, onsets)
    return tuple(doubts)


def _of_hit(hit: Hit, name: str, session: Session) -> Iterator[Doubt]:
    if not touched_by_coach(hit) and hit.confidence < SURE:
        yield _doubt(
            DoubtKind.UNSURE_HIT,
            hit,
            f"Is {name} a hit at all? The program is only {100 * hit.confidence:.0f} % sure.",
            # An even chance is worth most; a likely one little.
            0.55 + 0.4 * (SURE - hit.confidence) / (SURE - 0.5) if hit.confidence > 0.5 else 0.95,
        )
    if hit.score_override is None and not hit.head_by_coach:
        yield from _of_score(hit, name, session)


def _of_score(hit: Hit, name: str, session: Session) -> Iterator[Doubt]:
    r, sigma = hit.r, hit.r_sigma or 0.0
    score = score_hit(hit, session.rule)
    if r is None or score.value is None:
        missing = "the strings" if hit.racket_head_xyxy is None else "the ball"
        yield _doubt(
            DoubtKind.SCORE,
            hit,
            f"{name.capitalize()} has no score: show where {missing} and the contact are.",
            0.6 * max(hit.confidence, 0.3),
        )
        return
    nearest = min(session.rule.limits, key=lambda limit: abs(r - limit))
    likely = _beyond(abs(r - nearest), sigma)
    if likely < 0.16:  # beyond one sigma
        return
    other = value_of(2 * nearest - r + math.copysign(1e-3, nearest - r), session.rule)
    words = f"{name.capitalize()} scores {score.value}, but {other} is nearly as likely."
    if sigma >= GUESS_SIGMA:
        words = f"{name.capitalize()}'s score of {score.value} is a guess."
    yield _doubt(
        DoubtKind.SCORE,
        hit,
        f"{words} Check the strings and the ball.",
        (0.45 + 0.7 * likely) * hit.confidence,
    )


def _beyond(distance: float, sigma: float) -> float:
    """Return how likely r lies beyond an edge that is ``distance`` away."""
    return 0.5 * math.erfc(distance / (sigma * math.sqrt(2))) if sigma > 0 else 0.0


def _doubt(kind: DoubtKind, hit: Hit, words: str, weight: float) -> Doubt:
    about = ObjectClass.RACKET_HEAD if kind is DoubtKind.SCORE else None
    return Doubt(
        kind,
        hit.frame,
        hit.frame,
        hit.frame,
        words,
        min(weight, 1.0),
        about,
        hit.racket_head_xyxy,
        hit.id,
    )


def _sound_doubts(session: Session, onsets: Onsets) -> Iterator[Doubt]:
    heard = [hit for hit in session.shown_hits if hit.sound_onset_s is not None]
    if len(heard) < HEARD_LEAST:
        return
    shift = median((hit.sound_onset_s or 0.0) - hit.time_s for hit in heard)
    yield from _silent(session, len(heard))
    yield from _unseen(session, onsets, shift)


def _silent(session: Session, n_heard: int) -> Iterator[Doubt]:
    """Yield hits that are not heard, in a film whose hits mostly are."""
    shown = session.shown_hits
    if n_heard < 0.6 * len(shown):
        return
    for number, hit in enumerate(shown, 1):
        if hit.sound_onset_s is None and not touched_by_coach(hit):
            yield _doubt(
                DoubtKind.SILENT_HIT, hit, f"Hit {number} is seen, but no impact is heard.", 0.7
            )


def _unseen(session: Session, onsets: Onsets, shift_s: float) -> Iterator[Doubt]:
    """Yield loud impacts without a hit, the loudest few: a busy court is full of sounds."""
    loud = float(np.percentile(onsets.strength, 90))
    window = 1.5 * same_hit_window_s(session)
    # A rejected hit counts, too: the coach has looked there.
    known = [hit.time_s for hit in session.hits]
    rows = np.flatnonzero(onsets.strength >= LOUD_SHARE * loud)
    rows = rows[np.argsort(-onsets.strength[rows], kind="stable")]
    most = max(5, len(session.shown_hits))
    taken: list[float] = []
    for row in rows.tolist():
        time_s = float(onsets.time_s[row]) - shift_s
        if not 0.0 <= time_s <= session.video.duration_s or len(taken) >= most:
            continue
        if any(abs(time_s - other) <= window for other in (*known, *taken)):
            continue
        taken.append(time_s)
        frame = min(max(round(time_s * session.video.fps), 0), session.video.n_frames - 1)
        yield Doubt(
            DoubtKind.SOUND_ONLY,
            frame,
            frame,
            frame,
            "A sharp sound here, but no hit is seen.",
            0.3 + 0.3 * min(float(onsets.strength[row]) / loud, 1.0),
        )

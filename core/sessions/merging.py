"""How the machine's findings enter a session without touching what the coach has said."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from core.hits.hit import Hit, HitSource, HitStatus
from core.sessions.edits import free_hit_id
from core.sessions.session import AnalysisSettings, Session, VideoRef

SAME_HIT_S = 0.1  # Nobody hits a ball twice within a tenth of a second.


def touched_by_coach(hit: Hit) -> bool:
    """Return whether the coach has spoken about a hit; the machine then leaves it alone."""
    return (
        hit.source is HitSource.MARKED
        or hit.status is not HitStatus.PROPOSED
        or hit.score_override is not None
    )


def slow_motion(session: Session) -> float:
    """Return how many times slower than life the video plays: 1 unless it is slow motion."""
    return slowness(session.settings, session.video)


def slowness(settings: AnalysisSettings, video: VideoRef) -> float:
    """Return how many times slower than life a video plays under these settings."""
    capture_fps, fps = settings.capture_fps, video.fps
    return max(capture_fps / fps, 1.0) if capture_fps and fps > 0 else 1.0


def same_hit_window_s(session: Session) -> float:
    """Return how far apart, on the video's clock, two sightings of one hit may lie."""
    return SAME_HIT_S * slow_motion(session)


def merge_found_hits(
    session: Session, found: Sequence[Hit], until_s: float | None = None
) -> Session:
    """Return the session with the machine's new hits in place of its former proposals.

    A hit the coach confirmed, rejected, marked or overruled stays exactly as it is, and what is
    found within a tenth of a second of real time around it is that hit. A new hit near a
    former proposal takes over its id. With ``until_s`` (s) the findings reach only so far, and
    former proposals after it stay. Merging the same findings again changes nothing.
    """
    window = same_hit_window_s(session)
    touched = [hit for hit in session.hits if touched_by_coach(hit)]
    spoken = sorted(hit.time_s for hit in touched)
    fresh = [_finite(hit) for hit in found if not _any_near(spoken, hit.time_s, window)]
    former = [hit for hit in session.hits if not touched_by_coach(hit)]
    ids = _inherited_ids(fresh, former, window)
    later = [
        hit
        for hit in former
        if until_s is not None and hit.time_s > until_s and hit.id not in ids.values()
    ]
    taken = {hit.id for hit in (*touched, *later)} | set(ids.values())
    merged: list[Hit] = []
    for row, hit in enumerate(fresh):
        hit_id = ids.get(row) or free_hit_id(taken, hit.id)
        taken.add(hit_id)
        merged.append(replace(hit, id=hit_id))
    return session.with_hits((*touched, *merged, *later))


def take_results(session: Session, analysed: Session) -> Session:
    """Return ``session``, with the coach's newest edits, holding the results of ``analysed``.

    For whoever holds a session while its analysis runs: the analysis works on the session as
    it was, and only its findings and its state are taken over.
    """
    found = [hit for hit in analysed.hits if not touched_by_coach(hit)]
    return replace(merge_found_hits(session, found), analysis=analysed.analysis)


def _inherited_ids(fresh: Sequence[Hit], former: Sequence[Hit], window: float) -> dict[int, str]:
    """Return the former ids by row of ``fresh``: nearest pairs first, one to one."""
    former = sorted(former, key=lambda hit: hit.time_s)
    times = [hit.time_s for hit in former]
    pairs = sorted(
        (abs(new.time_s - times[column]), row, column)
        for row, new in enumerate(fresh)
        for column in range(
            bisect_left(times, new.time_s - window), bisect_right(times, new.time_s + window)
        )
    )
    ids: dict[int, str] = {}
    used: set[int] = set()
    for _, row, column in pairs:
        if row not in ids and column not in used:
            ids[row] = former[column].id
            used.add(column)
    return ids


def _any_near(times: Sequence[float], time_s: float, window: float) -> bool:
    """Return whether one of the sorted ``times`` lies within ``window`` of ``time_s``."""
    return bisect_left(times, time_s - window) < bisect_right(times, time_s + window)


def _finite(hit: Hit) -> Hit:
    """Return the hit without numbers that no file can hold: unknown is None, never NaN."""
    bad: dict[str, Any] = {}
    for part in fields(Hit):
        value = getattr(hit, part.name)
        numbers = value if isinstance(value, tuple) else (value,)
        if any(isinstance(number, float) and not math.isfinite(number) for number in numbers):
            bad[part.name] = None
    return replace(hit, **bad) if bad else hit

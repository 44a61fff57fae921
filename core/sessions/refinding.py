"""Finding hits anew around frames that were corrected, without touching the coach's word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.detections.array_file import save_tracks
from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.geometry import iou
from core.hits.fusion import fuse_sound
from core.hits.hit import Hit
from core.progress import NoProgress, Progress
from core.sessions.corrected import corrected_frame
from core.sessions.hit_stage import HitStage
from core.sessions.merging import merge_found_hits, slow_motion, touched_by_coach
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.timebase import Timebase
from core.video.reader import probe
from core.video.sound import Onsets

REACH_S = 0.8
"""So far from a corrected frame hits may change: the engine's delay, in real seconds."""

LEAD_S = 1.6
"""So much earlier the engine begins, to know its tracks by then, and so much later it ends."""

Ints = NDArray[np.int32]

_SAME_TRACK = 0.6


@dataclass(frozen=True)
class Refound:
    """A session with its hits found anew, and its tracks."""

    session: Session
    tracks: Tracks


def refind_hits(
    session: Session,
    machine: Detections,
    tracks: Tracks,
    timebase: Timebase,
    frames: Iterable[int],
    onsets: Onsets | None = None,
    progress: Progress | None = None,
) -> Refound:
    """Return the session with the hits that its corrected boxes show around ``frames``.

    ``machine`` are the machine's boxes of the whole video, ``tracks`` those there are, both in
    source pixels. Only the seconds around the frames are looked at again (some milliseconds a
    frame); hits and tracks elsewhere stay as they are, and so does every hit the coach has
    spoken about. Raises ``Cancelled`` as ``progress`` does.
    """
    progress = progress or NoProgress()
    slow = slow_motion(session)
    for first_s, last_s in _spans(frames, timebase, REACH_S * slow):
        first = timebase.frame_at(first_s - LEAD_S * slow)
        stop = timebase.frame_at(last_s + LEAD_S * slow) + 1
        stage = HitStage(session.video, session.settings, timebase, first)
        for frame in range(first, stop):
            progress.step(frame - first, stop - first, "finding hits")
            stage.push(frame, corrected_frame(machine.at(frame), session.fixes.get(frame)))
        stage.finish(stop)
        session = _merged(session, stage, onsets, (first_s, last_s))
        within = timebase.frame_at(first_s), timebase.frame_at(last_s)
        tracks = _spliced(tracks, stage.tracks(), within)
    if session.analysis is not None:
        session = replace(session, analysis=replace(session.analysis, fixes_key=session.fixes.key))
    return Refound(session, tracks)


def refind_stored(
    store: SessionStore,
    session_id: str,
    frames: Iterable[int],
    progress: Progress | None = None,
) -> Refound:
    """Do ``refind_hits`` for a session of the library, with its fixes as they are saved.

    The result is saved, too; edits made meanwhile stay. For a thread beside the window, which
    then takes the result with ``core.sessions.merging.take_results``. Raises ``VideoError``
    when the video is gone, ``LockedError`` while the session is being analysed.
    """
    with store.analysis_lock(session_id):
        session = store.load(session_id)
        sound = store.load_sound(session) if session.settings.use_sound else None
        found = refind_hits(
            session,
            store.load_detections(session_id),
            store.load_tracks(session_id),
            probe(Path(session.video.path)).timebase,
            frames,
            None if sound is None else sound.onsets(),
            progress,
        )
        save_tracks(store.tracks_path(session_id), found.tracks)
        hits = [hit for hit in found.session.hits if not touched_by_coach(hit)]
        analysis = found.session.analysis
        saved = store.update(
            session_id, lambda now: replace(merge_found_hits(now, hits), analysis=analysis)
        )
    return Refound(saved, found.tracks)


def _spans(
    frames: Iterable[int], timebase: Timebase, reach_s: float
) -> Iterator[tuple[float, float]]:
    """Yield (first, last) in seconds around frames, those that touch joined."""
    span: tuple[float, float] | None = None
    for frame in sorted(set(frames)):
        time_s = timebase.time_of(frame)
        if span is not None and time_s - reach_s <= span[1]:
            span = (span[0], time_s + reach_s)
            continue
        if span is not None:
            yield span
        span = (max(time_s - reach_s, 0.0), time_s + reach_s)
    if span is not None:
        yield span


def _merged(
    session: Session, stage: HitStage, onsets: Onsets | None, span: tuple[float, float]
) -> Session:
    """Return the session with the hits of the stage inside ``span`` and its own outside."""
    own = [hit for hit in session.hits if not touched_by_coach(hit)]
    outside = [hit for hit in own if not _within(hit, span)]
    seen, weak = stage.sightings
    # The hits elsewhere tell how late the sound is; they have been heard already and stay.
    heard = fuse_sound([*outside, *(hit for hit in seen if _within(hit, span))], onsets, weak)
    inside = [hit for hit in heard if _within(hit, span)]
    return merge_found_hits(session, [*outside, *inside])


def _within(hit: Hit, span: tuple[float, float]) -> bool:
    return span[0] <= hit.time_s <= span[1]


def _spliced(old: Tracks, new: Tracks, span: tuple[int, int]) -> Tracks:
    """Return ``old`` with ``new``'s rows in frames ``span`` (inclusive), identities kept."""
    here = new.between(*span)
    named = replace(here, track_id=_named(old, new, here.track_id))
    kept = old[(old.frame < span[0]) | (old.frame > span[1])]
    return Tracks.merge([kept, named])


def _named(old: Tracks, new: Tracks, wanted: Ints) -> Ints:
    """Return the ids of ``wanted`` (of ``new``) as ``old`` calls them, fresh ones where it does
    not know the object. The whole overlap in time is compared, box by box."""
    votes: dict[int, dict[int, int]] = {}
    for frame in np.unique(new.frame).tolist():
        a, b = new.at(frame), old.at(frame)
        if not len(b):
            continue
        same = (iou(a.xyxy, b.xyxy) > _SAME_TRACK) & (a.class_id[:, None] == b.class_id[None])
        for i, j in np.argwhere(same).tolist():
            ours = votes.setdefault(int(a.track_id[i]), {})
            ours[int(b.track_id[j])] = ours.get(int(b.track_id[j]), 0) + 1
    fresh = int(old.track_id.max(initial=-1)) + 1
    names: dict[int, int] = {}
    taken: set[int] = set()
    for own in sorted(set(wanted.tolist()), key=lambda k: -max(votes.get(k, {0: 0}).values())):
        ranked = sorted(votes.get(own, {}).items(), key=lambda vote: -vote[1])
        known = next((name for name, _ in ranked if name not in taken), None)
        names[own] = fresh + len(names) if known is None else known
        taken.add(names[own])
    return np.array([names[k] for k in wanted.tolist()], np.int32)

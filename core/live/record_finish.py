"""Finishing a recording, by its recorder or by whoever finds it after a crash."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np

from core.detections.array_file import save_detections, save_tracks
from core.detections.tracks import Tracks
from core.errors import LockedError, SweetspotError, VideoError
from core.live.record_findings import TRACK_PIECES, Findings, drop_track_pieces
from core.live.record_note import (
    RecordingNote,
    drop_note,
    read_note,
    recording_lock,
    unfinished,
)
from core.sessions.analysis_pictures import AnalysisPictures
from core.sessions.kept_looks import detections_key
from core.sessions.session import Session
from core.sessions.sound_file import save_curve
from core.sessions.store import SessionStore, ref_to
from core.video.frame import VideoInfo
from core.video.mp4_closing import close_fragments
from core.video.reader import probe
from core.video.sound import OnsetCurve

_EMPTY = 4096
"""Bytes of a film that was never more than its head."""

_SAME_RATE = 0.02
"""The hit engine was told a rate beforehand: what it was told holds unless it was far off."""


def finish_recording(
    store: SessionStore,
    session_id: str,
    note: RecordingNote,
    findings: Findings | None = None,
    curve: OnsetCurve | None = None,
) -> Session:
    """Make an ordinary session of a recording whose film is closed; return it.

    With the ``findings`` of its recorder it opens in Review with nothing left to compute, if
    every frame was looked at; otherwise an analysis goes on from what was looked at. Call it
    under the session's recording lock. Raises ``VideoError`` when no picture was recorded and
    ``FileError`` when the disk refuses: what is there stays, and ``recover`` can try again.
    """
    folder = store.folder(session_id)
    path = folder / note.video
    close_fragments(path)
    video = probe(path)
    if curve is not None:
        save_curve(store.sound_path(session_id), curve, video.fingerprint)
    tracks = findings.tracks() if findings is not None else Tracks.empty()
    complete = _keep_boxes(store, session_id, note, video, findings, tracks)
    onsets = curve.onsets() if curve is not None and note.plan.settings.use_sound else None

    def finished(now: Session) -> Session:
        now = replace(now, video=replace(ref_to(video), fps=_rate(video, note.plan.fps)))
        if findings is not None:
            return findings.into(now, complete=complete, onsets=onsets)
        return now

    session = store.update(session_id, finished)
    if complete:
        store.detection_log(session_id).clear()
    pictures = AnalysisPictures(store, session, video)
    pictures.of_the_rest(session, tracks.at, lambda: None)
    drop_track_pieces(folder / TRACK_PIECES)
    drop_note(folder)
    return session


def recover(store: SessionStore, session_id: str) -> Session | None:
    """Finish a recording that was broken off by a crash; return its session.

    Its film is made an ordinary one, up to its last half second; boxes and hits that were found
    stay. None when it held no picture: it then lies in the library's trash. Raises
    ``LockedError`` while it is still being recorded, ``FileError`` when the disk refuses.
    """
    folder = store.folder(session_id)
    with recording_lock(folder):
        note = read_note(folder)
        if note is None:
            return store.load(session_id)
        try:
            return finish_recording(store, session_id, note)
        except VideoError:
            if (folder / note.video).is_file() and (folder / note.video).stat().st_size > _EMPTY:
                raise
    store.delete(session_id)
    return None


def recover_all(store: SessionStore) -> tuple[list[Session], list[SweetspotError]]:
    """Finish all recordings that were broken off; return them, and what went wrong."""
    done: list[Session] = []
    failed: list[SweetspotError] = []
    for session_id in unfinished(store):
        try:
            with suppress(LockedError):
                session = recover(store, session_id)
                done += [session] if session is not None else []
        except SweetspotError as error:
            failed.append(error)
    return done, failed


def _keep_boxes(
    store: SessionStore,
    session_id: str,
    note: RecordingNote,
    video: VideoInfo,
    findings: Findings | None,
    tracks: Tracks,
) -> bool:
    """Give the boxes the key of the finished film; return whether they are all there can be."""
    log = store.detection_log(session_id)
    key = detections_key(video.fingerprint, note.plan.model_hash)
    boxes, seen = log.read_all(detections_key(note.fingerprint, note.plan.model_hash))
    boxes, seen = boxes.between(0, video.n_frames - 1), seen[: video.n_frames]
    complete = len(seen) == video.n_frames and bool(seen.all())
    if complete and findings is not None and findings.fit(video.timebase):
        save_detections(store.detections_path(session_id), boxes, key)
        save_tracks(store.tracks_path(session_id), tracks)
        return True
    if len(seen):
        log.append(0, len(seen), boxes, key, np.flatnonzero(~seen).astype(np.int32))
    return False


def _rate(video: VideoInfo, told: float) -> float:
    return told if abs(video.fps - told) <= _SAME_RATE * told else video.fps

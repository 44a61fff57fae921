"""Reading all that Review shows of a session, beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.state.sound_strip import SoundStrip
from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.errors import SessionError, VideoError
from core.progress import Progress
from core.sessions.session import Session

if TYPE_CHECKING:
    from core.sessions.store import SessionStore
    from core.video.sound import OnsetCurve


@dataclass(frozen=True)
class SessionContents:
    """A session with what lies beside it in the library."""

    session: Session
    tracks: Tracks
    store: SessionStore
    found: Detections | None = None


def load_contents(store: SessionStore, session_id: str) -> SessionContents:
    """Read a session and its tracks; raises ``SessionError`` for the session only.

    Damaged tracks and boxes are shown as none: the next analysis writes them again.
    """
    session = store.load(session_id)
    try:
        tracks = store.load_tracks(session_id)
    except SessionError:
        tracks = Tracks.empty()
    done = session.analysis is not None and session.analysis.complete
    return SessionContents(session, tracks, store, load_found(store, session_id) if done else None)


def load_found(store: SessionStore, session_id: str) -> Detections | None:
    """Return the detector's boxes of a complete analysis, None where they are damaged."""
    try:
        return store.load_detections(session_id)
    except SessionError:
        return None


def sound_strip(store: SessionStore, session: Session, progress: Progress) -> SoundStrip | None:
    """Return the sound strip of a session's video, None where it has no sound.

    From the library, else read from the video itself: the analysis keeps its curve only at its
    end, and the coach should not wait for that. A sound that cannot be read is none.
    """
    curve = store.load_sound(session)
    if curve is None:
        # Decoding is not loaded before it is needed.
        from core.video.sound import read_onset_curve

        try:
            curve = read_onset_curve(Path(session.video.path), progress)
        except VideoError:
            return None
    return None if curve is None else strip_of(curve)


def strip_of(curve: OnsetCurve) -> SoundStrip:
    """Return what the timeline draws of an onset curve."""
    onsets = curve.onsets()
    return SoundStrip(
        curve.envelope,
        curve.hop_s,
        curve.start_s,
        onsets.time_s,
        onsets.strength.astype(np.float64),
    )

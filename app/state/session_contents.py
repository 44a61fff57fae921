"""Reading all that Review shows of a session, beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.state.sound_strip import SoundStrip
from core.detections.tracks import Tracks
from core.errors import SessionError
from core.sessions.session import Session

if TYPE_CHECKING:
    from core.sessions.store import SessionStore
    from core.video.sound import OnsetCurve


@dataclass(frozen=True)
class SessionContents:
    """A session with what lies beside it in the library."""

    session: Session
    tracks: Tracks
    sound: SoundStrip | None
    store: SessionStore


def load_contents(store: SessionStore, session_id: str) -> SessionContents:
    """Read a session, its tracks and its sound; raises ``SessionError`` for the session only.

    Damaged tracks are shown as none: the next analysis writes them again.
    """
    session = store.load(session_id)
    try:
        tracks = store.load_tracks(session_id)
    except SessionError:
        tracks = Tracks.empty()
    return SessionContents(session, tracks, load_strip(store, session), store)


def load_strip(store: SessionStore, session: Session) -> SoundStrip | None:
    """Return the sound strip of a session, None where its sound was not read yet."""
    curve = store.load_sound(session)
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

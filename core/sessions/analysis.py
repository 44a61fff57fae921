"""The analysis of a session's video: asked twice it answers at once, stopped it can go on."""

from __future__ import annotations

from pathlib import Path

from core.detections.array_file import key_of
from core.detections.detector import Detector
from core.errors import VideoError
from core.files import sweep
from core.hits.engine import VERSION as ENGINE_VERSION
from core.progress import NoProgress, Progress
from core.sessions.analysis_run import AnalysisRun
from core.sessions.analysis_update import AnalysisUpdate, OnUpdate
from core.sessions.edits import set_settings
from core.sessions.kept_looks import detections_key
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.video.frame import VideoInfo
from core.video.reader import probe

__all__ = ["AnalysisUpdate", "OnUpdate", "analyse", "is_analysed"]


def analyse(
    session: Session,
    store: SessionStore,
    detector: Detector,
    progress: Progress | None = None,
    on_update: OnUpdate | None = None,
) -> Session:
    """Analyse a session of ``store`` with its settings and return it with its hits.

    What is on file for the same video, model, settings and fixes is returned at once, without an
    update. A cancelled or killed analysis goes on where it stopped; other settings use the
    detections there are. Edits that are saved meanwhile stay. ``on_update`` is called in this
    thread about five times a second and at every new hit.

    Raises ``Cancelled`` when ``progress`` does, ``VideoError`` when the video is gone or not
    this session's, ``FileError`` when the disk is full, ``LockedError`` when another process
    analyses it; what was found until then is kept.
    """
    if is_analysed(session, store, detector):
        return session
    with store.analysis_lock(session.id):
        settings = session.settings
        session = store.update(session.id, lambda now: set_settings(now, settings))
        if is_analysed(session, store, detector):
            return session
        sweep(store.folder(session.id))
        video = _video_of(session)
        run = AnalysisRun(session, store, detector, video, progress or NoProgress(), on_update)
        try:
            return run.whole()
        except BaseException:
            run.put_down()
            raise


def is_analysed(session: Session, store: SessionStore, detector: Detector) -> bool:
    """Return whether the results for this video, model, settings and fixes are on file."""
    state = session.analysis
    return (
        state is not None
        and state.complete
        and state.model_hash == detector.model_hash
        and state.settings == session.settings
        and state.engine == ENGINE_VERSION
        and state.fixes_key == session.fixes.key
        and key_of(store.detections_path(session.id))
        == detections_key(session.video.fingerprint, detector.model_hash)
        and store.tracks_path(session.id).is_file()
    )


def _video_of(session: Session) -> VideoInfo:
    video = probe(Path(session.video.path))
    if video.fingerprint != session.video.fingerprint:
        raise VideoError(
            f"“{video.path.name}” is not the video this practice was made from.",
            "Open it as a new practice, or put the old file back.",
        )
    return video

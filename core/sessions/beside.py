"""What a phone left beside its film: ``<film>.session.json`` and ``<film>.boxes.npz``.

The companion app records a film and scores its hits at once. Copied together, the film opens here
with the hits in it; with the boxes, too, there is nothing left to compute. The session file is
``core.sessions.session_file``'s. The boxes are a zip of plain arrays: ``schema`` (1), and the
columns of ``Detections`` and ``Tracks`` as ``detections_frame``, ``tracks_xyxy`` and so on. The
phone's Swift writes them (``Session/BoxesFile.swift``); nothing in them is believed unseen.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from core.detections.array_file import DAMAGE, save_detections, save_tracks
from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks
from core.errors import FileError, SessionError
from core.hits.hit import Hit
from core.safe_zip import ZipLimits, members_of
from core.sessions.kept_looks import detections_key
from core.sessions.session import AnalysisState, Session
from core.sessions.session_file import from_bytes
from core.timebase import Timebase
from core.video.frame import VideoInfo

SESSION_ENDING, BOXES_ENDING = ".session.json", ".boxes.npz"
SCHEMA = 1
_LARGEST_SESSION = 16 << 20
_LIMITS = ZipLimits(files=20, unpacked_bytes=1 << 30)
_FEW_FRAMES = 2
"""Frames at the end that a phone may count and a file not have, or the other way round."""


@dataclass(frozen=True)
class Beside:
    """A phone's session of a film, and its boxes if they came along."""

    session: Session
    boxes: tuple[Detections, Tracks] | None

    def taken_over(self, fresh: Session) -> Session:
        """Return a new session of the film with all that the phone says of it.

        Id, title and video are the new session's.
        """
        phones = self.session
        return replace(
            phones,
            id=fresh.id,
            title=fresh.title,
            video=fresh.video,
            fixes=fresh.fixes,
            analysis=self._analysis(fresh),
        )

    def save_boxes(self, detections: Path, tracks: Path, session: Session) -> None:
        """Write the boxes into a session's files, if there are any; raise ``FileError``."""
        if self.boxes is None or session.analysis is None:
            return
        key = detections_key(session.video.fingerprint, session.analysis.model_hash)
        save_detections(detections, self.boxes[0], key)
        save_tracks(tracks, self.boxes[1])

    def _analysis(self, fresh: Session) -> AnalysisState | None:
        """Return the phone's analysis under a name of its own: it may have missed frames."""
        state = self.session.analysis
        if state is None or self.boxes is None:
            return None
        return replace(
            state, model_hash=f"phone-{state.model_hash}", frames_done=fresh.video.n_frames
        )


def read_beside(video: VideoInfo) -> Beside | None:
    """Return what a phone left beside its film; None for nothing, or for another film's.

    What is damaged is as good as not there: the film is then analysed like any other.
    """
    stem = video.path.with_suffix("")
    try:
        path = stem.with_name(stem.name + SESSION_ENDING)
        if not path.is_file() or path.stat().st_size > _LARGEST_SESSION:
            return None
        session = from_bytes(path.read_bytes(), path.name)
    except (OSError, SessionError):
        return None
    told = session.video
    if told.fingerprint != video.fingerprint:
        return None
    if (told.width, told.height) != (video.width, video.height):
        return None
    if abs(told.n_frames - video.n_frames) > _FEW_FRAMES:
        return None
    hits = tuple(_placed(hit, video.timebase) for hit in session.hits)
    boxes = _read_boxes(stem.with_name(stem.name + BOXES_ENDING), video.n_frames)
    return Beside(session.with_hits(hits), boxes)


def _placed(hit: Hit, timebase: Timebase) -> Hit:
    """Return a hit in a frame that the film has, by the film's own clock."""
    return replace(hit, frame=timebase.nearest_frame(hit.time_s))


def _read_boxes(path: Path, n_frames: int) -> tuple[Detections, Tracks] | None:
    """Return a film's boxes, those of its frames; None where they are absent or damaged."""
    try:
        if not path.is_file():
            return None
        members_of(path, _LIMITS)
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if stored["schema"].tolist() != [SCHEMA]:
                return None
            found = Detections(
                **{f.name: stored[f"detections_{f.name}"] for f in fields(Detections)}
            )
            tracks = Tracks(**{f.name: stored[f"tracks_{f.name}"] for f in fields(Tracks)})
    except (*DAMAGE, FileError, TypeError):
        return None
    if not (_are_boxes(found) and _are_boxes(tracks)):
        return None
    return found[found.frame < n_frames], tracks[tracks.frame < n_frames]


def _are_boxes(boxes: Detections | Tracks) -> bool:
    """Whether columns are of their kinds, sorted by frame, and hold what can be."""
    kinds = {
        "frame": np.int32, "track_id": np.int32, "class_id": np.int8, "xyxy": np.float32,
        "score": np.float32, "observed": np.bool_, "main": np.bool_,
    }  # fmt: skip
    if any(getattr(boxes, f.name).dtype != kinds[f.name] for f in fields(boxes)):
        return False
    known = [int(kind) for kind in ObjectClass]
    return bool(
        (np.diff(boxes.frame) >= 0).all()
        and (boxes.frame >= 0).all()
        and np.isin(boxes.class_id, known).all()
        and np.isfinite(boxes.xyxy).all()
        and np.isfinite(boxes.score).all()
    )

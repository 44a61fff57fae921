"""What the watch finds while it records, kept in the session as it comes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.detections.array_file import load_tracks, save_tracks
from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.hits.engine import VERSION as ENGINE_VERSION
from core.hits.engine import EngineUpdate
from core.hits.fusion import fuse_sound
from core.hits.hit import Hit
from core.live.record_map import FrameMap
from core.live.record_values import RecordingPlan
from core.sessions.detection_log import DetectionLog
from core.sessions.kept_looks import detections_key
from core.sessions.merging import merge_found_hits
from core.sessions.session import AnalysisState, Session
from core.timebase import Timebase
from core.video.sound import Onsets

TRACK_PIECES = "tracks.partial"
"""The folder of tracks beside the session, until the recording ends."""

PIECE = 32
"""Frames that are put onto the disk together."""

_SAME_TIME_S = 1e-4
_TRACK_ROWS = 8192
_MOST_WAITING = 2000  # Boxes of frames of which the film has not said what became of them.


@dataclass(frozen=True, eq=False)
class _Look:
    """The boxes of one frame, and whether the detector saw all that it can see."""

    frame: int
    boxes: Detections
    whole: bool


class Findings:
    """Boxes, tracks and hits of a watch, on the recording's own frames and times.

    ``take_*`` may be called from any thread and never wait for the disk; all else belongs to one
    thread. Boxes are safe in ``log``, in pieces with the recording's provisional key, until
    ``finish`` of the recording gives them their own.
    """

    def __init__(
        self, plan: RecordingPlan, frames: FrameMap, log: DetectionLog, fingerprint: str
    ) -> None:
        self._plan, self._frames, self._log = plan, frames, log
        self._key = detections_key(fingerprint, plan.model_hash)
        self._tracks_folder = log.folder.with_name(TRACK_PIECES)
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, Detections, bool]] = deque()
        self._updates: deque[EngineUpdate] = deque()
        self._newest = -1
        self._looks: list[_Look] = []
        self._kept = 0
        self._loose_tracks: list[Tracks] = []
        self._n_track_files = 0
        self._hits: list[Hit] = []
        self._weak: list[Hit] = []
        self.looked = 0

    @property
    def newest(self) -> int:
        """The newest captured frame that was looked at."""
        return self._newest

    def take_boxes(self, number: int, boxes: Detections, *, whole: bool) -> None:
        """Take the boxes of a captured frame."""
        with self._lock:
            self._newest = max(self._newest, number)
            self._waiting.append((number, boxes, whole))
            if len(self._waiting) > _MOST_WAITING:
                self._waiting.popleft()

    def take_update(self, update: EngineUpdate) -> None:
        """Take what the engine made final."""
        if update.hits or update.weak or len(update.tracks):
            with self._lock:
                self._updates.append(update)

    def lead(
        self,
        boxes: Iterable[tuple[int, Detections]],
        updates: Iterable[EngineUpdate],
        *,
        whole: bool,
    ) -> None:
        """Take what was found before the recording began, and is not here yet."""
        with self._lock:
            known = {number for number, _, _ in self._waiting}
            before = [(number, found, whole) for number, found in boxes if number not in known]
            heard = {id(update) for update in self._updates}
            self._waiting.extendleft(reversed(before))
            self._updates.extendleft(
                reversed([update for update in updates if id(update) not in heard])
            )

    def settle(self) -> tuple[Hit, ...]:
        """Put what came onto the recording's frames; return the hits that are new."""
        passed = self._frames.passed
        with self._lock:
            waiting: list[tuple[int, Detections, bool]] = []
            while self._waiting and self._waiting[0][0] <= passed:
                waiting.append(self._waiting.popleft())
            updates: list[EngineUpdate] = []
            while self._updates and _newest_in(self._updates[0]) <= passed:
                updates.append(self._updates.popleft())
        for number, boxes, whole in waiting:
            frame = self._frames.frame_of(number)
            if frame is not None:
                self._looks.append(_Look(frame, _moved(boxes, frame), whole))
                self.looked += whole
        fresh: list[Hit] = []
        for update in updates:
            fresh += self._add(update)
        return tuple(fresh)

    def keep(self, *, least: int = PIECE) -> None:
        """Put boxes onto the disk if at least ``least`` frames wait; raise ``FileError``."""
        if not self._looks:
            return
        stop = self._looks[-1].frame + 1
        if stop - self._kept < least:
            return
        seen = {look.frame for look in self._looks if look.whole}
        unseen = [frame for frame in range(self._kept, stop) if frame not in seen]
        boxes = Detections.merge(look.boxes for look in self._looks)
        self._log.append(self._kept, stop, boxes, self._key, np.array(unseen, np.int32))
        self._looks, self._kept = [], stop
        if sum(map(len, self._loose_tracks)) >= _TRACK_ROWS:
            self._keep_tracks()

    def hits(self, onsets: Onsets | None = None) -> tuple[Hit, ...]:
        """Return all hits so far; with ``onsets`` the sound has had its vote."""
        if onsets is None:
            return tuple(sorted(self._hits, key=lambda hit: hit.time_s))
        return fuse_sound(self._hits, onsets, self._weak)

    def tracks(self) -> Tracks:
        """Return all tracks; raise ``FileError`` or ``SessionError`` when the disk fails."""
        self._keep_tracks()
        files = (self._track_file(k) for k in range(self._n_track_files))
        return Tracks.merge(load_tracks(path) for path in files)

    def tracks_at(self, frame: int) -> Tracks:
        """Return the tracks of a recent frame."""
        return Tracks.merge(tracks.at(frame) for tracks in self._loose_tracks)

    def fit(self, timebase: Timebase) -> bool:
        """Return whether the film has the frames that boxes and hits were placed on."""
        times = self._frames.times_s()
        return len(times) == len(timebase) and bool(
            np.allclose(times, timebase.times_s, rtol=0, atol=_SAME_TIME_S)
        )

    def into(self, session: Session, *, complete: bool, onsets: Onsets | None = None) -> Session:
        """Return ``session`` with the hits found so far and how far that is."""
        merged = merge_found_hits(session, self.hits(onsets))
        if not self._plan.model_hash:
            return merged
        return replace(merged, analysis=self._state(session, complete))

    def _state(self, session: Session, complete: bool) -> AnalysisState:
        return AnalysisState(
            self._plan.model_hash,
            self._plan.model_name,
            self._plan.settings,
            session.video.n_frames if complete else min(self.looked, session.video.n_frames),
            complete,
            ENGINE_VERSION,
            session.fixes.key,
        )

    def _add(self, update: EngineUpdate) -> list[Hit]:
        rows = self._frames.frames_of(update.tracks.frame)
        tracks = update.tracks[rows >= 0]
        if len(tracks):
            self._loose_tracks.append(replace(tracks, frame=rows[rows >= 0].astype(np.int32)))
        fresh = [self._on_film(hit) for hit in update.hits if self._is_in(hit)]
        self._hits += fresh
        self._weak += [self._on_film(hit) for hit in update.weak if self._is_in(hit)]
        return fresh

    def _is_in(self, hit: Hit) -> bool:
        return self._frames.film_s(hit.time_s) >= 0 and hit.frame <= self._frames.last_number

    def _on_film(self, hit: Hit) -> Hit:
        film_s = self._frames.film_s(hit.time_s)
        frame = self._frames.frame_of(hit.frame)
        onset = None if hit.sound_onset_s is None else self._frames.film_s(hit.sound_onset_s)
        return replace(
            hit,
            time_s=film_s,
            frame=self._frames.nearest(film_s) if frame is None else frame,
            sound_onset_s=onset,
        )

    def _keep_tracks(self) -> None:
        if self._loose_tracks:
            save_tracks(self._track_file(self._n_track_files), Tracks.merge(self._loose_tracks))
            self._n_track_files += 1
            self._loose_tracks = []

    def _track_file(self, number: int) -> Path:
        return self._tracks_folder / f"{number:06d}.npz"


def _newest_in(update: EngineUpdate) -> int:
    """Return the newest captured frame that an update speaks of."""
    frames = [hit.frame for hit in (*update.hits, *update.weak)]
    return max([*frames, int(update.tracks.frame.max(initial=-1))])


def drop_track_pieces(folder: Path) -> None:
    """Remove pieces of tracks that a recording left."""
    with suppress(OSError):
        for path in folder.glob("*.npz"):
            path.unlink()
        folder.rmdir()


def _moved(boxes: Detections, frame: int) -> Detections:
    return replace(boxes, frame=np.full(len(boxes), frame, np.int32))

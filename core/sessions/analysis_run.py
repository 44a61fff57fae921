"""One analysis under way: the detector's loop, what is kept on the disk, what is told."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.detections.array_file import key_of, load_detections, save_detections, save_tracks
from core.detections.detections import Detections
from core.detections.detector import Detector
from core.detections.in_order import InOrder
from core.errors import SessionError, SweetspotError
from core.hits.engine import VERSION as ENGINE_VERSION
from core.hits.hit import Hit
from core.progress import Progress
from core.sessions.analysis_pictures import AnalysisPictures
from core.sessions.analysis_update import AnalysisUpdate, OnUpdate, Pace
from core.sessions.corrected import corrected_frame
from core.sessions.detection_log import Seen, first_unseen
from core.sessions.frame_feed import FrameFeed, check_there, size_of
from core.sessions.hit_stage import HitStage
from core.sessions.kept_looks import detections_key, keep_former, look_path
from core.sessions.merging import merge_found_hits, slow_motion
from core.sessions.session import AnalysisState, Session
from core.sessions.sound_feed import SoundFeed
from core.sessions.store import SessionStore
from core.video.frame import Frame, VideoInfo

_UPDATE_S = 0.2
_KEEP_S = 0.5
_KEEP_FRAMES = 64
_SAVE_S = 5.0
_HITS_LATE_S = 2.0  # In real time: the engine has spoken about all that lies further back.


class AnalysisRun:
    """Brings one session's analysis to its end, or as far as it gets."""

    def __init__(
        self,
        session: Session,
        store: SessionStore,
        detector: Detector,
        video: VideoInfo,
        progress: Progress,
        on_update: OnUpdate | None,
    ) -> None:
        self._session, self._store, self._detector = session, store, detector
        self._video, self._progress, self._on_update = video, progress, on_update
        self._key = detections_key(session.video.fingerprint, detector.model_hash)
        self._log = store.detection_log(session.id)
        self._file_size = size_of(video.path)
        self._stage = HitStage(session.video, session.settings, video.timebase)
        self._sound = SoundFeed(
            video.path,
            store.sound_path(session.id),
            video.fingerprint,
            session.settings.use_sound and video.has_sound,
        )
        self._pictures = AnalysisPictures(store, session, video)
        self._pace = Pace()
        self._unsent: list[Detections] = []
        self._unkept: list[Detections] = []
        self._kept = 0
        self._kept_at = self._saved_at = self._sent_at = time.monotonic()

    def whole(self) -> Session:
        """Do all that is left and return the finished session."""
        n_frames = self._video.n_frames
        with self._sound:
            stored, seen = self._stored()
            start = first_unseen(seen)
            self._replay(stored.between(0, start - 1), start)
            if start < n_frames:
                self._detect(start, stored.between(start, n_frames), seen)
            del stored
            self._stage.finish(n_frames)
            while not self._sound.wait(_UPDATE_S):
                self._step("listening")
            return self._finish(self._store.detections_path(self._session.id), start < n_frames)

    def put_down(self) -> None:
        """Keep what there is, quietly: the failure that ended the run is the one to be told."""
        with suppress(SweetspotError):
            self._keep()
        with suppress(SweetspotError):
            self._save(complete=False)

    def _stored(self) -> tuple[Detections, Seen]:
        """Return the detections on file, and for each frame whether it was looked at (n,)."""
        video = self._session.video
        own = self._store.detections_path(self._session.id)
        kept = look_path(
            self._store.root, video.fingerprint, self._detector.model_hash, 0, video.n_frames
        )
        for path in (own, kept):
            if key_of(path) == self._key:
                with suppress(SessionError):
                    return load_detections(path), np.ones(self._video.n_frames, np.bool_)
        boxes, seen = self._log.read_all(self._key)
        if not seen.any():
            self._log.clear()
        return boxes, seen

    def _replay(self, stored: Detections, stop: int) -> None:
        """Give the engine the detections of frames 0 to ``stop`` (not included) again."""
        self._kept = stop
        self._to_send(stored)
        starts = stored.frame.searchsorted(range(stop + 1))
        for frame in range(stop):
            boxes = stored[slice(int(starts[frame]), int(starts[frame + 1]))]
            self._stage.push(frame, corrected_frame(boxes, self._session.fixes.get(frame)))
            if frame % _KEEP_FRAMES == 0:
                self._step("finding hits")
            self._tell()

    def _detect(self, start: int, known: Detections, seen: Seen) -> None:
        """Look at every frame from ``start`` on that has not been ``seen``: it is ``known``."""
        source = (self._video.width, self._video.height)
        size = self._detector.fitted_size_for(*source)
        watch = InOrder(self._detector)
        self._pace.mark(start)
        with FrameFeed(self._video.path, max(0, start - 1), size) as feed:
            for frame in feed.frames(lambda: self._step("waiting for the disk")):
                if frame.index < start:
                    watch.remember(frame.rgb, frame.index)
                    continue
                if frame.index < len(seen) and seen[frame.index]:
                    watch.remember(frame.rgb, frame.index)
                    boxes = known.at(frame.index)
                else:
                    boxes = watch.detect(frame.rgb, frame.index, source)
                self._look_at(frame, boxes)
                self._step("")
        self._keep()

    def _look_at(self, frame: Frame, boxes: Detections) -> None:
        self._unkept.append(boxes)
        self._to_send(boxes)
        self._pictures.put(frame)
        corrected = corrected_frame(boxes, self._session.fixes.get(frame.index))
        fresh = self._stage.push(frame.index, corrected)
        self._pace.mark(self._stage.next_frame)
        now = time.monotonic()
        if now - self._kept_at >= _KEEP_S or len(self._unkept) >= _KEEP_FRAMES:
            self._keep()
            if now - self._saved_at >= _SAVE_S:
                self._save(complete=False)
        self._tell(fresh)

    def _keep(self) -> None:
        """Put the frames since the last time onto the disk."""
        # A disk that is pulled out makes a decoder repeat its last picture: not to be kept.
        check_there(self._video.path, self._file_size)
        stop = self._stage.next_frame
        if stop > self._kept:
            self._log.append(self._kept, stop, Detections.merge(self._unkept), self._key)
            self._kept = stop
        self._unkept, self._kept_at = [], time.monotonic()

    def _save(self, complete: bool) -> Session:
        """Write the findings so far into the session as it now is on the disk."""
        found, until_s, state = *self._found(complete), self._state(complete)
        self._saved_at = time.monotonic()
        return self._store.update(
            self._session.id,
            lambda now: replace(merge_found_hits(now, found, until_s), analysis=state),
        )

    def _state(self, complete: bool) -> AnalysisState:
        return AnalysisState(
            self._detector.model_hash,
            self._detector.model_name,
            self._session.settings,
            self._video.n_frames if complete else self._kept,
            complete,
            ENGINE_VERSION,
            self._session.fixes.key,
        )

    def _found(self, complete: bool) -> tuple[tuple[Hit, ...], float | None]:
        """Return all hits so far and up to which time they are all."""
        hits = self._stage.hits(self._sound.onsets, final=complete)
        if complete:
            return hits, None
        late_s = _HITS_LATE_S * slow_motion(self._session)
        return hits, self._video.timebase.time_of(self._stage.next_frame - 1) - late_s

    def _finish(self, detections_path: Path, looked: bool) -> Session:
        """Put everything onto the disk, last of all the word that it is complete."""
        if key_of(detections_path) != self._key:
            boxes = self._log.read(self._key)[0] if looked else self._stored()[0]
            keep_former(self._store.root, detections_path, self._video.n_frames, self._key)
            save_detections(detections_path, boxes, self._key)
        save_tracks(self._store.tracks_path(self._session.id), self._stage.tracks())
        self._pictures.of_the_rest(
            self._merged(complete=True), self._stage.tracks_at, lambda: self._step("pictures")
        )
        session = self._save(complete=True)
        self._log.clear()
        self._pictures.drop_strangers(session)
        self._tell(True, complete=True)
        return session

    def _merged(self, complete: bool) -> Session:
        """Return the session as it was at the start with the findings so far."""
        found, until_s = self._found(complete)
        merged = merge_found_hits(self._session, found, until_s)
        return replace(merged, analysis=self._state(complete))

    def _step(self, note: str) -> None:
        self._progress.step(self._stage.next_frame, self._video.n_frames, note)

    def _to_send(self, boxes: Detections) -> None:
        if self._on_update is not None:
            self._unsent.append(boxes)

    def _tell(self, at_once: bool = False, complete: bool = False) -> None:
        """Send an update if it is time for one."""
        if not at_once and time.monotonic() - self._sent_at < _UPDATE_S:
            return
        found, until_s = self._found(complete)
        tracks = self._stage.new_tracks()
        session = self._merged(complete)
        if not complete:
            self._pictures.of_new_hits(session, self._stage.tracks_at)
        if self._on_update is not None:
            n_frames = self._video.n_frames
            self._on_update(
                AnalysisUpdate(
                    frames_done=self._stage.next_frame,
                    n_frames=n_frames,
                    frames_per_s=self._pace.per_s,
                    eta_s=self._pace.eta_s(n_frames),
                    detections=Detections.merge(self._unsent),
                    tracks=tracks,
                    session=session,
                    found=found,
                    until_s=until_s,
                )
            )
        self._unsent = []
        self._sent_at = time.monotonic()

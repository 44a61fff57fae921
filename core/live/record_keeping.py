"""The thread that keeps a recording's findings: boxes on the disk, hits and their pictures."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import replace

from core.capture.live_frame import LiveFrame
from core.errors import SweetspotError, VideoError
from core.hits.hit import Hit
from core.live.record_findings import PIECE, Findings
from core.live.record_map import FrameMap
from core.live.record_values import RecordingPlan
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.sessions.thumbnails import hit_picture, session_picture, write_picture
from core.video.picture import PictureMaker

SAVE_S = 5.0
"""So often the session's own file is written, with the hits so far."""

_TICK_S = 0.25
_PICTURES_S = 2.0  # Hits are known 0.8 s late.
_PICTURE_BYTES = 128 << 20


class Keeping:
    """Puts findings into the session while it is recorded. A disk that refuses is told once.

    What could not be kept is tried again: the film goes on meanwhile.
    """

    def __init__(
        self,
        store: SessionStore,
        session: Session,
        plan: RecordingPlan,
        findings: Findings,
        frames: FrameMap,
    ) -> None:
        self._store, self._session, self._plan = store, session, plan
        self._findings, self._frames = findings, frames
        self._pictures: deque[tuple[int, LiveFrame]] = deque()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._saved_at = time.monotonic()
        self._covered = False
        self.trouble = ""
        self._thread = threading.Thread(target=self._run, name="live findings", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """Keep what there is and end."""
        self._stop.set()
        self._thread.join(timeout_s)

    def recorded(self, frame: LiveFrame, number: int) -> None:
        """Hear of a frame that is in the film, and its number there; never waits."""
        if frame.decoded is None:
            return
        size = frame.decoded.width * frame.decoded.height * 3 // 2
        with self._lock:
            self._pictures.append((number, frame))
            oldest_s = frame.time_s - _PICTURES_S
            while (
                self._pictures[0][1].time_s < oldest_s
                or len(self._pictures) * size > _PICTURE_BYTES
            ):
                self._pictures.popleft()

    def _run(self) -> None:
        while not self._stop.wait(_TICK_S):
            self._step()
        self._step(last=True)
        with self._lock:
            self._pictures.clear()

    def _step(self, *, last: bool = False) -> None:
        fresh = self._findings.settle()
        try:
            self._findings.keep(least=1 if last else PIECE)
            now = time.monotonic()
            if last or fresh or now - self._saved_at >= SAVE_S:
                self._saved_at = now
                session = self._store.update(self._session.id, self._so_far)
                self._picture(session, fresh)
            self.trouble = ""
        except SweetspotError as error:
            # A full disk, or the session was moved away meanwhile: the film is not lost by it.
            self.trouble = str(error)

    def _so_far(self, session: Session) -> Session:
        n_frames, seconds = self._frames.n_frames, self._frames.seconds
        video = replace(session.video, n_frames=max(n_frames, 1), duration_s=seconds)
        return self._findings.into(replace(session, video=video), complete=False)

    def _picture(self, session: Session, fresh: tuple[Hit, ...]) -> None:
        """Make the pictures of new hits, and a first one of the session."""
        if not self._covered and (frame := self._held(None)) is not None:
            rgb = PictureMaker(frame.look).rgb(frame.decoded)
            write_picture(self._store.thumbnail_path(session.id), session_picture(rgb))
            self._covered = True
        for hit in session.hits:
            if all(hit.time_s != new.time_s for new in fresh):
                continue
            if (frame := self._held(hit.frame)) is None:
                continue
            try:
                rgb = PictureMaker(frame.look).rgb(frame.decoded)
            except VideoError:
                continue
            content = hit_picture(rgb, frame.size, hit, self._findings.tracks_at(hit.frame))
            write_picture(self._store.hit_thumbnail_path(session.id, hit.id), content)

    def _held(self, number: int | None) -> LiveFrame | None:
        """Return a frame of the film that is still held: this one, or the oldest for None."""
        with self._lock:
            for known, frame in self._pictures:
                if number in (None, known):
                    return frame
        return None

"""The second half of the analysis: boxes of frame after frame become tracks and hits."""

from __future__ import annotations

import time

from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.hits.engine import EngineUpdate, HitEngine
from core.hits.fusion import fuse_sound
from core.hits.hit import Hit
from core.sessions.session import AnalysisSettings, VideoRef
from core.timebase import Timebase
from core.video.sound import Onsets

_NO_BOXES = Detections.empty()
_HEARING_SHARE = 50
_BUNDLE = 64  # Tracks of single frames are joined by so many, or a long video has a million.


class HitStage:
    """Feeds the engine one frame after the other, from ``first`` on, and remembers what it says."""

    def __init__(
        self, video: VideoRef, settings: AnalysisSettings, timebase: Timebase, first: int = 0
    ) -> None:
        self._engine = HitEngine(
            size=(video.width, video.height), fps=video.fps, capture_fps=settings.capture_fps
        )
        self._timebase = timebase
        self._frame = first
        self._hits: list[Hit] = []
        self._weak: list[Hit] = []  # not sure enough by sight; the sound may make them hits
        self._tracks: list[Tracks] = []
        self._loose: list[Tracks] = []
        self._sent = 0
        self._heard: tuple[Hit, ...] = ()
        self._heard_n = (0, 0)
        self._hear_again_at = 0.0

    @property
    def next_frame(self) -> int:
        """The first frame the engine has not been given."""
        return self._frame

    def push(self, frame: int, boxes: Detections) -> bool:
        """Give the engine the boxes of ``frame``; return whether there are new hits.

        Frames passed over count as frames without a box.
        """
        fresh = False
        while self._frame < frame:
            fresh |= self._step(_NO_BOXES)
        return self._step(boxes) or fresh

    def finish(self, n_frames: int) -> None:
        """Tell the engine that the video, ``n_frames`` long, is over."""
        while self._frame < n_frames:
            self._step(_NO_BOXES)
        self._take(self._engine.finish())

    def hits(self, onsets: Onsets | None, final: bool = False) -> tuple[Hit, ...]:
        """Return all hits so far; with ``onsets`` the sound has had its vote.

        Hearing takes longer the more there is to hear: unless it is ``final``, it is done
        again only when it takes a small part of the time, and newer hits are as they are seen.
        """
        if onsets is None:
            return tuple(self._hits)
        n_seen, now = (len(self._hits), len(self._weak)), time.monotonic()
        if n_seen != self._heard_n and (final or now >= self._hear_again_at):
            self._heard = fuse_sound(self._hits, onsets, self._weak)
            self._heard_n = n_seen
            self._hear_again_at = now + _HEARING_SHARE * (time.monotonic() - now)
        return (*self._heard, *self._hits[self._heard_n[0] :])

    @property
    def sightings(self) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        """The hits as they are seen, and those too weak to be shown unless they are heard."""
        return tuple(self._hits), tuple(self._weak)

    def new_tracks(self) -> Tracks:
        """Return the tracks that came since the last call."""
        self._bundle()
        new, self._sent = self._tracks[self._sent :], len(self._tracks)
        return Tracks.merge(new)

    def tracks(self) -> Tracks:
        """Return all tracks so far."""
        self._bundle()
        return Tracks.merge(self._tracks)

    def tracks_at(self, frame: int) -> Tracks:
        """Return the tracks of one frame, quickest for a recent one."""
        self._bundle()
        for bundle in reversed(self._tracks):
            found = bundle.at(frame)
            if len(found):
                return found
        return Tracks.empty()

    def _step(self, boxes: Detections) -> bool:
        time_s = float(self._timebase.times_s[self._frame])
        fresh = self._take(self._engine.push(self._frame, time_s, boxes))
        self._frame += 1
        return fresh

    def _take(self, update: EngineUpdate) -> bool:
        if len(update.tracks):
            self._loose.append(update.tracks)
            if len(self._loose) >= _BUNDLE:
                self._bundle()
        self._hits.extend(update.hits)
        self._weak.extend(update.weak)
        return bool(update.hits)

    def _bundle(self) -> None:
        if self._loose:
            self._tracks.append(Tracks.merge(self._loose))
            self._loose = []

"""Brings the right picture onto the video at the right time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.jobs.frame_loader import CACHE_BYTES, FrameLoader, FrameReader
from app.state.playback import Playback
from app.state.track_log import TrackLog
from app.viewer.canvas import Moment
from app.viewer.magnifier import Magnifier
from app.viewer.overlays import TrailOverlay
from app.viewer.video_view import VideoView
from core.errors import SweetspotError
from core.sessions.fixes import NO_FIXES, Fixes
from core.sessions.scored_hits import ScoredHit
from core.video.frame import VideoInfo

_MOST_AHEAD = 12


class Screen(QObject):
    """Follows ``Playback``, asks the loader, and shows each picture with its own overlays.

    ``opened`` carries the ``VideoInfo``; ``failed`` a ``SweetspotError``; ``frame_shown`` the
    number of each picture that reached the screen. A picture that comes late is shown while
    nothing newer is there; a later one never waits for it.
    """

    opened = Signal(object)
    failed = Signal(object)
    frame_shown = Signal(int)

    def __init__(
        self,
        view: VideoView,
        magnifier: Magnifier,
        playback: Playback,
        reader_of: Callable[[Path], FrameReader],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._magnifier, self._playback = view, magnifier, playback
        self._reader_of = reader_of
        self._loader: FrameLoader | None = None
        self._ending: list[FrameLoader] = []
        self._asked: set[int] = set()
        self._shown = -1
        self._ahead = 4
        self._hits: tuple[ScoredHit, ...] = ()
        self._tracks = TrackLog()
        self._fixes = NO_FIXES
        self.dropped = 0
        playback.frame_changed.connect(self._want)
        playback.playing_changed.connect(lambda _on: self._want(playback.frame))

    @property
    def shown_frame(self) -> int:
        """The frame whose picture is on screen, -1 before the first."""
        return self._shown

    @property
    def loading(self) -> bool:
        """Whether the picture on screen is not yet the one wanted."""
        return self._loader is not None and self._shown != self._playback.frame

    def open(self, path: Path) -> None:
        """Read another video."""
        self.close()
        self._loader = FrameLoader(path, self._reader_of)
        self._loader.opened.connect(self._opened)
        self._loader.frame_ready.connect(self._ready)
        self._loader.failed.connect(self._failed)
        self._loader.start()

    def close(self) -> None:
        """Stop reading and show no picture."""
        if self._loader is not None:
            self._loader.opened.disconnect(self._opened)
            self._loader.frame_ready.disconnect(self._ready)
            self._loader.failed.disconnect(self._failed)
            # A picture in hand may take a second: the window does not wait for it.
            self._loader.stop()
            self._ending = [each for each in self._ending if not each.ended] + [self._loader]
            self._loader = None
        self._asked.clear()
        self._shown, self.dropped = -1, 0
        self._view.set_image(QImage())

    def finish(self) -> None:
        """Stop reading and wait until every file is closed."""
        self.close()
        for each in self._ending:
            each.close()
        self._ending.clear()

    def set_hits(self, hits: Sequence[ScoredHit]) -> None:
        """Know these hits from now on."""
        self._hits = tuple(hits)
        self.refresh()

    def set_tracks(self, tracks: TrackLog) -> None:
        """Know these boxes from now on; call again when more were added."""
        self._tracks = tracks
        self.refresh()

    def set_fixes(self, fixes: Fixes) -> None:
        """Know these human boxes from now on."""
        if fixes is not self._fixes:
            self._fixes = fixes
            self.refresh()

    def refresh(self) -> None:
        """Draw the overlays of the picture on screen again."""
        if self._shown >= 0:
            self._annotate(self._shown)

    def _opened(self, info: VideoInfo) -> None:
        size = max(info.width * info.height * 4, 1)
        self._ahead = min(max(CACHE_BYTES // size // 3, 2), _MOST_AHEAD)
        self.opened.emit(info)
        self._want(self._playback.frame)

    def _failed(self, error: SweetspotError) -> None:
        self.failed.emit(error)

    def _want(self, frame: int) -> None:
        if self._loader is None:
            return
        ahead = self._playback.upcoming(self._ahead if self._playback.playing else 4)
        if not self._playback.playing:
            ahead += [near for near in (frame - 1, frame + 1) if near >= 0 and near not in ahead]
            last = len(self._playback.timebase) - 1 if self._playback.timebase is not None else 0
            ahead = [near for near in ahead if near <= last]
        self._asked.add(frame)
        self._loader.want(frame, ahead)
        image = self._loader.image(frame)
        if image is not None:
            self._show(frame)

    def _ready(self, frame: int) -> None:
        if frame == self._playback.frame or frame in self._asked:
            self._show(frame)

    def _show(self, frame: int) -> None:
        image = self._loader.image(frame) if self._loader is not None else None
        if image is None:
            return
        if self._playback.playing and self._shown >= 0:
            self.dropped += max(0, abs(frame - self._shown) - 1)
        if frame == self._playback.frame:
            self._asked.clear()
        else:
            self._asked.discard(frame)
        self._shown = frame
        self._view.set_image(image)
        self._annotate(frame)
        self.frame_shown.emit(frame)

    def _annotate(self, frame: int) -> None:
        timebase = self._playback.timebase
        if timebase is None:
            return
        factor = self._playback.real_factor
        reach = round(TrailOverlay.seconds * factor * timebase.fps) + 1
        moment = Moment(
            frame,
            timebase.time_of(frame),
            self._tracks.between(frame - max(reach, 15), frame),
            self._hits,
            timebase.fps,
            factor,
            self._fixes.get(frame),
        )
        self._view.set_moment(moment)
        self._magnifier.follow(moment)

"""The video file of the open session: reading it, missing it, finding it again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.context import AppContext
from app.panels.session_header import date_text
from app.places.review_layout import ReviewLayout
from app.state.open_session import OpenSession
from app.state.playback import Playback
from app.viewer.screen import Screen
from core.errors import SweetspotError
from core.sessions.session import Session
from core.timebase import Timebase
from core.video.frame import VideoInfo

VIDEO_FILES = "Videos (*.mp4 *.mov *.m4v *.mkv *.avi *.webm *.mts *.m2ts *.3gp);;All files (*)"


class ReviewVideo(QObject):
    """Opens the video on the screen; without it the hits stay usable on a steady clock."""

    def __init__(
        self,
        context: AppContext,
        opened: OpenSession,
        playback: Playback,
        screen: Screen,
        layout: ReviewLayout,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._opened, self._playback = context, opened, playback
        self._screen, self._layout, self._area = screen, layout, layout.area
        self._there = False
        screen.opened.connect(self._take)
        screen.failed.connect(self._fail)
        screen.frame_shown.connect(lambda _frame: self._area.set_waiting(False))
        playback.frame_changed.connect(lambda _frame: self._wait())
        opened.video_moved.connect(self.read)
        self._area.find_wanted.connect(self.find)

    def read(self) -> None:
        """Read the video of the open session from its beginning."""
        session = self._opened.session
        if session is None:
            return
        self._there = False
        self._area.hide_problem()
        self._area.set_waiting(True)
        # Until the video says when its frames appear (or when it is missing), a steady rate.
        self._playback.load(steady_timebase(session))
        self._playback.set_capture_fps(session.settings.capture_fps)
        self._screen.open(Path(session.video.path))

    def find(self) -> None:
        """Ask where the video lies now."""
        session = self._opened.session
        if session is None:
            return
        start = str(Path(session.video.path).parent)
        name, _kind = QFileDialog.getOpenFileName(
            self._layout, "Find the video", start, VIDEO_FILES
        )
        if name:
            self._context.library.relocate(session.id, Path(name))

    def _wait(self) -> None:
        if self._screen.loading:
            self._area.set_waiting(True)

    def _take(self, info: VideoInfo) -> None:
        self._there = True
        self._layout.timeline.set_duration(info.duration_s)
        self._playback.set_timebase(info.timebase)
        session = self._opened.session
        if session is not None:
            self._playback.set_capture_fps(session.settings.capture_fps)

    def _fail(self, error: SweetspotError) -> None:
        session = self._opened.session
        if session is None:
            return
        if self._there:
            # One damaged frame: the rest can still be watched.
            self._area.set_waiting(False)
            self._context.notices.fail(error)
        elif Path(session.video.path).exists():
            self._area.show_problem(error.message, error.hint, can_find=True)
        else:
            hint = (
                f"On {date_text(session.created)} it was at “{session.video.path}”. "
                "Hits and scores are safe; only the picture is missing."
            )
            self._area.show_problem("The video is not where it was.", hint, can_find=True)


def steady_timebase(session: Session) -> Timebase:
    """Return the times of a session's frames as if its rate were steady."""
    video = session.video
    n_frames, fps = max(video.n_frames, 1), max(video.fps, 1e-3)
    return Timebase(np.arange(n_frames) / fps, max(video.duration_s, n_frames / fps))

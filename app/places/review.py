"""Review: the place where a practice is watched, with its hits, while they are found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QStackedLayout,
    QWidget,
)

from app.context import AppContext
from app.jobs.job import JobProgress, Lane
from app.notices import Tone
from app.places.review_actions import ReviewActions
from app.places.review_analysis import ReviewAnalysis
from app.places.review_correcting import ReviewCorrecting
from app.places.review_empty import ReviewMessage
from app.places.review_film import ReviewFilm
from app.places.review_layout import ReviewLayout
from app.places.review_pictures import ReviewPictures
from app.places.review_pin import ReviewPin
from app.places.review_report import ReviewReport
from app.places.review_video import ReviewVideo
from app.state.hit_walk import HitWalk
from app.state.open_session import OpenSession
from app.state.playback import Playback
from app.state.session_contents import SessionContents, load_contents
from app.viewer.screen import Screen
from core.errors import FileError, SweetspotError
from core.hits.hit import Hit
from core.scoring.summary import summarise
from core.sessions import edits
from core.sessions.fixes import NO_FIXES
from core.sessions.scored_hits import ScoredHit, scored_hits, with_draft
from core.sessions.session import Session
from core.video.reader import VideoReader

UNKNOWN_PROBLEM = SweetspotError(
    "The practice could not be shown because of a fault in Sweetspot.",
    "Nothing in it was changed. Try again, and report it if it comes back.",
)


class ReviewPlace(QWidget):
    """Joins the open session, the playhead, the screen and the panels; owns no data itself."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.opened = OpenSession(context.runner, self)
        self.playback = Playback(self)
        self.walk = HitWalk(self.playback, self)
        self._pictures = ReviewPictures(context.runner, self.opened, self)
        self.layout_ = ReviewLayout(context, self.playback, self._pictures.of)
        self.message = ReviewMessage(context)
        self.screen_ = Screen(
            self.layout_.area.view, self.layout_.area.magnifier, self.playback, VideoReader, self
        )
        self._video = ReviewVideo(
            context, self.opened, self.playback, self.screen_, self.layout_, self
        )
        self._analysis = ReviewAnalysis(
            context, self.opened, self.layout_.strip, self.layout_.timeline, self
        )
        self.correct = ReviewCorrecting(context, self.opened, self.playback, self.layout_, self)
        ReviewPin(context, self.opened, self.playback, self)
        ReviewReport(context, self.opened, self)
        self.film = ReviewFilm(context, self.opened, self.playback, self.walk, self)
        self._hits: tuple[ScoredHit, ...] = ()
        self._seen: Session | None = None
        self._opening = self._to_fix = ""
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.layout_)
        self.actions_ = ReviewActions(
            context,
            self.opened,
            self.playback,
            self.walk,
            self.layout_.area.view,
            self.layout_.area.magnifier,
            self.correct.mode.correction.machine,
        )
        self._connect()
        self.message.say_empty()
        self.actions_.set_open(False)

    # Opening.

    def open_session(self, session_id: str) -> None:
        """Show a session of the library; nothing happens if it is on screen already."""
        shown = self.opened.session
        if self._opening == session_id or (shown is not None and shown.id == session_id):
            return
        self._opening = session_id
        store = self._context.store

        def work(_progress: JobProgress) -> SessionContents:
            return load_contents(store, session_id)

        self._context.runner.start(
            "Opening the practice",
            work,
            lane=Lane.SHORT,
            on_done=lambda contents: self._show(session_id, contents),
            on_failed=lambda error: self._fail_to_open(session_id, error),
            quiet=True,
        )

    def open_to_fix(self, session_id: str) -> None:
        """Show a session of the library in correct mode, with its doubts beside it."""
        self._to_fix = session_id
        self.open_session(session_id)
        if not self._opening:
            self._begin_fixing()

    def open_video(self, path: Path) -> None:
        """Open a video's session, or make one."""
        self._context.navigation.videos_wanted.emit([path])

    def close_session(self) -> None:
        """Show no session; every edit is on the disk afterwards."""
        self._flush()
        self.correct.mode.set_on(False)
        self.playback.load(None)
        self.screen_.close()
        self.opened.close()
        self._opening = ""
        self._analysis.leave()
        self.actions_.set_open(False)
        self.message.say_empty()
        self._stack.setCurrentWidget(self.message)

    def _show(self, session_id: str, contents: SessionContents) -> None:
        if self._opening != session_id:
            return  # Another one was asked for meanwhile.
        self._opening = ""
        self._flush()
        session, layout = contents.session, self.layout_
        self._hits, self._seen = (), None
        layout.timeline.set_duration(session.video.duration_s)
        layout.timeline.set_sound(None)
        self.correct.mode.set_on(False)
        self.opened.show(session, contents.tracks, contents.store, contents.found)
        self._video.read()
        self._session_changed()
        self.screen_.set_tracks(self.opened.tracks)
        self._stack.setCurrentWidget(layout)
        self.actions_.set_open(True)
        self._analysis.enter()
        layout.area.view.setFocus()
        self._begin_fixing()

    def _begin_fixing(self) -> None:
        session, wanted = self.opened.session, self._to_fix
        self._to_fix = ""
        if session is not None and session.id == wanted:
            self._context.actions["correct_mode"].setChecked(True)

    def _fail_to_open(self, session_id: str, error: BaseException) -> None:
        if self._opening == session_id:
            self.close_session()
            known = error if isinstance(error, SweetspotError) else UNKNOWN_PROBLEM
            self.message.say_failed(known.message, known.hint)

    # Joining the parts.

    def _connect(self) -> None:
        layout, playback, context = self.layout_, self.playback, self._context
        self.opened.session_changed.connect(self._session_changed)
        self.opened.tracks_changed.connect(lambda: self.screen_.set_tracks(self.opened.tracks))
        self.opened.save_failed.connect(context.notices.fail)
        playback.frame_changed.connect(self._frame_changed)
        playback.loop_changed.connect(
            lambda: layout.timeline.set_loop(playback.loop, playback.loop_start)
        )
        self.walk.current_changed.connect(self._show_current)
        for panel in (layout.timeline, layout.hits, layout.map, layout.trend):
            panel.hit_chosen.connect(self._jump)
        layout.timeline.scrubbed.connect(playback.seek)
        layout.timeline.hit_moved.connect(self.actions_.move_hit_to)
        layout.timeline.dragging_changed.connect(playback.hold)
        layout.header.capture_fps_chosen.connect(self._set_capture_fps)
        self.correct.mode.hit_drafted.connect(self._show_draft)
        self._pictures.arrived.connect(layout.hits.repaint_pictures)
        self._analysis.pictures_made.connect(self._pictures.retry)
        self._analysis.ended.connect(self._pictures.forget)
        self._context.opener.pictured.connect(lambda _session_id: self._pictures.retry())
        self._analysis.status_changed.connect(layout.hits.set_empty_text)
        context.actions.bind("side_panel", layout.set_side_shown)
        context.actions.bind("capture_rate", layout.header.choose_rate)
        context.library.edited.connect(self.opened.take_named)
        context.library.deleted.connect(self._session_deleted)
        context.navigation.closing.connect(self.shut_down)
        for kind in (QAbstractButton, QComboBox, QLineEdit):
            for control in self.findChildren(kind):
                control.installEventFilter(self)

    def _session_changed(self) -> None:
        session = self.opened.session
        if session is not None:
            self.screen_.set_fixes(session.fixes)
        # An analysis reports its progress five times a second; only what is seen is drawn anew.
        if session is None or (seen := seen_of(session)) == self._seen:
            return
        self._seen = seen
        self._hits = scored_hits(session)
        summary = summarise(session.hits, session.rule)
        layout = self.layout_
        layout.header.show_session(session, summary)
        layout.timeline.set_hits(self._hits)
        layout.hits.set_hits(self._hits)
        layout.map.set_hits(self._hits, session.rule)
        layout.trend.set_hits(self._hits, summary, session.video.duration_s)
        self.playback.set_capture_fps(session.settings.capture_fps)
        self.screen_.set_hits(self._hits)
        self.walk.set_hits(self._hits)
        self._show_current(self.walk.current)

    def _frame_changed(self, _frame: int) -> None:
        self.layout_.timeline.set_playhead(self.playback.time_s, follow=True)

    def _show_current(self, hit_id: str | None) -> None:
        self.correct.mode.correction.set_hit(None if hit_id is None else self.opened.hit(hit_id))
        layout = self.layout_
        for panel in (layout.timeline, layout.hits, layout.map, layout.trend):
            panel.set_current_hit(hit_id)

    def _show_draft(self, hit: Hit | None) -> None:
        """Let score, sentence and map follow a drag of the strings or the ball at a hit."""
        session, layout = self.opened.session, self.layout_
        if session is None:
            return
        hits = self._hits if hit is None else with_draft(self._hits, hit, session.rule)
        layout.map.set_hits(hits, session.rule)
        layout.hits.set_hits(hits)
        self.screen_.set_hits(hits)
        each = next((one for one in hits if hit is not None and one.hit.id == hit.id), None)
        if each is not None:
            layout.correct.say(f"{each.title}: {each.in_words}")

    def _jump(self, hit_id: str) -> None:
        self.playback.pause()
        self.walk.jump(hit_id)

    def _set_capture_fps(self, capture_fps: float | None) -> None:
        words = "Real time" if capture_fps is None else f"Filmed at {capture_fps:g} fps"
        self.opened.edit(words, lambda session: edits.set_capture_fps(session, capture_fps))

    def _session_deleted(self, session_id: str, _title: str) -> None:
        if self.opened.session is not None and self.opened.session.id == session_id:
            self.opened.forget_unsaved()
            self.close_session()

    # Keys and closing.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a focused control have the keys it needs before the transport takes them."""
        if event.type() == QEvent.Type.ShortcutOverride and control_needs(watched, event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def shut_down(self) -> None:
        """Save what is not saved and stop reading; the window closes."""
        self._flush()
        self.layout_.remember()
        self.playback.pause()
        self.screen_.finish()

    def _flush(self) -> None:
        try:
            self.opened.flush()
        except FileError as error:
            self._context.notices.say(error.message, error.hint, Tone.PROBLEM)


def seen_of(session: Session) -> Session:
    """Return the session without what no panel shows: how far its analysis has come, its boxes."""
    return replace(session, analysis=None, fixes=NO_FIXES, dismissed_doubts=())


def control_needs(control: QObject, event: QEvent) -> bool:
    """Return whether a focused control uses this key itself: Space on a button, arrows in a box."""
    if not isinstance(event, QKeyEvent):
        return False
    key = event.key()
    if isinstance(control, QLineEdit):
        return True
    if isinstance(control, QAbstractButton):
        return key in _PRESSES
    return isinstance(control, QComboBox) and key in (*_PRESSES, *_WALKS)


_PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WALKS = (Qt.Key.Key_Up, Qt.Key.Key_Down)

"""The Live place: a lesson is watched, called out and recorded as it happens."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, QTimer
from PySide6.QtGui import QFocusEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QWidget

from app.context import AppContext
from app.places.library import VIDEO_FILES
from app.places.live_acts import LiveActs
from app.places.live_layout import LiveLayout
from app.state.live_desk import LiveDesk
from app.state.live_phase import Cause, LivePhase
from app.state.live_picture import LivePicture, Showing
from app.state.live_reports import LiveFigures
from app.state.live_words import delay_words, duration_text
from app.viewer.live_view import Sign
from core.capture.source_spec import SourceKind, SourceSpec
from core.errors import FileError
from core.resources import sample_video

_LOOK_AGAIN_MS = 2000


class LivePlace(QWidget):
    """Joins the desk with the panels; owns no data itself."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.desk: LiveDesk = context.live
        self.layout_ = LiveLayout(context, self.desk, self._help)
        stack = QStackedLayout(self)
        stack.addWidget(self.layout_)
        self._looks_again = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._looks_again.timeout.connect(self.desk.sources.poll)
        self.acts = LiveActs(context, self.desk, self)
        self._phase = self.desk.state.phase
        self._connect()
        self._refresh()

    @property
    def showing(self) -> Showing:
        """Which moment is on screen."""
        picture = self.layout_.view.picture
        return Showing.NOW if picture is None else picture.showing

    def ask_file(self) -> None:
        """Let the coach choose a video to play as if live."""
        settings = QSettings()
        movies = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
        start = str(settings.value("open/folder", movies))
        name, _ = QFileDialog.getOpenFileName(self, "A video as if live", start, VIDEO_FILES)
        if name:
            settings.setValue("open/folder", str(Path(name).parent))
            self.desk.sources.choose(SourceSpec(SourceKind.FILE, name, Path(name).name))
        self.layout_.setup.sources.choose_kind(SourceKind.FILE)

    def _take_sample(self) -> None:
        """Let the practice that ships with the program run as if live."""
        try:
            path = sample_video()
        except FileError as error:
            self._context.notices.fail(error)
            return
        self.desk.sources.choose(SourceSpec(SourceKind.FILE, str(path), "Sample practice"))

    def ask_address(self) -> None:
        """Let the coach type an address."""
        self.layout_.setup.sources.choose_kind(SourceKind.ADDRESS)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to the main thing of the page."""
        super().focusInEvent(event)
        self._focus_main()

    def showEvent(self, event: QShowEvent) -> None:
        """Look what is plugged in, now and every few seconds."""
        super().showEvent(event)
        if not event.spontaneous():
            self.desk.sources.look()
            self.desk.voice.prepare()
        self.desk.set_view(self.layout_.view.pixels)
        self._mind_devices()

    def hideEvent(self, event: QHideEvent) -> None:
        """Make no pictures and listen to no microphone while nobody looks; a lesson goes on."""
        super().hideEvent(event)
        self.desk.set_view((0, 0))
        self._mind_devices()

    def _connect(self) -> None:
        desk, layout = self.desk, self.layout_
        desk.state_changed.connect(self._refresh)
        desk.choices_changed.connect(self._refresh_choices)
        desk.hits_changed.connect(self._show_hits)
        desk.picture_came.connect(self._show_picture)
        desk.figures_came.connect(self._show_figures)
        desk.failed.connect(self._context.notices.fail)
        desk.unheard.connect(lambda error: self._context.notices.say(error.message, error.hint))
        desk.saving.saved.connect(lambda _session: self._context.library.changed.emit())
        desk.sources.changed.connect(self._refresh_choices)
        layout.setup.sources.sample_wanted.connect(self._take_sample)
        layout.view.painted.connect(desk.painted)
        layout.view.resized.connect(lambda: desk.set_view(layout.view.pixels))
        layout.side.hit_chosen.connect(desk.replay_at)
        layout.setup.sources.file_wanted.connect(self.ask_file)
        self._context.navigation.closing.connect(lambda: desk.listening.listen(None))

    def _refresh(self) -> None:
        state, layout = self.desk.state, self.layout_
        if state.phase is LivePhase.OPENING:
            layout.view.show_picture(None)
            layout.view.show_waiting(f"Opening {state.name} …")
            layout.status.show_figures(None)
        if layout.show_phase(state.phase):
            self.acts.leave_alone()
        if state.phase is not self._phase:
            self._phase = state.phase
            self._focus_main()
        layout.trouble.show_trouble(state.trouble)
        self._context.navigation.under_way.emit("live", state.phase.under_way)
        self._show_signs()
        self._refresh_choices()
        self._mind_devices()

    def _refresh_choices(self) -> None:
        self.layout_.view.show_boxes(self.desk.choices.boxes)
        self.acts.refresh()
        self._show_signs()
        self._mind_devices()

    def _show_hits(self) -> None:
        hits = self.desk.hits
        self.layout_.side.show_hits(hits)
        self.layout_.view.show_hits(hits.scored)
        self.layout_.view.show_score(hits.newest)
        self.acts.refresh()

    def _show_picture(self, picture: LivePicture) -> None:
        changed = picture.showing is not self.showing
        self.layout_.view.show_picture(picture)
        if changed:
            self._show_signs()

    def _show_figures(self, figures: LiveFigures) -> None:
        self.layout_.status.show_figures(figures)
        self._show_signs()

    def _show_signs(self) -> None:
        desk, signs = self.desk, []
        figures = desk.figures.recording if desk.figures is not None else None
        if desk.state.recording:
            since = "" if figures is None else f" {duration_text(figures.seconds)}"
            signs.append(Sign(f"REC{since}", dot=True))
        if self.showing is Showing.REPLAY:
            signs.append(Sign("Replay, a quarter of the speed"))
        elif self.showing is Showing.MIRROR:
            signs.append(Sign(f"Mirror, {delay_words(desk.choices.mirror_s)}"))
        self.layout_.view.show_signs(*signs)

    def _mind_devices(self) -> None:
        """Look for cameras and listen to the microphone only while one may be chosen."""
        choosing = self.isVisible() and self.desk.state.phase is LivePhase.CHOOSING
        if choosing != self._looks_again.isActive():
            (self._looks_again.start if choosing else self._looks_again.stop)()
        sources = self.desk.sources
        hears = choosing and sources.was_read and sources.hears_microphone(sources.chosen)
        self.desk.listening.listen(self.desk.choices.microphone if hears else None)

    def _focus_main(self) -> None:
        layout = self.layout_
        page = layout.page
        if page is layout.setup:
            main: QWidget = layout.setup.go
            if not main.isEnabled():
                main = layout.setup.sources.list
        elif page is layout.lesson:
            main = layout.bar.stop
        else:
            main = layout.result.review if self.desk.saving.sessions else layout.result.again
        if self.isVisible():
            main.setFocus()

    def _help(self, cause: Cause) -> None:
        if cause is Cause.RECORDING:
            self.desk.record_again()
        elif cause is Cause.SOUND:
            self.desk.forget_trouble(cause)
        else:
            self.desk.stop()

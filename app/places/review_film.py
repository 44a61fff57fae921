"""The practice on screen as a film: asks what it shall show, makes it in the background."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.context import AppContext
from app.dialogs.film import FilmDialog
from app.jobs.job import JobProgress, Lane
from app.notices import Tone
from app.report_files import file_name
from app.state.hit_walk import HitWalk
from app.state.open_session import OpenSession
from app.state.playback import Playback
from core.errors import SweetspotError
from core.film.choices import FilmChoices, FilmPreset
from core.sessions.scored_hits import scored_hits

if TYPE_CHECKING:
    from core.film.making import FilmMade

_FOLDER = "film/folder"
_NAMES = {FilmPreset.WHOLE: "", FilmPreset.BEST: " best hits"}


class ReviewFilm(QObject):
    """Binds “Export video…”."""

    def __init__(
        self,
        context: AppContext,
        opened: OpenSession,
        playback: Playback,
        walk: HitWalk,
        place: QWidget,
    ) -> None:
        super().__init__(place)
        self._context, self._opened, self._place = context, opened, place
        self._playback, self._walk = playback, walk
        self.dialog: FilmDialog | None = None
        context.actions.bind("export_film", self.ask)

    def ask(self) -> None:
        """Let the coach say what the film shall show."""
        session, timebase = self._opened.session, self._playback.timebase
        if session is None:
            return
        if timebase is None:
            self._context.notices.say(
                "The video cannot be read, so no film can be made of it.",
                "Find the video first; the practice itself is all there.",
                Tone.PROBLEM,
            )
            return
        self._playback.pause()
        self.dialog = FilmDialog(
            session,
            scored_hits(session),
            timebase,
            self._playback.real_factor,
            self._walk.current,
            self._place.window(),
        )
        self.dialog.chosen.connect(self._ask_where)
        self.dialog.open()

    def _ask_where(self, choices: FilmChoices) -> None:
        session = self._opened.session
        if session is None:
            return
        movies = QStandardPaths.StandardLocation.MoviesLocation
        folder = QSettings().value(_FOLDER, QStandardPaths.writableLocation(movies))
        name = f"{file_name(session)}{_NAMES.get(choices.preset, ' hits')}.mp4"
        start = str(Path(str(folder)) / name)
        chosen, _ = QFileDialog.getSaveFileName(
            self._place, "Save the film", start, "Video (*.mp4)"
        )
        if chosen:
            path = Path(chosen)
            if path.suffix.lower() != ".mp4":
                path = path.with_name(path.name + ".mp4")
            QSettings().setValue(_FOLDER, str(path.parent))
            self.make(choices, path)

    def make(self, choices: FilmChoices, path: Path) -> None:
        """Make a film of the practice as it is now."""
        session = self._opened.session
        if session is None:
            return
        tracks = self._opened.tracks.between(0, session.video.n_frames)

        def work(progress: JobProgress) -> FilmMade:
            # Encoders are not loaded before they are needed.
            from core.film.making import make_film

            return make_film(session, tracks, choices, path, progress)

        self._context.runner.start(
            f"Film “{path.name}”",
            work,
            lane=Lane.FILM,
            on_done=self._say,
            on_failed=self._fail,
            unit="pictures",
        )
        self._context.notices.say(
            f"The film “{path.name}” is being made.",
            "Go on working; Jobs shows how far it is and can stop it.",
        )

    def _say(self, made: FilmMade) -> None:
        seconds = round(made.length_s)
        self._context.notices.say(
            f"The film “{made.path.name}” is ready.",
            f"{seconds // 60}:{seconds % 60:02d} long, in the folder “{made.path.parent.name}”.",
            Tone.GOOD,
            "Show",
            lambda: _open(made.path),
        )

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, SweetspotError):
            self._context.notices.fail(error)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

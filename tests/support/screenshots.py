"""Pictures of the real window, for looking at: ``python tests/support/screenshots.py [folder]``.

Makes its own library in a temporary folder. Runs on the screen that ``DISPLAY`` names (say
``xvfb-run -s "-screen 0 1920x1080x24" ...``) or, without one, offscreen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "support")]
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from library_maker import make_library  # noqa: E402
from PySide6.QtCore import QEventLoop, QSettings, QTimer  # noqa: E402
from PySide6.QtWidgets import QDialog, QTabWidget, QWidget  # noqa: E402

from app.application import join, make_application, make_context  # noqa: E402
from app.context import AppContext  # noqa: E402
from app.errors import ErrorHook  # noqa: E402
from app.jobs.job import JobProgress, Lane  # noqa: E402
from app.main_window import MainWindow  # noqa: E402
from app.notices import Tone  # noqa: E402
from core.errors import VideoError  # noqa: E402

SIZES = ((1280, 720), (1920, 1080))


def wait(milliseconds: int) -> None:
    """Let the window live for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Studio:
    """One window on one library, and where its pictures go."""

    def __init__(self, folder: Path, temporary: Path, sessions: int, theme: str) -> None:
        library = temporary / f"library-{sessions}-{theme}"
        if sessions:
            make_library(library, sessions, datetime.now().astimezone() - timedelta(hours=2))
        os.environ["SWEETSPOT_LIBRARY"] = str(library)
        self.folder = folder
        self.context: AppContext = make_context(make_application(), library)
        self.context.theme.choose(theme)
        self.window = MainWindow(self.context)
        join(ErrorHook(temporary / "log"), self.context, self.window)
        self.window.show()
        self.theme = theme

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture of the window (or of a dialog) at each size."""
        for width, height in SIZES if widget is None else ((0, 0),):
            if widget is None:
                self.window.resize(width, height)
            wait(400)
            (widget or self.window).grab().save(
                str(self.folder / f"{name}-{self.theme}{f'-{height}' if height else ''}.png")
            )

    def close(self) -> None:
        """Close the window and stop what runs."""
        self.window.close()
        wait(50)
        self.window.deleteLater()


def pictures_of(folder: Path, temporary: Path, theme: str) -> None:
    """Take every picture in one theme."""
    empty = Studio(folder, temporary, 0, theme)
    empty.take("empty")
    empty.window._cover.cover(3)
    empty.take("drop")
    empty.close()
    studio = Studio(folder, temporary, 23, theme)
    wait(600)
    studio.take("library")
    studio.context.notices.fail(
        VideoError("“VID_2041.mp4” is not a video.", "Choose a file the camera made.")
    )
    studio.take("problem")
    studio.context.notices.say("“Serve practice” is in the trash.", "", Tone.INFO, "Undo")
    _start_jobs(studio.context)
    studio.window.resize(1280, 720)
    wait(1500)
    studio.window.toggle_jobs()
    wait(200)
    studio.window.grab().save(str(folder / f"jobs-{theme}.png"))
    studio.context.actions["cheat_sheet"].trigger()
    studio.take("cheat_sheet")
    studio.context.actions["cheat_sheet"].trigger()
    for name in ("preferences", "help", "about"):
        studio.context.actions[name].trigger()
        wait(200)
        top = _dialogs(studio.window)[-1]
        studio.take(name, top)
        if name == "preferences":
            for page, words in ((1, "finding"), (2, "keys")):
                top.findChildren(QTabWidget)[0].setCurrentIndex(page)
                studio.take(f"{name}-{words}", top)
        top.close()
    studio.close()


def _dialogs(window: QWidget) -> list[QWidget]:
    return [each for each in window.findChildren(QDialog) if each.isVisible()]


def _start_jobs(context: AppContext) -> None:
    import time

    def slow(total: int) -> Callable[[JobProgress], None]:
        def work(progress: JobProgress) -> None:
            for frame in range(total):
                progress.step(frame, total)
                time.sleep(0.012)

        return work

    def broken(progress: JobProgress) -> None:
        raise VideoError("“VID_2041.mp4” is not a video.", "Choose a file the camera made.")

    context.runner.start("Opening “VID_2041.mp4”", broken, on_failed=lambda _error: None)
    context.runner.start("Opening “Forehands.mp4”", lambda _progress: None)
    for title in ("Forehands with Anna", "Serve practice"):
        context.runner.start(
            f"Finding hits in “{title}”", slow(1800), lane=Lane.DETECTOR, unit="frames"
        )


def take_all(about: str, name: str, pictures_of: Callable[[Path, Path, str], None]) -> int:
    """Take the pictures of a script in both themes and return the exit code.

    ``pictures_of`` gets the folder to write, an empty one and the theme; ``name`` is the folder's
    where the command line names none.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("folder", nargs="?", type=Path, default=REPOSITORY / "artifacts" / name)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, temporary)
        for theme in ("light", "dark"):
            pictures_of(folder, Path(temporary), theme)
    return 0


if __name__ == "__main__":
    raise SystemExit(take_all(__doc__ or "", "shell", pictures_of))

"""Open the whole window on the sample, look at every place, close it: does an installation work?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.application import make_application, make_context
from app.main_window import PLACES, MainWindow
from app.preferences import FILE_NAME, Preferences, PreferencesFile
from app.viewer.video_view import VideoView
from core.errors import SweetspotError
from core.resources import sample_video

PATIENCE_S = 60.0


def check_window() -> str:
    """Return what was seen. A library of its own, thrown away after, keeps a person's as it is.

    Raises ``SweetspotError`` when the sample's first picture does not come on screen.
    """
    application = make_application()
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        preferences = Path(folder) / FILE_NAME
        chosen = Preferences(library_folder=str(Path(folder) / "library"))
        PreferencesFile(preferences).change(chosen)
        context = make_context(application, Path(folder))
        window = MainWindow(context)
        try:
            window.show()
            context.navigation.videos_wanted.emit([sample_video()])
            if not _wait(application, lambda: _shows_picture(window)):
                raise SweetspotError(
                    "The window opens, but the sample's first picture does not come.",
                    "Install Sweetspot again.",
                )
            for place in PLACES:
                window.show_place(place.id)
                application.processEvents()
        finally:
            # Not closed as a person does: the place of a person's own window is kept in mind then.
            window.hide()
            context.runner.shutdown()
            window.deleteLater()
            application.processEvents()
    return f"opens, shows the sample, and has {len(PLACES)} places"


def _shows_picture(window: MainWindow) -> bool:
    review = window.place("review")
    views = review.findChildren(VideoView) if review is not None else []
    return any(not view.image.isNull() for view in views)


def _wait(application: QApplication, done: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while not done() and time.monotonic() < until:
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        time.sleep(0.01)
    return done()

"""Starting the window: builds the shared objects, shows the window, runs the event loop."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QCoreApplication, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication

from app.action_set import Actions
from app.context import AppContext
from app.crash_reports import CrashReports
from app.errors import ErrorHook, system_text
from app.first_start import check_once
from app.jobs.job import Job, JobProgress, Lane
from app.jobs.runner import JobRunner
from app.live_recovery import recover_recordings
from app.main_window import MainWindow
from app.navigation import Navigation
from app.notices import Notices, Tone
from app.preferences import FILE_NAME, Preferences, PreferencesFile
from app.resources import icon_file
from app.state.analyses import Analyses
from app.state.detector_provider import DetectorProvider
from app.state.library_changes import LibraryChanges
from app.state.opening import VideoOpener
from app.state.shelf import Shelf
from app.state.trainings import Trainings
from app.theme import Theme
from app.training_notices import TrainingNotices
from app.window_actions import WindowActions
from core.errors import FileError, ModelError, SweetspotError
from core.models.shelf import shelf_of
from core.resources import default_model
from core.sessions.library_folder import ENVIRONMENT, default_library
from core.sessions.store import SessionStore

WARM_UP_AFTER_MS = 400
# Too slow to load before the window is on screen.
LATER = (
    "app.places.review",
    "core.video.reader",
    "core.sessions.analysis",
    "core.detections.onnx_detector",
    "app.panels.judge_page",
    "app.places.phone",
    "app.places.live",
)


def main(argv: list[str]) -> int:
    """Show the window and return the exit code; ``argv`` holds videos to open."""
    application = make_application()
    # Ctrl+C in a terminal ends it like a kill: every file is replaced whole, nothing is lost.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    hook = ErrorHook(log_folder())
    hook.install()
    context = make_context(application, config_folder())
    window = MainWindow(context)
    join(hook, context, window)
    window.show()
    paths = [Path(each) for each in argv if not each.startswith("-")]
    if paths:
        context.navigation.videos_wanted.emit(paths)
    QTimer.singleShot(WARM_UP_AFTER_MS, lambda: warm_up(context))
    QTimer.singleShot(WARM_UP_AFTER_MS, context.trainings.refresh)
    QTimer.singleShot(WARM_UP_AFTER_MS, lambda: recover_recordings(context))
    QTimer.singleShot(WARM_UP_AFTER_MS, lambda: check_once(context))
    reports = CrashReports(log_folder())
    QTimer.singleShot(WARM_UP_AFTER_MS, lambda: watch_for_crashes(context, reports))
    code = application.exec()
    context.runner.shutdown()
    reports.end()
    hook.remove()
    return code


def watch_for_crashes(context: AppContext, reports: CrashReports) -> None:
    """Say that the program ended unexpectedly the last time, if it did; watch from now on."""
    report = reports.left()
    reports.watch(system_text())
    if report is not None:
        context.notices.say(
            "Sweetspot ended unexpectedly the last time.",
            "Your practices are safe. If it happens again, send us the report: it holds versions "
            "and where it happened, nothing of yours.",
            Tone.PROBLEM,
            "Show the report",
            partial(_show_folder, report.parent),
        )


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def warm_up(context: AppContext) -> None:
    """Load what the first video needs while the coach still looks for it."""

    def work(progress: JobProgress) -> None:
        for number, name in enumerate(LATER):
            progress.step(number, len(LATER))
            importlib.import_module(name)

    context.runner.start("Getting ready", work, lane=Lane.READER, quiet=True)


def make_application() -> QApplication:
    """Return the one QApplication, with the names that Qt's settings need."""
    QCoreApplication.setApplicationName("Sweetspot")
    QCoreApplication.setOrganizationName("Sweetspot")
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    application = QApplication(sys.argv[:1])
    application.setApplicationDisplayName("Sweetspot")
    application.setDesktopFileName("sweetspot")
    application.setWindowIcon(QIcon(str(icon_file("sweetspot"))))
    return application


def join(hook: ErrorHook, context: AppContext, window: MainWindow) -> None:
    """Bind the window's own actions, let preferences act, show what goes wrong."""
    WindowActions(context, window, hook.log_file)
    TrainingNotices(context, window)
    context.preferences.changed.connect(lambda chosen: use_preferences(context, chosen))
    context.actions["magnifier"].setChecked(context.preferences.value.magnifier)
    context.opener.failed.connect(lambda _path, error: context.notices.fail(error))
    context.opener.truncated.connect(lambda path: _say_truncated(context, path))
    context.analyses.failed.connect(lambda _session, error: context.notices.fail(error))
    hook.expected.connect(context.notices.fail)
    hook.surprised.connect(window.show_problem)
    context.runner.surprised.connect(hook.report)
    context.runner.failed_unheard.connect(lambda job: _say_failed(context, job))
    context.preferences.failed.connect(context.notices.fail)
    # Whoever comes back from another window of the program may have chosen there.
    make_application().applicationStateChanged.connect(context.shelf.refresh)
    context.shelf.refresh()
    _adopt_chosen(context)
    if context.preferences.problem:
        context.notices.say(context.preferences.problem, tone=Tone.PROBLEM)
    elif context.preferences.value.library_folder and not context.store.root.is_dir():
        _say_library_gone(context)


def use_preferences(context: AppContext, chosen: Preferences) -> None:
    """Let changed preferences take effect at once."""
    context.theme.choose(chosen.theme)
    context.actions.set_keys(chosen.keys)
    context.detector.use(context.detector.folder, chosen.threads)
    context.opener.use_preferences(chosen)
    folder = library_folder(chosen)
    if folder.absolute() != context.store.root:
        context.use_library(SessionStore(folder))


def _adopt_chosen(context: AppContext) -> None:
    """Turn a detector that an older Sweetspot kept as a preference into an adopted one."""
    preferences = context.preferences
    if preferences.value.detector_folder:
        with suppress(ModelError, FileError):
            context.shelf.shelf.adopt(Path(preferences.value.detector_folder).expanduser())
        preferences.change(replace(preferences.value, detector_folder=""))
        context.shelf.refresh()


def _say_library_gone(context: AppContext) -> None:
    context.notices.say(
        f"Your library “{context.store.root}” is not there.",
        "Connect the disk it is on and start again, or choose another folder.",
        Tone.PROBLEM,
        "Choose a folder…",
        context.navigation.preferences_wanted.emit,
    )


def _say_truncated(context: AppContext, path: Path) -> None:
    context.notices.say(
        f"“{path.name}” is cut off: only its beginning can be read.",
        "What is there is used. Copy the file from the phone again to get all of it.",
        Tone.PROBLEM,
    )


def _say_failed(context: AppContext, job: Job) -> None:
    if isinstance(job.error, SweetspotError):
        context.notices.fail(job.error)


def config_folder() -> Path:
    """Return where preferences lie; an own library (``SWEETSPOT_LIBRARY``) has its own."""
    own = os.environ.get(ENVIRONMENT, "").strip()
    return default_library() if own else Path(platformdirs.user_config_dir("Sweetspot", False))


def log_folder() -> Path:
    """Return where the log file lies."""
    return Path(platformdirs.user_log_dir("Sweetspot", False))


def make_context(
    application: QApplication, config: Path, runner: JobRunner | None = None
) -> AppContext:
    """Build the shared objects from the preferences in ``config``."""
    preferences = PreferencesFile(config / FILE_NAME)
    chosen = preferences.value
    runner = runner or JobRunner()
    store = SessionStore(library_folder(chosen))
    shelf = shelf_of(store.root, default_model())
    detector = DetectorProvider(shelf.current, chosen.threads)
    notices = Notices()
    theme = Theme(application, chosen.theme)
    actions = Actions()
    actions.set_keys(chosen.keys)
    actions.set_icons(theme.icon)
    theme.changed.connect(lambda: actions.set_icons(theme.icon))
    analyses = Analyses(runner, store, detector)
    opener = VideoOpener(runner, store, analyses)
    opener.use_preferences(chosen)
    return AppContext(
        runner=runner,
        store=store,
        preferences=preferences,
        theme=theme,
        actions=actions,
        detector=detector,
        shelf=Shelf(shelf, detector, notices),
        analyses=analyses,
        trainings=Trainings(runner, store, detector),
        opener=opener,
        library=LibraryChanges(runner, store, analyses),
        navigation=Navigation(),
        notices=notices,
        voice_folder=config / "voice",
    )


def library_folder(preferences: Preferences) -> Path:
    """Return the folder of the library in use."""
    chosen = preferences.library_folder
    return Path(chosen).expanduser() if chosen else default_library()

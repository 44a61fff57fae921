"""Fixtures for tests of the window: own folders, the shared objects, a check for leaks.

A conftest imports the names it needs.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

# Before Qt starts: no test needs a screen. Set it to "xcb" to run on one.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from immediate_runner import ImmediateRunner
from PySide6.QtCore import QProcess, QSettings, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import join, make_context
from app.context import AppContext
from app.errors import ErrorHook
from app.jobs.runner import JobRunner
from app.main_window import MainWindow
from app.state.live_tools import Devices, LiveTools
from core.sessions.library_folder import ENVIRONMENT

GRACE_S = 2.0


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the real library, preferences and settings, and from cameras."""
    monkeypatch.setattr(LiveTools, "devices", lambda _self: Devices())
    monkeypatch.setattr(LiveTools, "devices_if_new", lambda _self: None)
    monkeypatch.setattr(LiveTools, "words", lambda _self, _folder: {})
    monkeypatch.setattr(LiveTools, "has_voice", lambda _self: True)
    monkeypatch.setattr(LiveTools, "loudspeaker", lambda _self: SilentLoudspeaker())
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "library"))
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        QSettings.setPath(QSettings.Format.IniFormat, scope, str(tmp_path / "settings"))
    return tmp_path


@pytest.fixture
def make_shell(
    qapp: QApplication, own_folders: Path
) -> Iterator[Callable[[JobRunner], AppContext]]:
    """Return what builds the shared objects on a runner; nothing may be alive afterwards."""
    before = set(threading.enumerate())
    made: list[AppContext] = []

    def make(runner: JobRunner) -> AppContext:
        made.append(make_context(qapp, own_folders / "config", runner))
        return made[-1]

    yield make
    qapp.processEvents()
    alive = [job for context in made for job in context.runner.alive()]
    for context in made:
        context.runner.shutdown()
    qapp.setStyleSheet("")
    assert not alive, f"jobs alive at the end of the test: {alive}"
    children = [each for context in made for each in leaked_children(context)]
    assert not children, f"threads and processes alive at the end of the test: {children}"
    left = leaked_threads(before)
    assert not left, f"threads alive at the end of the test: {left}"


class SilentLoudspeaker:
    """Plays nothing, and knows what it should have played."""

    played: ClassVar[list[int]] = []

    def __enter__(self) -> SilentLoudspeaker:
        self.played.clear()
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def play(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        self.played.append(len(samples))


def leaked_children(context: AppContext) -> list[object]:
    """Return the Qt threads and processes that still run below the shared objects."""
    threads = [each for each in context.runner.findChildren(QThread) if each.isRunning()]
    idle = QProcess.ProcessState.NotRunning
    processes = [each for each in context.runner.findChildren(QProcess) if each.state() != idle]
    return [*threads, *processes]


def leaked_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Return the threads that are new since ``before`` and do not end by themselves soon."""
    until = time.monotonic() + GRACE_S
    while True:
        left = [each for each in threading.enumerate() if each not in before]
        # A thread that Qt started and Python only looked at has no end that Python sees.
        left = [each for each in left if not each.name.startswith("Dummy-")]
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.01)


@pytest.fixture
def context(make_shell: Callable[[JobRunner], AppContext]) -> AppContext:
    """Return the shared objects with a runner that runs at once."""
    return make_shell(ImmediateRunner())


@pytest.fixture
def live_context(make_shell: Callable[[JobRunner], AppContext]) -> AppContext:
    """Return the shared objects with real threads."""
    return make_shell(JobRunner())


@pytest.fixture
def window(context: AppContext, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """Return the shown window on ``context``."""
    return show_window(context, qtbot, tmp_path)


@pytest.fixture
def live_window(live_context: AppContext, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """Return the shown window on ``live_context``."""
    return show_window(live_context, qtbot, tmp_path)


def show_window(context: AppContext, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """Show the window as ``main`` does, without the hooks of the whole process."""
    window = MainWindow(context)
    qtbot.addWidget(window)
    join(ErrorHook(tmp_path / "log"), context, window)
    window.show()
    qtbot.waitExposed(window)
    return window

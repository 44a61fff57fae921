"""The one hook: log, banner for the expected, dialog for the rest."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.dialogs.problem import ProblemDialog
from app.errors import ErrorHook, report_text
from core.errors import VideoError


@pytest.fixture
def hook(qapp: QApplication, tmp_path: Path) -> Iterator[ErrorHook]:
    made = ErrorHook(tmp_path / "log")
    made.install()
    yield made
    made.remove()


def test_expected_and_unexpected_errors_go_separate_ways(hook: ErrorHook) -> None:
    expected: list[object] = []
    surprised: list[object] = []
    hook.expected.connect(expected.append)
    hook.surprised.connect(surprised.append)
    known, unknown = VideoError("No video.", "Try another."), ValueError("odd")
    for error in (known, unknown):
        sys.excepthook(type(error), error, None)
    assert expected == [known]
    assert surprised == [unknown]
    log = hook.log_file.read_text()
    assert "No video." in log
    assert "ValueError: odd" in log


def test_a_thread_that_dies_is_heard_in_the_gui_thread(hook: ErrorHook, qtbot: QtBot) -> None:
    heard: list[object] = []
    hook.surprised.connect(heard.append)
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert isinstance(heard[0], ZeroDivisionError)


def test_qt_warnings_are_in_the_log(hook: ErrorHook) -> None:
    qWarning("a word from Qt")
    assert "a word from Qt" in hook.log_file.read_text()


def test_everything_is_given_back(qapp: QApplication, tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook)
    hook = ErrorHook(tmp_path)
    hook.install()
    hook.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_log_that_cannot_be_written_stops_nothing(qapp: QApplication, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    hook = ErrorHook(blocked / "log")
    hook.install()
    hook.remove()


def test_the_report_names_versions_and_can_be_copied(qtbot: QtBot) -> None:
    error = ValueError("odd")
    text = report_text(error)
    assert "PySide6_Essentials 6." in text
    assert "ValueError: odd" in text
    dialog = ProblemDialog(error)
    qtbot.addWidget(dialog)
    dialog.copy()
    assert QGuiApplication.clipboard().text() == dialog.report.toPlainText()

"""The jobs panel: what runs, how far it is, how it ended."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.jobs.job import JobProgress, JobState, Lane
from app.main_window import MainWindow
from core.errors import VideoError


def test_a_running_job_is_shown_and_can_be_stopped(live_window: MainWindow, qtbot: QtBot) -> None:
    runner = live_window._context.runner
    go = threading.Event()

    def work(progress: JobProgress) -> None:
        while True:
            progress.step(30, 120)
            go.wait(0.01)

    job = runner.start("Finding hits", work, lane=Lane.DETECTOR, unit="frames")
    live_window._context.actions["jobs"].trigger()
    panel = live_window.jobs_panel
    assert panel.isVisible()
    row = panel.rows()[0]
    qtbot.waitUntil(lambda: "30 of 120 frames" in row.words.text())
    assert row.bar.value() == row.bar.maximum() // 4
    assert "running" in live_window.rail.jobs.accessibleName()
    qtbot.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED)
    qtbot.waitUntil(lambda: row.words.text() == "Stopped")
    assert not row.cancel.isVisible()
    panel.clear.click()
    assert panel.rows() == []
    live_window.close()


def test_a_failure_gives_its_message_and_hint(window: MainWindow, qtbot: QtBot) -> None:
    def work(progress: JobProgress) -> None:
        raise VideoError("No video.", "Try another.")

    window._context.runner.start("Opening", work, on_failed=lambda _error: None)
    assert "failed" in window.rail.jobs.accessibleName()
    window.toggle_jobs()
    assert window.jobs_panel.rows()[0].words.text() == "No video. Try another."
    qtbot.keyClick(window.jobs_panel, Qt.Key.Key_Escape)
    assert not window.jobs_panel.isVisible()
    assert "failed" not in window.rail.jobs.accessibleName(), "it was seen"


def test_a_click_elsewhere_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    window.toggle_jobs()
    assert window.jobs_panel.isVisible()
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=window.rect().center())
    assert not window.jobs_panel.isVisible()

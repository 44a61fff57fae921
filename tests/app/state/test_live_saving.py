"""Recordings become practices beside whatever is watched; the microphone's level before that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

import numpy as np
import pytest
from immediate_runner import ImmediateRunner
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.jobs.runner import JobRunner
from app.live_choices import NO_MICROPHONE
from app.state.live_listening import LiveListening
from app.state.live_reports import RecordingStopped
from app.state.live_run import LiveRun
from app.state.live_saving import LiveSaving, lesson_title
from app.state.live_tools import LiveTools
from core.capture.live_frame import SoundBlock
from core.errors import CaptureError, FileError, SweetspotError
from core.live.recorder import Recorder


class FakeRecorder:
    def __init__(self, result: object) -> None:
        self.result = result

    def finish(self) -> object:
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


class FakeRun:
    def __init__(self) -> None:
        self.released: list[object] = []

    def release(self, recorder: object) -> None:
        self.released.append(recorder)


def stopped(result: object) -> RecordingStopped:
    return RecordingStopped(cast(Recorder, FakeRecorder(result)))


@pytest.fixture
def saving(qapp: QApplication) -> LiveSaving:
    return LiveSaving(ImmediateRunner())


def test_a_saved_recording_is_told_and_its_recorder_let_go(saving: LiveSaving) -> None:
    told: list[Any] = []
    saving.saved.connect(told.append)
    run = FakeRun()
    first = stopped("one")
    saving.save(first, cast(LiveRun, run))
    saving.save(stopped("two"), None)
    assert told == ["one", "two"]
    assert list(saving.sessions) == told
    assert run.released == [first.recorder]
    assert saving.under_way == 0
    saving.begin_anew()
    assert saving.sessions == ()


@pytest.mark.parametrize("error", [FileError("The disk is full."), ZeroDivisionError()])
def test_what_cannot_be_saved_is_told_in_words(saving: LiveSaving, error: Exception) -> None:
    told: list[SweetspotError] = []
    saving.failed.connect(told.append)
    saving.save(stopped(error), None)
    assert saving.under_way == 0
    assert saving.sessions == ()
    assert len(told) == 1
    assert told[0].message


def test_a_lesson_is_called_after_its_beginning() -> None:
    assert lesson_title(datetime(2026, 5, 3, 17, 5)) == "Lesson on 3 May, 17:05"
    assert re.fullmatch(r"Lesson on \d{1,2} \S+, \d\d:\d\d", lesson_title())


class Tools(LiveTools):
    """A microphone that hears a stroke at once, and one that is taken."""

    @contextmanager
    def microphone(  # type: ignore[override]
        self, device: str, take: Callable[[SoundBlock], None]
    ) -> Iterator[None]:
        if device == "taken":
            raise CaptureError("Sweetspot cannot listen to it.", "Is another program using it?")
        take(SoundBlock(np.full(64, 0.5, np.float32), 8000, 1e9))
        yield


def test_the_level_is_heard_until_it_is_not_wanted(qtbot: QtBot) -> None:
    runner = JobRunner()
    listening = LiveListening(runner, Tools())
    listening.listen("ears")
    qtbot.waitUntil(lambda: listening.level_db is not None, timeout=20_000)
    assert listening.level_db == pytest.approx(-6.0, abs=0.1)
    listening.listen(NO_MICROPHONE)
    assert listening.level_db is None
    qtbot.waitUntil(lambda: not runner.alive(), timeout=20_000)
    runner.shutdown()


def test_a_microphone_that_is_taken_is_said(qtbot: QtBot) -> None:
    runner = JobRunner()
    listening = LiveListening(runner, Tools())
    listening.listen("taken")
    qtbot.waitUntil(lambda: bool(listening.problem), timeout=20_000)
    assert "Is another program using it?" in listening.problem
    assert listening.level_db is None
    listening.listen(None)
    assert listening.problem == ""
    runner.shutdown()

"""When a recording begins, ends, is tried again, and what the window hears of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from live_feed import drawn_frames

from app.jobs.job import JobProgress
from app.state.live_recording import LiveRecording
from app.state.live_reports import RecordingBegun, RecordingRefused, RecordingStopped
from app.state.live_wish import LiveWish
from core.capture.live_frame import LiveFrame
from core.errors import FileError
from core.live.record_lead import Lead
from core.live.record_values import RecorderStatus, RecordingEnd, RecordingPlan
from core.live.recorder import Recorder
from core.live.watch import Watch
from core.live.watch_values import ListenerTrouble, Quality, QualityChanged, Shown

RECORD, REST = LiveWish(record=True), LiveWish()
PLAN = RecordingPlan()


@dataclass
class FakeRecorder:
    status_: RecorderStatus = field(default_factory=RecorderStatus)
    whole: bool = True
    finished: bool = False

    def status(self) -> RecorderStatus:
        return self.status_

    def look_is_whole(self, whole: bool) -> None:
        self.whole = whole

    def follow(self, lead: Lead) -> None:
        self.lead = lead

    def finish(self) -> None:
        self.finished = True


class FakeWatch:
    def __init__(self) -> None:
        self.listeners: list[object] = []

    def add(self, frames: object, results: object) -> None:
        assert frames is results
        self.listeners.append(frames)


class Bench:
    """A recording, what it makes and what it tells."""

    def __init__(self) -> None:
        self.made: list[FakeRecorder] = []
        self.told: list[Any] = []
        self.refuses: FileError | None = None
        self.watch = FakeWatch()
        self.recording = LiveRecording(self.make)
        self.progress = JobProgress(
            lambda _step: None, lambda value, _newest: self.told.append(value)
        )
        (frame,) = drawn_frames([0.0])
        self.shown = Shown(frame)

    def make(self, first: LiveFrame, plan: RecordingPlan) -> Recorder:
        assert plan is PLAN
        if self.refuses is not None:
            raise self.refuses
        self.made.append(FakeRecorder())
        return cast(Recorder, self.made[-1])

    def follow(self, wish: LiveWish, shown: bool = True) -> None:
        watch = cast(Watch, self.watch)
        self.recording.follow(wish, watch, self.shown if shown else None, PLAN, self.progress)

    def kinds(self) -> list[type]:
        return [type(each) for each in self.told]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_it_begins_with_the_first_picture_and_ends_when_wished(bench: Bench) -> None:
    bench.follow(RECORD, shown=False)
    assert bench.made == []
    for _ in range(3):
        bench.follow(RECORD)
    assert len(bench.made) == 1
    assert bench.watch.listeners == bench.made
    assert bench.recording.status(bench.progress) == RecorderStatus()
    bench.follow(REST)
    assert bench.kinds() == [RecordingBegun, RecordingStopped]
    assert bench.told[-1].recorder is bench.made[0]
    assert bench.told[-1].error is None
    assert bench.recording.status(bench.progress) is None


def test_a_refusal_is_told_once_and_tried_again_when_wished_anew(bench: Bench) -> None:
    bench.refuses = FileError("The disk is full.")
    for _ in range(3):
        bench.follow(RECORD)
    assert bench.kinds() == [RecordingRefused]
    bench.refuses = None
    bench.follow(RECORD)
    assert bench.made == []
    bench.follow(replace(RECORD, tries=1))
    assert bench.kinds() == [RecordingRefused, RecordingBegun]


def test_a_recorder_that_fails_is_ended_with_its_reason(bench: Bench) -> None:
    bench.follow(RECORD)
    bench.recording.hear([ListenerTrouble(object(), "Another one.", "")])
    bench.follow(RECORD)
    assert bench.kinds() == [RecordingBegun]
    bench.recording.hear([ListenerTrouble(bench.made[0], "The disk is gone.", "Plug it in.")])
    bench.follow(RECORD)
    assert bench.kinds() == [RecordingBegun, RecordingStopped]
    assert bench.told[-1].error.message == "The disk is gone."
    bench.follow(RECORD)
    assert len(bench.made) == 1, "not begun again by itself"


def test_another_size_goes_on_in_another_part_and_a_full_disk_does_not(bench: Bench) -> None:
    bench.follow(RECORD)
    bench.made[0].status_ = RecorderStatus(ended=RecordingEnd.SIZE_CHANGED)
    assert bench.recording.status(bench.progress) is None
    assert bench.told[-1].error is None
    bench.follow(RECORD)
    assert len(bench.made) == 2
    full = RecorderStatus(ended=RecordingEnd.DISK_FULL, trouble="The disk is full.")
    bench.made[1].status_ = full
    bench.recording.status(bench.progress)
    assert bench.told[-1].error.message == "The disk is full."
    bench.follow(RECORD)
    assert len(bench.made) == 2


def test_a_closing_window_hears_nothing_but_the_lesson_is_finished(bench: Bench) -> None:
    bench.follow(RECORD)
    bench.progress.ask_to_stop()
    bench.recording.end(bench.progress)
    assert bench.made[0].finished
    bench.recording.end(bench.progress)
    assert bench.kinds() == [RecordingBegun]


def test_it_knows_whether_the_detector_sees_all_it_can(bench: Bench) -> None:
    bench.recording.hear([QualityChanged(Quality.LIGHT, "slow")])
    bench.follow(RECORD)
    assert not bench.made[0].whole
    bench.recording.hear([QualityChanged(Quality.FULL, "quick")])
    assert bench.made[0].whole

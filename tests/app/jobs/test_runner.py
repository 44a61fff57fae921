"""The runner: every ending, updates in order, one lane after another, nothing left behind."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.jobs.job import Job, JobProgress, JobState, Lane
from app.jobs.runner import JobRunner
from core.errors import Cancelled, VideoError


@pytest.fixture
def runner(qapp: QApplication) -> JobRunner:
    return JobRunner()


@pytest.fixture(autouse=True)
def nothing_left(runner: JobRunner) -> object:
    yield
    runner.shutdown()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("job-")]


def until_over(qtbot: QtBot, *jobs: Job) -> None:
    qtbot.waitUntil(lambda: all(job.state.over for job in jobs), timeout=10_000)


def wait_to_stop(progress: JobProgress) -> None:
    while True:
        progress.step(1, 10)
        time.sleep(0.002)


def test_result_comes_back_in_the_gui_thread(runner: JobRunner, qtbot: QtBot) -> None:
    heard: list[tuple[object, bool]] = []
    gui = QThread.currentThread()
    job = runner.start(
        "adding",
        lambda _progress: 40 + 2,
        on_done=lambda result: heard.append((result, QThread.currentThread() is gui)),
    )
    until_over(qtbot, job)
    assert heard == [(42, True)]
    assert job.state is JobState.DONE
    assert job.fraction == 1.0


def test_updates_come_in_order_and_all_of_them(runner: JobRunner, qtbot: QtBot) -> None:
    heard: list[int] = []

    def work(progress: JobProgress) -> str:
        for number in range(3000):
            progress.publish(number)
        return "end"

    ends: list[int] = []
    job = runner.start(
        "publishing", work, on_update=heard.append, on_done=lambda _r: ends.append(len(heard))
    )
    until_over(qtbot, job)
    assert heard == list(range(3000))
    assert ends == [3000], "the end comes after every update"


def test_newest_only_values_are_dropped_not_reordered(runner: JobRunner, qtbot: QtBot) -> None:
    heard: list[int] = []

    def work(progress: JobProgress) -> None:
        for number in range(3000):
            progress.publish(number, newest_only=True)

    job = runner.start("publishing", work, on_update=heard.append)
    job.ended.connect(lambda: None)
    until_over(qtbot, job)
    assert heard == sorted(set(heard))
    assert heard[-1] == 2999


def test_expected_failure_reaches_its_starter(runner: JobRunner, qtbot: QtBot) -> None:
    def work(progress: JobProgress) -> None:
        raise VideoError("No video.", "Try another.")

    heard: list[BaseException] = []
    surprised: list[object] = []
    runner.surprised.connect(surprised.append)
    job = runner.start("failing", work, on_failed=heard.append)
    until_over(qtbot, job)
    assert job.state is JobState.FAILED
    assert (job.message, job.hint) == ("No video.", "Try another.")
    assert isinstance(heard[0], VideoError)
    assert surprised == []


def test_unexpected_failure_reaches_the_hook_too(runner: JobRunner, qtbot: QtBot) -> None:
    heard: list[object] = []
    unheard: list[object] = []
    runner.surprised.connect(heard.append)
    runner.failed_unheard.connect(unheard.append)
    job = runner.start("failing", lambda _progress: 1 // 0)
    until_over(qtbot, job)
    assert isinstance(heard[0], ZeroDivisionError)
    assert unheard == [job]
    assert "unexpected" in job.message


def test_cancel_a_running_and_a_waiting_job(runner: JobRunner, qtbot: QtBot) -> None:
    heard: list[str] = []
    first = runner.start(
        "first", wait_to_stop, lane=Lane.DETECTOR, on_cancelled=lambda: heard.append("first")
    )
    second = runner.start(
        "second", wait_to_stop, lane=Lane.DETECTOR, on_cancelled=lambda: heard.append("second")
    )
    qtbot.waitUntil(lambda: first.state is JobState.RUNNING)
    assert second.state is JobState.QUEUED
    second.cancel()
    first.cancel()
    until_over(qtbot, first, second)
    assert sorted(heard) == ["first", "second"]
    assert {first.state, second.state} == {JobState.CANCELLED}


def test_no_update_is_heard_after_cancel(runner: JobRunner, qtbot: QtBot) -> None:
    late: list[int] = []

    def work(progress: JobProgress) -> None:
        number = 0
        while True:
            progress.publish(number)
            number += 1
            time.sleep(0.001)

    job = runner.start(
        "publishing", work, on_update=lambda n: late.append(n) if job.stopping else job.cancel()
    )
    until_over(qtbot, job)
    assert late == []


def test_a_lane_keeps_its_order_and_one_at_a_time(runner: JobRunner, qtbot: QtBot) -> None:
    running: list[int] = []
    seen: list[tuple[int, int]] = []

    def work(number: int) -> None:
        running.append(number)
        time.sleep(0.003)
        seen.append((number, len(running)))
        running.remove(number)

    jobs = [runner.start(f"{n}", lambda _p, n=n: work(n), lane=Lane.LIBRARY) for n in range(12)]
    until_over(qtbot, *jobs)
    assert seen == [(n, 1) for n in range(12)]


def test_a_callback_that_fails_does_not_silence_the_others(runner: JobRunner, qtbot: QtBot) -> None:
    heard: list[int] = []

    def done(number: int) -> None:
        if number == 0:
            raise ValueError("a fault in a callback")
        heard.append(number)

    with qtbot.captureExceptions() as caught:
        jobs = [
            runner.start(f"{n}", lambda _p, n=n: n, lane=Lane.LIBRARY, on_done=done)
            for n in range(4)
        ]
        qtbot.waitUntil(lambda: len(heard) == 3)
    assert all(job.state is JobState.DONE for job in jobs)
    assert len(caught) == 1


def test_shutdown_stops_work_but_lets_the_library_finish(runner: JobRunner) -> None:
    written: list[int] = []

    def save(number: int) -> None:
        time.sleep(0.005)
        written.append(number)

    stuck = runner.start("analysis", wait_to_stop, lane=Lane.DETECTOR)
    for number in range(10):
        runner.start("saving", lambda _p, n=number: save(n), lane=Lane.LIBRARY)
    runner.shutdown()
    assert written == list(range(10))
    assert stuck.state is JobState.CANCELLED
    assert runner.alive() == []
    late = runner.start("late", lambda _progress: written.append(99))
    assert late.state is JobState.CANCELLED
    assert 99 not in written


def test_quiet_jobs_are_not_shown_and_ended_ones_are_forgotten(
    runner: JobRunner, qtbot: QtBot
) -> None:
    quiet = runner.start("quiet", lambda _progress: None, quiet=True)
    shown = runner.start("shown", lambda _progress: None)
    assert [job.name for job in runner.jobs] == ["shown"]
    until_over(qtbot, quiet, shown)
    runner.forget_ended()
    assert runner.jobs == []


def test_a_job_names_who_started_it(runner: JobRunner, qtbot: QtBot) -> None:
    job = runner.start("named", lambda _progress: None)
    assert "test_runner.py" in repr(job)
    assert "test_a_job_names_who_started_it" in repr(job)
    until_over(qtbot, job)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Lane)),
            st.sampled_from(["done", "failed", "cancelled", "stopped"]),
            st.integers(0, 4),
        ),
        max_size=12,
    )
)
def test_whatever_happens_each_job_ends_once_and_its_starter_hears_it_once(
    runner: JobRunner, qtbot: QtBot, plan: list[tuple[Lane, str, int]]
) -> None:
    heard: dict[int, list[str]] = {number: [] for number in range(len(plan))}

    def work(progress: JobProgress, end: str, updates: int) -> str:
        for number in range(updates):
            progress.publish(number)
            progress.step(number, updates)
        if end == "failed":
            raise VideoError("No.")
        if end == "cancelled":
            raise Cancelled
        return end

    jobs = []
    for number, (lane, end, updates) in enumerate(plan):
        say = heard[number].append
        job = runner.start(
            end,
            lambda progress, end=end, updates=updates: work(progress, end, updates),
            lane=lane,
            on_update=lambda value, say=say: say(f"update {value}"),
            on_done=lambda _result, say=say: say("done"),
            on_failed=lambda _error, say=say: say("failed"),
            on_cancelled=lambda say=say: say("cancelled"),
        )
        if end == "stopped":
            job.cancel()
        jobs.append(job)
    until_over(qtbot, *jobs)
    for number, (_lane, end, updates) in enumerate(plan):
        *before, last = heard[number]
        if end == "stopped":
            assert last in ("cancelled", "done")
            assert before == []
        else:
            assert last == end
            assert before == [f"update {value}" for value in range(updates)]

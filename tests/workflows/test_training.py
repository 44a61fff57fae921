"""A training from beginning to end as the window does it, with the real trainer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shell_fixtures import show_window
from toy_dataset import TINY, draw_toy_dataset

from app.context import AppContext
from app.dialogs.leaving import LeaveDialog
from app.jobs.runner import JobRunner
from app.main_window import MainWindow
from app.state.trainings import Trainings
from core.errors import LockedError
from core.process_lock import is_held
from core.training.events import Event, Failed, Finished, Progressed, Stopped
from core.training.request import TrainRequest
from core.training.run_record import RunState, read_run

LONG_MS = 240_000
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nets are tiny; on a busy computer several threads only wait for one another."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.chdir(REPOSITORY)


@pytest.fixture
def at_rest(live_context: AppContext, qtbot: QtBot) -> Iterator[None]:
    """Let what looks at the runs after the last act end, too."""
    yield
    qtbot.waitUntil(lambda: not live_context.runner.alive(), timeout=LONG_MS)


def request_in(context: AppContext, tmp_path: Path, name: str, **settings: object) -> TrainRequest:
    data = tmp_path / "pictures"
    if not data.is_dir():
        data.mkdir()
        draw_toy_dataset(data, 4)
    wanted = {**TINY, "epochs": 4000, "device": "cpu", "evaluate_every": 2, **settings}
    return TrainRequest(str(data), str(context.trainings.folder / name), None, wanted)


class Listener:
    """Hears all that a run's trainer says."""

    def __init__(self, trainings: Trainings) -> None:
        self.events: list[Event] = []
        trainings.event_heard.connect(lambda _name, event: self.events.append(event))

    def has(self, kind: type[Event]) -> bool:
        return any(isinstance(event, kind) for event in self.events)


def learns(listener: Listener) -> Callable[[], bool]:
    return lambda: listener.has(Progressed)


def state_of(context: AppContext, name: str) -> RunState | None:
    run = context.trainings.run(name)
    return run.status.state if run is not None else None


@pytest.mark.usefixtures("at_rest")
def test_a_training_is_begun_paused_and_ended_with_its_best(
    live_context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    trainings = live_context.trainings
    listener = Listener(trainings)
    name = trainings.start(request_in(live_context, tmp_path, "one"))
    qtbot.waitUntil(learns(listener), timeout=LONG_MS)
    assert (trainings.current, trainings.runs_here) == (name, name)
    qtbot.waitUntil(lambda: state_of(live_context, name) is RunState.RUNNING, timeout=LONG_MS)
    job = trainings.job_of(name)
    assert job is not None
    assert job.note.startswith("round ")

    trainings.pause(name)
    assert trainings.is_ending(name)
    qtbot.waitUntil(lambda: state_of(live_context, name) is RunState.STOPPED, timeout=LONG_MS)
    assert listener.has(Stopped)
    assert (trainings.current, trainings.interrupted) == (None, ())
    reached = read_run(trainings.folder / name).status.step

    listener.events.clear()
    trainings.resume(name)
    qtbot.waitUntil(learns(listener), timeout=LONG_MS)
    first = next(event for event in listener.events if isinstance(event, Progressed))
    assert first.step > reached
    trainings.finish(name)
    qtbot.waitUntil(lambda: state_of(live_context, name) is RunState.FINISHED, timeout=LONG_MS)
    end = listener.events[-1]
    assert isinstance(end, Finished)
    assert Path(end.checkpoint) == trainings.folder / name / "best.pt"
    assert not (trainings.folder / name / "wish.json").exists()


def test_closing_the_window_asks_and_pausing_saves_first(
    live_window: MainWindow, live_context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    trainings = live_context.trainings
    listener = Listener(trainings)
    name = trainings.start(request_in(live_context, tmp_path, "one"))
    qtbot.waitUntil(learns(listener), timeout=LONG_MS)
    live_window.close()
    dialog = live_window.findChild(LeaveDialog)
    assert dialog is not None
    assert live_window.isVisible()
    QTest.mouseClick(dialog.stay, Qt.MouseButton.LeftButton)
    assert (trainings.runs_here, live_window.isVisible()) == (name, True)

    live_window.close()
    dialog = live_window.findChildren(LeaveDialog)[-1]
    QTest.mouseClick(dialog.pause, Qt.MouseButton.LeftButton)
    assert dialog.busy.isVisible()
    qtbot.waitUntil(lambda: not live_window.isVisible(), timeout=LONG_MS)
    run = read_run(trainings.folder / name)
    assert run.status.state is RunState.STOPPED
    assert run.checkpoint is not None
    assert run.broken_off, "the next window offers to go on"


def test_a_training_goes_on_without_its_window_and_the_next_one_steers_it(
    make_shell: Callable[[JobRunner], AppContext], qtbot: QtBot, tmp_path: Path
) -> None:
    first = make_shell(JobRunner())
    window = show_window(first, qtbot, tmp_path)
    listener = Listener(first.trainings)
    name = first.trainings.start(request_in(first, tmp_path, "one"))
    qtbot.waitUntil(learns(listener), timeout=LONG_MS)
    window.close()
    dialog = window.findChild(LeaveDialog)
    assert dialog is not None
    QTest.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    assert not window.isVisible()
    folder = first.trainings.folder / name
    assert is_held(folder / "run.lock"), "it goes on"

    second = make_shell(JobRunner())
    heard = Listener(second.trainings)
    second.trainings.refresh()
    qtbot.waitUntil(lambda: second.trainings.current == name, timeout=LONG_MS)
    assert second.trainings.runs_here is None
    with pytest.raises(LockedError, match="another window"):
        second.trainings.resume(name)
    qtbot.waitUntil(learns(heard), timeout=LONG_MS)
    second.trainings.finish(name)
    qtbot.waitUntil(lambda: heard.has(Finished), timeout=LONG_MS)
    assert state_of(second, name) is RunState.FINISHED
    assert second.trainings.current is None
    qtbot.waitUntil(lambda: not second.runner.alive(), timeout=LONG_MS)


@pytest.mark.usefixtures("at_rest")
def test_after_a_kill_it_is_offered_and_goes_on(
    live_context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    trainings = live_context.trainings
    listener = Listener(trainings)
    name = trainings.start(request_in(live_context, tmp_path, "one", save_every_s=0.0))
    qtbot.waitUntil(learns(listener), timeout=LONG_MS)
    os.kill(int((trainings.folder / name / "run.lock").read_text()), signal.SIGKILL)

    def told() -> bool:
        return any("by signal 9" in run.status.message for run in trainings.interrupted)

    qtbot.waitUntil(told, timeout=LONG_MS)
    assert state_of(live_context, name) is RunState.INTERRUPTED
    listener.events.clear()
    trainings.resume(name)
    qtbot.waitUntil(learns(listener), timeout=LONG_MS)
    trainings.cancel(name)
    qtbot.waitUntil(lambda: state_of(live_context, name) is RunState.GIVEN_UP, timeout=LONG_MS)
    assert trainings.interrupted == ()
    trainings.remove(name)
    qtbot.waitUntil(lambda: trainings.runs == (), timeout=LONG_MS)
    assert not (trainings.folder / name).exists()


@pytest.fixture
def small_disk(live_context: AppContext) -> Iterator[Path]:
    """Return the runs' folder on a disk of its own of 160 MB; skip where none can be made."""
    folder = live_context.trainings.folder
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=160m", "sweetspot-test", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no disk of its own can be made here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.usefixtures("at_rest")
def test_a_full_disk_ends_it_in_words_and_with_space_it_goes_on(
    small_disk: Path, live_context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    trainings = live_context.trainings
    listener = Listener(trainings)
    request = request_in(live_context, tmp_path, "one", save_every_s=0.0, evaluate_every=0)
    name = trainings.start(request)
    qtbot.waitUntil(learns(listener), timeout=LONG_MS)
    with (small_disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while ballast.write(bytes(1 << 20)):
            pass
    qtbot.waitUntil(lambda: listener.has(Failed), timeout=LONG_MS)
    failed = next(event for event in listener.events if isinstance(event, Failed))
    assert "No space left" in failed.message
    assert "kept in" in failed.hint
    (small_disk / "ballast").unlink()
    qtbot.waitUntil(lambda: trainings.current is None, timeout=LONG_MS)

    listener.events.clear()
    trainings.resume(name)
    qtbot.waitUntil(learns(listener), timeout=LONG_MS)
    trainings.pause(name)
    qtbot.waitUntil(lambda: state_of(live_context, name) is RunState.STOPPED, timeout=LONG_MS)

"""Trainings of a window with trainers that are recorded, flood, hang, die or wait."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from run_maker import make_run

from app.context import AppContext
from app.jobs.runner import JobRunner
from app.jobs.training_job import Patience
from app.notices import Notice
from app.state.trainings import Trainings
from app.training_notices import TrainingNotices
from core import process_lock
from core.errors import LockedError, SweetspotError, TrainingError
from core.training.choice import TrainChoice
from core.training.events import Evaluated, Event, Failed, Finished, Noted, Progressed, to_line
from core.training.preflight import Preflight
from core.training.request import TrainRequest
from core.training.run_record import RunState

WAIT_MS = 60_000
SPEAK = "import os, sys, time\ndef say(line): print(line, flush=True)\n"
UNTIL_ASKED = "while sys.stdin.read(1): pass\n"
Trainer = Callable[[str], None]


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Trainer:
    """Return what makes every trainer run this code instead."""

    def play(code: str) -> None:
        command = [sys.executable, "-c", SPEAK + code]
        monkeypatch.setattr("app.state.trainings.trainer_command", lambda verb, path: command)

    return play


@pytest.fixture
def trainings(live_context: AppContext, qtbot: QtBot) -> Iterator[Trainings]:
    """Return those of a window with real threads, which are at rest at the end."""
    yield live_context.trainings
    qtbot.waitUntil(lambda: not live_context.runner.alive(), timeout=WAIT_MS)


class Heard:
    """All that is said of the runs."""

    def __init__(self, trainings: Trainings) -> None:
        self.events: list[tuple[str, Event]] = []
        self.errors: list[SweetspotError] = []
        self.silent: list[float] = []
        self.ended: list[str] = []
        trainings.event_heard.connect(lambda name, event: self.events.append((name, event)))
        trainings.failed.connect(self.errors.append)
        trainings.silent.connect(lambda _name, seconds: self.silent.append(seconds))
        trainings.ended.connect(self.ended.append)

    def kinds(self) -> list[type[Event]]:
        return [type(event) for _, event in self.events]


def said(event: Event) -> str:
    return f"say({to_line(event)!r})\n"


def begin(trainings: Trainings, name: str) -> str:
    return trainings.start(TrainRequest("data", str(trainings.folder / name), None, {"lr": 1.0}))


def recorded() -> Path:
    return Path(__file__).resolve().parents[2] / "data" / "training_lines.jsonl"


def test_a_recorded_training_is_heard_as_it_was_said(
    trainings: Trainings, trainer: Trainer, qtbot: QtBot
) -> None:
    lines = recorded().read_text(encoding="utf-8").splitlines()
    torn = 'sys.stdout.write(\'{"event": "progressed", "step"\')\n'
    played = "".join(f"say({line!r}); time.sleep(0.12)\n" for line in lines)
    trainer("sys.stderr.write('UserWarning: ')\n" + played + torn)
    heard = Heard(trainings)
    name = begin(trainings, "one")
    qtbot.waitUntil(lambda: heard.ended == [name], timeout=WAIT_MS)
    events = [event for _, event in heard.events]
    assert events[-1] == Finished("runs/one/best.pt", 16, 0.0, "All epochs are done.")
    assert sum(isinstance(event, Evaluated) for event in events) == 2
    steps = [event.step for event in events if isinstance(event, Progressed)]
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (2, 16)
    assert trainings.latest(name) == events[-1]
    assert heard.errors == []


def test_a_flood_leaves_the_window_at_peace(
    trainings: Trainings, trainer: Trainer, qtbot: QtBot
) -> None:
    line = to_line(Progressed(1))
    trainer(f"for i in range(2000): say({line!r})\n" + said(Finished("x")))
    heard = Heard(trainings)
    name = begin(trainings, "one")
    qtbot.waitUntil(lambda: heard.ended == [name], timeout=WAIT_MS)
    assert heard.events[-1] == (name, Finished("x"))
    assert len(heard.events) < 100


def test_one_that_says_nothing_is_named_and_can_be_stopped(
    make_shell: Callable[[JobRunner], AppContext], trainer: Trainer, qtbot: QtBot
) -> None:
    context = make_shell(JobRunner())
    context.trainings = Trainings(
        context.runner, context.store, context.detector, Patience(0.2, 1.0), context.runner
    )
    notices: list[Notice] = []
    context.notices.posted.connect(notices.append)
    TrainingNotices(context, context.runner)
    trainer(said(Noted("ready")) + "time.sleep(1000)")
    heard = Heard(context.trainings)
    name = begin(context.trainings, "one")
    qtbot.waitUntil(lambda: bool(notices), timeout=WAIT_MS)
    assert heard.silent[0] > 0.2
    assert "has said nothing" in notices[0].message
    assert notices[0].pressed is not None
    notices[0].pressed()
    qtbot.waitUntil(lambda: heard.ended == [name], timeout=WAIT_MS)
    assert context.trainings.current is None
    qtbot.waitUntil(lambda: not context.runner.alive(), timeout=WAIT_MS)


def test_one_that_dies_says_why_in_its_folder(
    trainings: Trainings, trainer: Trainer, qtbot: QtBot
) -> None:
    trainer("raise MemoryError('much too small')")
    heard = Heard(trainings)
    name = begin(trainings, "one")
    qtbot.waitUntil(lambda: heard.ended == [name], timeout=WAIT_MS)
    assert heard.kinds() == [Failed]
    qtbot.waitUntil(lambda: state(trainings, name) is RunState.FAILED, timeout=WAIT_MS)
    run = trainings.run(name)
    assert run is not None
    assert "much too small" in run.status.message


def state(trainings: Trainings, name: str) -> RunState | None:
    run = trainings.run(name)
    return None if run is None else run.status.state


def test_the_second_waits_for_the_first(
    trainings: Trainings, trainer: Trainer, qtbot: QtBot
) -> None:
    trainer(said(Noted("ready")) + UNTIL_ASKED)
    heard = Heard(trainings)
    first = begin(trainings, "one")
    qtbot.waitUntil(lambda: trainings.current == first and bool(heard.events), timeout=WAIT_MS)
    second = begin(trainings, "two")
    qtbot.waitUntil(lambda: trainings.waiting == (second,), timeout=WAIT_MS)
    third = begin(trainings, "three")
    qtbot.waitUntil(lambda: len(trainings.runs) == 3, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: trainings.waiting == (second, third), timeout=WAIT_MS)
    assert state(trainings, second) is RunState.QUEUED
    trainings.pause(second)
    assert trainings.waiting == (third,)
    trainings.finish(third)
    assert trainings.waiting == ()
    trainings.kill(first)
    qtbot.waitUntil(lambda: first in heard.ended, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: state(trainings, second) is RunState.STOPPED, timeout=WAIT_MS)
    assert trainings.interrupted == ()


def test_giving_up_ends_one_that_hears_nothing(
    trainings: Trainings, trainer: Trainer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.state.training_queue.MADE_TO_END_MS", 50)
    trainer(said(Noted("ready")) + "time.sleep(1000)")
    heard = Heard(trainings)
    name = begin(trainings, "one")
    qtbot.waitUntil(lambda: bool(heard.events), timeout=WAIT_MS)
    trainings.cancel(name)
    assert trainings.is_ending(name)
    qtbot.waitUntil(lambda: state(trainings, name) is RunState.GIVEN_UP, timeout=WAIT_MS)
    assert heard.ended == [name]


def test_two_windows_never_train_one_run(trainings: Trainings, qtbot: QtBot) -> None:
    folder = make_run(trainings.folder / "one", state=RunState.RUNNING, share=0.5, pictures=0)
    with process_lock.held(folder / "run.lock", "Trained"):
        trainings.refresh()
        qtbot.waitUntil(lambda: trainings.current == "one", timeout=WAIT_MS)
        for act in (trainings.resume, trainings.remove):
            with pytest.raises(LockedError, match="under way"):
                act("one")
        trainings.pause("one")
        assert (folder / "wish.json").is_file(), "who trains it is told"
    qtbot.waitUntil(lambda: trainings.current is None, timeout=WAIT_MS)
    assert [run.name for run in trainings.interrupted] == ["one"]


def test_a_broken_off_run_is_offered_once_at_the_start(context: AppContext) -> None:
    notices: list[Notice] = []
    context.notices.posted.connect(notices.append)
    TrainingNotices(context, context.runner)
    make_run(context.trainings.folder / "one", state=RunState.RUNNING, share=0.5, pictures=0)
    for _ in range(2):
        context.trainings.refresh()
    (notice,) = notices
    assert "was interrupted" in notice.message
    assert notice.button == "Go on"


def test_without_a_fix_there_is_nothing_to_learn_from(context: AppContext) -> None:
    found: list[Preflight] = []
    context.trainings.preflight(TrainChoice(), found.append, pytest.fail)
    (refusal,) = found[0].refusals
    assert "nothing to learn from" in refusal.reason
    heard = Heard(context.trainings)
    name = context.trainings.start(TrainChoice())
    assert [error.message for error in heard.errors] == [refusal.reason]
    assert not (context.trainings.folder / name).exists()


@pytest.mark.parametrize("name", ["none", "../elsewhere", ""])
def test_what_is_not_there_cannot_be_steered(context: AppContext, name: str) -> None:
    trainings = context.trainings
    for act in (trainings.resume, trainings.finish, trainings.cancel, trainings.remove,
                trainings.repeat):  # fmt: skip
        with pytest.raises(TrainingError, match="no training"):
            act(name)

"""The Train place: what is shown when, which answers count, which actions make sense."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from fixed_library import add_practice
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot
from run_maker import evaluation_at, make_run, progress_at
from run_values import run_record

from app.context import AppContext
from app.dialogs.question import Question
from app.jobs.job import Job, Lane
from app.main_window import MainWindow
from app.notices import Notice
from app.places.train import TrainPlace
from app.places.train_layout import CURVES, JUDGE
from core.errors import TrainingError
from core.training.choice import TrainChoice
from core.training.events import Failed
from core.training.preflight import Preflight, Refusal
from core.training.run_record import RunState, read_status
from core.training.wishes import Wish, wished

LEFT = Qt.MouseButton.LeftButton
Answer = Callable[[Preflight], None]


class Oracle:
    """Stands for the trainer's pre-flight: answers when told to."""

    def __init__(self, context: AppContext) -> None:
        self.asked: list[tuple[TrainChoice, Answer, Callable[[BaseException], None]]] = []
        self._context = context
        context.trainings.preflight = self._ask  # type: ignore[method-assign]

    def _ask(
        self, choice: TrainChoice, done: Answer, failed: Callable[[BaseException], None]
    ) -> Job:
        self.asked.append((choice, done, failed))
        return Job(len(self.asked), "Looking", Lane.SHORT, "", True, "test")


@pytest.fixture
def oracle(context: AppContext) -> Oracle:
    return Oracle(context)


@pytest.fixture
def library(context: AppContext) -> Path:
    root = context.store.root
    (root / "videos").mkdir(parents=True)
    add_practice(root, "Forehands", (0, 4, 8))
    add_practice(root, "Serves", (1, 2), n=30)
    return root


def train_place(window: MainWindow) -> TrainPlace:
    return cast(TrainPlace, window.show_place("train"))


def with_runs(context: AppContext, place: TrainPlace, **states: RunState) -> None:
    """Let the library hold runs of these names and states."""
    for name, state in states.items():
        make_run(context.trainings.folder / name, state=state, share=0.5, pictures=1)
    context.trainings.refresh()


def ways_out(place: TrainPlace) -> list[str]:
    """Return the words of the buttons on the page that says what to do."""
    buttons = place.layout_.message.findChildren(QPushButton)
    return [button.text() for button in buttons if button.isVisible()]


def wait_for_question(oracle: Oracle, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: len(oracle.asked) == count)


def test_an_empty_library_says_what_to_do(window: MainWindow, oracle: Oracle) -> None:
    place = train_place(window)
    assert place.layout_.page is place.layout_.message
    assert ways_out(place) == ["Open video…", "Try the sample"]
    assert oracle.asked == []


def test_a_practice_without_fixes_is_offered_for_fixing(
    window: MainWindow, context: AppContext, oracle: Oracle, tmp_path: Path
) -> None:
    root = context.store.root
    (root / "videos").mkdir(parents=True)
    session = add_practice(root, "Untouched", ())
    place = train_place(window)
    heard: list[str] = []
    context.navigation.fixing_wanted.disconnect(window.fix_session)
    context.navigation.fixing_wanted.connect(heard.append)
    button = place.layout_.message.findChildren(QPushButton)[0]
    assert button.text() == "Fix frames of “Untouched”"
    button.click()
    assert heard == [session]


def test_what_it_takes_is_asked_once_and_only_the_last_answer_counts(
    window: MainWindow, oracle: Oracle, library: Path, qtbot: QtBot
) -> None:
    place = train_place(window)
    start = place.layout_.start
    wait_for_question(oracle, qtbot, 1)
    qtbot.mouseClick(start.presets["overnight"], LEFT)
    wait_for_question(oracle, qtbot, 2)
    (first, answer_first, _), (second, answer_second, _) = oracle.asked
    assert (first.preset, second.preset) == ("tune-up", "overnight")
    answer_first(Preflight(seconds=600))
    assert "10 minutes" not in start.found.words
    answer_second(Preflight(seconds=8 * 3600))
    assert "8 hours" in start.found.words
    # Coming back without another choice asks nothing.
    window.show_place("library")
    train_place(window)
    assert len(oracle.asked) == 2


def test_start_before_the_answer_waits_for_it(
    window: MainWindow, context: AppContext, oracle: Oracle, library: Path, qtbot: QtBot
) -> None:
    begun: list[TrainChoice] = []

    def begin(choice: TrainChoice) -> str:
        begun.append(choice)
        make_run(context.trainings.folder / "new", state=RunState.RUNNING, share=0.1)
        return "new"

    context.trainings.start = begin  # type: ignore
    context.trainings.job_of = lambda name: Job(1, name, Lane.SHORT, "", True, "")  # type: ignore
    place = train_place(window)
    start = place.layout_.start
    qtbot.waitUntil(lambda: bool(oracle.asked))
    qtbot.mouseClick(start.go, LEFT)
    assert begun == []
    assert not start.go.isEnabled()
    oracle.asked[-1][1](Preflight(seconds=600))
    assert [choice.preset for choice in begun] == ["tune-up"]
    context.trainings.refresh()
    assert place.runs.shown is not None
    assert place.runs.shown.name == "new"


def test_a_start_that_waits_begins_even_if_another_training_is_looked_at(
    window: MainWindow, context: AppContext, oracle: Oracle, library: Path, qtbot: QtBot
) -> None:
    begun: list[TrainChoice] = []
    context.trainings.start = lambda choice: begun.append(choice) or "new"  # type: ignore
    place = train_place(window)
    with_runs(context, place, old=RunState.STOPPED)
    qtbot.waitUntil(lambda: bool(oracle.asked))
    qtbot.mouseClick(place.layout_.start.go, LEFT)
    place.show_run("old")
    assert place.layout_.page is place.layout_.run
    oracle.asked[-1][1](Preflight(seconds=600))
    assert len(begun) == 1


def test_a_refusal_holds_it_back_and_leads_to_review(
    window: MainWindow, context: AppContext, oracle: Oracle, library: Path, qtbot: QtBot
) -> None:
    heard: list[str] = []
    context.navigation.fixing_wanted.disconnect(window.fix_session)
    context.navigation.fixing_wanted.connect(heard.append)
    place = train_place(window)
    start = place.layout_.start
    qtbot.waitUntil(lambda: bool(oracle.asked))
    qtbot.mouseClick(start.go, LEFT)
    refusal = Refusal("5 frames are too few.", "Fix 15 more.")
    oracle.asked[-1][1](Preflight(refusals=(refusal,)))
    assert not start.go.isEnabled()
    assert context.trainings.runs == ()
    assert start.found.way_out.text() == "Fix 15 more frames"
    qtbot.mouseClick(start.found.way_out, LEFT)
    assert len(heard) == 1


def test_a_preflight_that_fails_does_not_forbid_to_start(
    window: MainWindow, oracle: Oracle, library: Path, qtbot: QtBot
) -> None:
    start = train_place(window).layout_.start
    qtbot.waitUntil(lambda: bool(oracle.asked))
    oracle.asked[-1][2](TrainingError("The trainer is not installed here.", "Install it."))
    assert "not installed" in start.found.words
    assert start.go.isEnabled()


def test_data_that_cannot_be_made_ready_are_told_on_the_page(
    window: MainWindow, context: AppContext, oracle: Oracle, library: Path, qtbot: QtBot
) -> None:
    place = train_place(window)
    start = place.layout_.start
    qtbot.waitUntil(lambda: bool(oracle.asked))
    oracle.asked[-1][1](Preflight(seconds=600))
    context.trainings.job_of = lambda name: Job(1, name, Lane.SHORT, "", True, "")  # type: ignore
    context.trainings.start = lambda choice: "lost"  # type: ignore
    qtbot.mouseClick(start.go, LEFT)
    assert not start.go.isEnabled()
    context.trainings.event_heard.emit("another", Failed("Not this one."))
    assert not start.go.isEnabled()
    context.trainings.event_heard.emit("lost", Failed("The disk is full.", "Free some space."))
    assert "The disk is full. Free some space." in start.found.words
    assert start.go.isEnabled()


def test_events_reach_the_page_only_of_the_run_on_screen(
    window: MainWindow, context: AppContext, oracle: Oracle
) -> None:
    place = train_place(window)
    with_runs(context, place, one=RunState.STOPPED, two=RunState.STOPPED)
    place.show_run("one")
    before = place.layout_.run.data.last_step
    context.trainings.event_heard.emit("two", progress_at(900, 1200))
    assert place.layout_.run.data.last_step == before
    context.trainings.event_heard.emit("one", progress_at(900, 1200))
    context.trainings.event_heard.emit("one", evaluation_at(900, 9, 0.75))
    assert place.layout_.run.data.last_step == 900
    place.show_run("two")
    assert place.layout_.run.data.last_step == before


def test_before_and_after_is_for_finished_trainings(
    window: MainWindow, context: AppContext, oracle: Oracle
) -> None:
    place = train_place(window)
    with_runs(context, place, done=RunState.FINISHED, paused=RunState.STOPPED)
    tabs = place.layout_.tabs
    place.show_run("paused")
    assert (tabs.currentIndex(), tabs.isTabEnabled(JUDGE)) == (CURVES, False)
    assert not context.actions["train_judge"].isEnabled()
    place.show_run("done")
    assert (tabs.currentIndex(), tabs.isTabEnabled(JUDGE)) == (JUDGE, True)
    context.actions["train_curves"].trigger()
    assert place.layout_.of_run.currentWidget() is place.layout_.run


def test_whoever_names_a_training_is_led_to_it(
    window: MainWindow, context: AppContext, oracle: Oracle
) -> None:
    place = train_place(window)
    with_runs(context, place, one=RunState.STOPPED, two=RunState.STOPPED)
    window.show_place("library")
    context.navigation.training_wanted.emit("two")
    assert window.current_place == "train"
    assert place.runs.shown is not None
    assert place.runs.shown.name == "two"


def test_several_selected_are_compared_at_once(
    window: MainWindow, context: AppContext, oracle: Oracle
) -> None:
    place = train_place(window)
    with_runs(context, place, a=RunState.STOPPED, b=RunState.STOPPED, c=RunState.FINISHED)
    listed = place.layout_.list
    listed.select("a")
    listed.add_to_selection("b")
    assert place.layout_.page is place.layout_.compare
    listed.add_to_selection("c")
    assert len(place.layout_.compare.runs) == 3
    assert not context.actions["pause_training"].isEnabled()
    context.actions["new_training"].trigger()
    assert place.layout_.page in (place.layout_.start, place.layout_.message)
    assert listed.selected == []


def test_giving_up_asks_and_escape_is_no(
    window: MainWindow, context: AppContext, oracle: Oracle, qtbot: QtBot
) -> None:
    place = train_place(window)
    with_runs(context, place, one=RunState.STOPPED)
    folder = context.trainings.folder / "one"
    (folder / "last.pt").write_bytes(b"net")
    context.trainings.refresh()
    place.show_run("one")
    context.actions["cancel_training"].trigger()
    question = window.findChild(Question)
    assert question is not None
    assert "5:00" in question.informativeText()
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert place.runs.shown is not None
    assert place.runs.shown.status.state is RunState.STOPPED
    context.actions["cancel_training"].trigger()
    window.findChildren(Question)[-1].yes.click()
    assert place.runs.shown.status.state is RunState.GIVEN_UP


def test_one_that_has_finished_while_it_was_asked_is_not_given_up(
    window: MainWindow, context: AppContext, oracle: Oracle
) -> None:
    place = train_place(window)
    with_runs(context, place, one=RunState.STOPPED)
    folder = context.trainings.folder / "one"
    (folder / "last.pt").write_bytes(b"net")
    context.trainings.refresh()
    place.show_run("one")
    context.actions["cancel_training"].trigger()
    replace(read_status(folder), state=RunState.FINISHED).save(folder)
    context.trainings.refresh()
    window.findChildren(Question)[-1].yes.click()
    assert read_status(folder).state is RunState.FINISHED


def test_a_run_goes_to_a_zip_and_comes_back(
    window: MainWindow,
    context: AppContext,
    oracle: Oracle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = train_place(window)
    with_runs(context, place, one=RunState.STOPPED)
    sent: list[tuple[str, Path]] = []
    taken: list[Path] = []
    context.trainings.export_zip = lambda name, path: sent.append((name, path))  # type: ignore
    context.trainings.import_zip = taken.append  # type: ignore
    place.show_run("one")
    target = str(tmp_path / "one.zip")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (target, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (target, ""))
    context.actions["save_run"].trigger()
    context.actions["open_run"].trigger()
    assert sent == [("one", Path(target))]
    assert taken == [Path(target)]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    context.actions["open_run"].trigger()
    assert len(taken) == 1


def test_what_cannot_be_done_is_said(
    window: MainWindow, context: AppContext, oracle: Oracle
) -> None:
    place = train_place(window)
    with_runs(context, place, one=RunState.FINISHED)
    place.show_run("one")
    heard: list[Notice] = []
    context.notices.posted.connect(heard.append)

    def refuse(name: str) -> str:
        raise TrainingError("Its data are gone.", "Begin a new one.")

    context.trainings.repeat = refuse  # type: ignore
    context.actions["repeat_run"].trigger()
    assert heard[-1].message == "Its data are gone."


def test_the_rail_shows_how_far_a_training_is(
    window: MainWindow, context: AppContext, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    button = window.rail._buttons["train"]
    assert button.accessibleName() == "Train"
    run = run_record("one", RunState.RUNNING)
    kind = type(context.trainings)
    monkeypatch.setattr(kind, "current", property(lambda _self: "one"))
    monkeypatch.setattr(kind, "runs", property(lambda _self: (run,)))
    context.trainings.runs_changed.emit()
    assert button.accessibleName() == "Train, at work, 66% done"
    context.trainings.event_heard.emit("one", progress_at(54, 60))
    assert button.accessibleName() == "Train, at work, 90% done"
    monkeypatch.setattr(kind, "current", property(lambda _self: None))
    run = replace(run, status=replace(run.status, state=RunState.FINISHED))
    context.trainings.runs_changed.emit()
    assert button.accessibleName() == "Train"


def test_pausing_is_a_wish_to_whoever_trains_it(
    window: MainWindow, context: AppContext, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = train_place(window)
    with_runs(context, place, one=RunState.STOPPED)
    place.show_run("one")
    shown = place.runs.shown
    assert shown is not None
    running = replace(shown, status=replace(shown.status, state=RunState.RUNNING))
    monkeypatch.setattr(type(context.trainings), "runs", property(lambda _self: (running,)))
    monkeypatch.setattr(type(context.trainings), "_under_way", lambda _self, _name: True)
    context.trainings.runs_changed.emit()
    assert context.actions["pause_training"].text() == "Pause"
    context.actions["pause_training"].trigger()
    assert wished(context.trainings.folder / "one") is Wish.PAUSE

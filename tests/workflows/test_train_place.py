"""A coach makes the detector better: starts, watches, pauses, goes on, keeps the best, compares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixed_library import add_practice
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from run_maker import make_run
from toy_dataset import TINY

from app.context import AppContext
from app.dialogs.question import Question
from app.main_window import MainWindow
from app.places.train import TrainPlace
from core.training.run_record import RunRecord, RunState

pytest.importorskip("torch")

LONG_MS = 200_000
OPTIONS = {
    **TINY,
    # Far too many rounds: it is ended by hand.
    "epochs": 4000,
    "frame_epochs": 2000,
    "evaluate_every": 1,
    "sample_pictures": 2,
    "save_every_s": 1,
    "time_budget_s": None,
}


class Trainer:
    """A coach at the Train place of one window."""

    def __init__(self, window: MainWindow, context: AppContext, qtbot: QtBot) -> None:
        self.window, self.context, self.qtbot = window, context, qtbot
        self.place = window.show_place("train")
        assert isinstance(self.place, TrainPlace)
        self.layout = self.place.layout_

    def wait(self, done: object) -> None:
        self.qtbot.waitUntil(done, timeout=LONG_MS)

    def click(self, widget: object) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window, key)

    @property
    def shown(self) -> RunRecord:
        run = self.place.runs.shown
        assert run is not None
        return run

    def state(self) -> RunState | None:
        run = self.place.runs.shown
        return None if run is None else run.status.state

    def answer_yes(self) -> None:
        question = self.window.findChild(Question)
        assert question is not None
        self.click(question.yes)


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nets are tiny; on a busy computer several threads only wait for one another."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture
def library(own_folders: Path) -> Path:
    """Return a library with frames fixed in two practices."""
    root = own_folders / "library"
    (root / "videos").mkdir(parents=True)
    add_practice(root, "Forehands", tuple(range(0, 24, 2)))
    add_practice(root, "Serves", tuple(range(0, 20, 2)), n=30)
    return root


@pytest.fixture
def trainer(
    library: Path, live_window: MainWindow, live_context: AppContext, qtbot: QtBot
) -> Iterator[Trainer]:
    live_window.resize(1280, 720)
    yield Trainer(live_window, live_context, qtbot)
    live_context.trainings.pause_all()
    qtbot.waitUntil(lambda: not live_context.runner.alive(), timeout=LONG_MS)
    live_window.close()


@pytest.mark.timeout(900)
def test_from_the_first_click_to_a_finished_training(trainer: Trainer, library: Path) -> None:
    start, page = trainer.layout.start, trainer.layout.run
    trainer.wait(lambda: start.option is not None and start.option.frames == 22)
    start.base.setChecked(False)
    start.tinker.open.setChecked(True)
    options = (f"{name}={json.dumps(value)}" for name, value in OPTIONS.items())
    start.tinker.line.setText(" ".join(options))
    start.tinker.line.editingFinished.emit()
    trainer.click(start.go)
    trainer.wait(lambda: trainer.state() is RunState.RUNNING)

    # Watching: curves, pictures, where it is.
    trainer.wait(lambda: len(page.data) > 0 and len(page.data.evaluations) > 0)
    trainer.wait(lambda: page.strip.count() == 2)
    assert page.headline.text().startswith("Learning")
    assert "player" in page.curves.found.plot.accessibleDescription()
    assert trainer.layout.list.table.rowCount() == 1
    assert "at work" in trainer.window.rail._buttons["train"].accessibleName()

    # Pause, and go on.
    trainer.press(Qt.Key.Key_P)
    trainer.wait(lambda: trainer.state() is RunState.STOPPED)
    assert trainer.context.actions["pause_training"].text() == "Go on"
    paused_at = trainer.shown.status.step
    assert "Nothing is lost" in page.headline.text()
    trainer.press(Qt.Key.Key_P)
    trainer.wait(lambda: trainer.state() is RunState.RUNNING)
    trainer.wait(lambda: page.data.last_step > paused_at)

    # Enough: keep the best.
    trainer.press(Qt.Key.Key_E)
    trainer.wait(lambda: trainer.state() is RunState.FINISHED)
    assert trainer.shown.checkpoint is not None
    assert trainer.place.runs.judge is not None
    assert trainer.layout.of_run.currentWidget() is trainer.place.runs.judge
    assert "at work" not in trainer.window.rail._buttons["train"].accessibleName()
    trainer.press(Qt.Key.Key_1)
    assert trainer.layout.of_run.currentWidget() is page


def test_trainings_are_compared_and_removed(trainer: Trainer, library: Path) -> None:
    for name in ("one", "two"):
        make_run(library / "runs" / name, height=0.8 if name == "two" else 1.0)
    trainer.context.trainings.refresh()
    listed = trainer.layout.list
    trainer.wait(lambda: listed.table.rowCount() == 2)
    listed.select("one")
    trainer.press(Qt.Key.Key_C)
    assert trainer.layout.page is trainer.layout.compare
    assert {run.name for run in trainer.layout.compare.runs} == {"one", "two"}

    listed.select("two")
    assert trainer.shown.name == "two"
    trainer.press(Qt.Key.Key_Delete)
    trainer.answer_yes()
    trainer.wait(lambda: listed.table.rowCount() == 1)
    assert not (library / "runs" / "two").exists()
    assert (library / "runs" / "one").is_dir()


def test_a_training_that_was_broken_off_is_offered_and_the_offer_can_wait(
    trainer: Trainer, library: Path
) -> None:
    make_run(library / "runs" / "cut", state=RunState.RUNNING, share=0.4)
    trainer.context.trainings.refresh()
    offer = trainer.layout.offer
    trainer.wait(lambda: not offer.isHidden())
    assert "interrupted" in offer.words.text()
    trainer.click(offer.decline)
    trainer.context.trainings.runs_changed.emit()
    assert offer.isHidden()


def test_without_a_fixed_frame_it_says_what_to_do(
    live_window: MainWindow, live_context: AppContext, qtbot: QtBot
) -> None:
    trainer = Trainer(live_window, live_context, qtbot)
    trainer.wait(lambda: trainer.layout.page is trainer.layout.message)
    trainer.wait(lambda: not live_context.runner.alive())
    assert not trainer.layout.start.go.isEnabled()
    live_window.close()

"""A coach judges a training, adopts it, sees it at work, and rolls back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from coach import Coach
from shelved import BLIND, SHARP, finished_run, open_by_name, shelve

from app.notices import Notice
from app.panels.judge_page import HISTORY, JudgePage
from app.state.judging import Stage
from core.before_after.pins import Pin, Pins, read_pins, write_pins
from core.before_after.verdict import Outcome


class Judge:
    """The page, as the Train place shows it, beside the window."""

    def __init__(self, coach: Coach) -> None:
        self.coach, self.library = coach, coach.context.store.root
        self.notices: list[Notice] = []
        coach.context.notices.posted.connect(self.notices.append)
        self.page = JudgePage(coach.context)
        coach.qtbot.addWidget(self.page)
        self.page.resize(900, 620)
        self.page.show()

    def made(self, name: str) -> None:
        """Let there be a finished training whose detector was made."""
        run = finished_run(self.library, name)
        os.utime(run / "best.pt", (1, 1))
        shelve(self.library, name)

    def compare(self, name: str) -> None:
        """Choose a training and have it compared."""
        self.page.show_run(name)
        self.coach.wait(lambda: self.page.judging.stage in (Stage.READY, Stage.DONE))
        if self.page.judging.stage is Stage.READY:
            assert self.page.verdict.main.text() == "Compare now"
            self.page.verdict.main.click()
        self.coach.wait(lambda: self.page.judging.stage is Stage.DONE)
        self.coach.wait(lambda: not self.coach.context.runner.alive())

    @property
    def headline(self) -> str:
        return self.page.verdict.headline.text()


@pytest.fixture
def judge(coach: Coach, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Judge:
    """A library with one practice, found by the shipped detector; its last hit marked by hand."""
    provider = coach.context.detector
    for name in ("get", "model_hash"):
        monkeypatch.delattr(provider, name)
    open_by_name(monkeypatch)
    shipped = shelve(tmp_path, "shipped", folder="program")
    monkeypatch.setattr("app.context.default_model", lambda: shipped)
    coach.context.use_library(coach.context.store)
    coach.open_clip()
    made = Judge(coach)
    assert len(coach.session.shown_hits) == 2
    for hit in coach.session.shown_hits:
        coach.review.walk.jump(hit.id)
        coach.do("confirm_hit")
    coach.go_to(112)
    coach.do("mark_hit")
    coach.do("pin_clip")
    coach.wait(lambda: read_pins(made.library).of(coach.session.id) is not None)
    write_pins(made.library, Pins((Pin(coach.session.id),), sample=False))
    coach.wait(lambda: not coach.context.runner.alive())
    return made


def test_a_better_detector_is_adopted_used_and_rolled_back(judge: Judge) -> None:
    coach, page = judge.coach, judge.page
    judge.made(SHARP)
    judge.compare(SHARP)
    assert judge.headline == "Better: 1 more hit found, none lost."
    assert page.moments.words.text().startswith("1 of ")
    assert "Hit found now" in page.moments.words.text()
    assert page.moments.frame == page.judging.clips[0].moments[0].frame
    former = coach.context.shelf.current
    assert page.verdict.main.text() == "Adopt"
    page.verdict.main.click()
    assert coach.context.shelf.current == judge.library / "models" / SHARP
    assert coach.context.detector.folder == judge.library / "models" / SHARP

    strip = coach.review.layout_.strip
    before = coach.session
    assert "another detector" in strip._words.text()
    strip._button.click()
    coach.wait(lambda: not coach.context.runner.alive())
    analysis = coach.session.analysis
    assert analysis is not None
    assert analysis.model_name == "Fake"
    assert analysis.model_hash == coach.context.detector.model_hash()
    assert coach.session.hits == before.hits, "what the coach has said stays"
    assert not strip.isVisible()

    assert page.verdict.back.text() == "Roll back to the one that came with Sweetspot"
    page.verdict.back.click()
    assert coach.context.shelf.current == former
    assert "another detector" in strip._words.text()
    strip._button.click()
    coach.wait(lambda: not coach.context.runner.alive())
    assert coach.session.analysis is not None
    assert coach.session.analysis.model_hash == coach.context.detector.model_hash()
    page.show_view(HISTORY)
    assert "finds the hits now" in page.history.now.text()


def test_a_worse_detector_can_only_be_adopted_anyway(judge: Judge) -> None:
    judge.made(BLIND)
    judge.compare(BLIND)
    page, shelf = judge.page, judge.coach.context.shelf
    assert judge.headline == "Worse on “rally”: 1 hit lost."
    assert page.judging.judgement is not None
    assert page.judging.judgement.verdict.outcome is Outcome.WORSE
    assert page.verdict.main.text() == "Adopt anyway"
    assert page.verdict.main.property("role") != "primary"
    shipped = shelf.current
    page.verdict.main.click()
    assert shelf.current != shipped
    undo = judge.notices[-1]
    assert undo.button == "Undo"
    assert undo.pressed is not None
    undo.pressed()
    assert shelf.current == shipped
    assert page.verdict.main.text() == "Adopt anyway"


def test_what_was_compared_is_there_at_once_the_next_time(judge: Judge) -> None:
    judge.made(SHARP)
    judge.compare(SHARP)
    other = Judge(judge.coach)
    other.page.show_run(SHARP)
    judge.coach.wait(lambda: other.page.judging.stage is Stage.DONE)
    assert other.headline == judge.headline


def test_stopping_keeps_the_page_ready(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    judge.made(SHARP)
    page = judge.page
    page.show_run(SHARP)
    judge.coach.wait(lambda: page.judging.stage is Stage.READY)
    page.judging.start()
    page.verdict.stop.click()
    judge.coach.wait(lambda: not judge.coach.context.runner.alive())
    assert page.judging.stage is Stage.READY
    assert page.verdict.main.text() == "Compare now"
    judge.compare(SHARP)
    assert judge.headline.startswith("Better")


def test_a_training_that_learned_nothing_says_so(judge: Judge) -> None:
    run = finished_run(judge.library, "empty")
    (run / "best.pt").unlink()
    judge.page.show_run("empty")
    judge.coach.wait(lambda: judge.page.judging.stage is Stage.FAILED)
    assert "no checkpoint" in judge.headline

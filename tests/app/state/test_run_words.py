"""A training in words."""

from __future__ import annotations

from datetime import datetime

import pytest
from run_values import run_record

from app.resources import icon_file
from app.state.run_facts import facts_of
from app.state.run_words import (
    STATE_SIGNS,
    STATE_WORDS,
    below_headline,
    can_go_on,
    data_words,
    full_title,
    headline,
    share_done,
    title_of,
)
from core.training.events import JUDGING, Preparing, Progressed
from core.training.run_record import RunState

NOW = datetime.fromisoformat("2026-11-20T20:00:00+01:00")


@pytest.mark.parametrize("state", list(RunState))
def test_every_state_has_words_a_sign_and_a_headline(state: RunState) -> None:
    assert STATE_WORDS[state]
    assert icon_file(STATE_SIGNS[state][0]).is_file()
    run = run_record("a", state, message="The disk is full.")
    assert headline(run)
    assert below_headline(run)


def test_where_a_run_is_and_how_long_it_takes() -> None:
    run = run_record("a", RunState.RUNNING)
    assert headline(run, Progressed(30, 60, eta_s=240)) == "Learning: 50% done, about 4 min left"
    assert headline(run, Progressed(30, 60)) == "Learning: 50% done"
    told = headline(run, Preparing(JUDGING, 12, 50))
    assert told == "Looking how much it finds by now, 12 of 50"
    told = headline(run, Preparing("pictures", 12, 50))
    assert told == "Getting ready: checking the pictures, 12 of 50"


def test_nothing_is_lost_is_said_where_it_is_true() -> None:
    for state in (RunState.STOPPED, RunState.INTERRUPTED):
        assert "Nothing is lost" in headline(run_record("a", state))
        assert can_go_on(run_record("a", state))
    given_up = run_record("a", RunState.GIVEN_UP)
    assert "lost" not in headline(given_up)
    assert not can_go_on(given_up)
    failed = run_record("a", RunState.FAILED, message="The disk is full.", hint="Free some.")
    assert below_headline(failed) == "The disk is full. Free some."


@pytest.mark.parametrize(
    ("state", "latest", "share"),
    [
        (RunState.FINISHED, Progressed(1, 60), 1.0),
        (RunState.RUNNING, Progressed(90, 60), 1.0),
        (RunState.RUNNING, None, 40 / 60),
        (RunState.RUNNING, Preparing("labels"), None),
        (RunState.RUNNING, Preparing(JUDGING, 1, 9), 40 / 60),
        (RunState.PREPARING, Preparing("labels", 1, 4), 0.25),
    ],
)
def test_how_much_is_over(state: RunState, latest: object, share: float | None) -> None:
    assert share_done(run_record("a", state).status, latest) == share  # type: ignore[arg-type]


def test_names() -> None:
    assert title_of(run_record("a")) == "Court tune-up"
    assert title_of(run_record("a", preset="long gone")) == "long gone"
    assert title_of(run_record("a", preset=None)) == "Own settings (mobilenetv2_light)"
    assert full_title(run_record("a"), NOW).startswith("Court tune-up, Today")
    assert data_words(run_record("a")) == "57 pictures of “practices”"


def test_facts_of_a_run_under_way_and_of_one_that_is_over() -> None:
    latest = Progressed(30, 60, 2, 6, lr=1e-4, samples_per_s=8.44, elapsed_s=75, eta_s=240)
    going = run_record("a", RunState.RUNNING)
    told = {fact.caption: fact.value for fact in facts_of(going, latest, going.evaluations)}
    assert told["Time left"] == "About 4 min"
    assert told["Epoch"] == "3 of 6"
    assert told["Speed"] == "8.4 pictures/s"
    assert told["Best so far"] == "40.0"
    over = run_record("a")
    told = {fact.caption: fact.value for fact in facts_of(over, None, ())}
    assert told["Took"] == "5:00"
    assert "Time left" not in told
    assert "Best" not in told

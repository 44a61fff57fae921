"""Events and the lines they travel in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.training.events import (
    Evaluated,
    Event,
    Failed,
    Finished,
    Noted,
    Preparing,
    Progressed,
    Stopped,
    from_line,
    to_line,
)

COUNT = st.integers(0, 10**9)
FIGURE = st.floats(0, 1e9)
SCORES = st.dictionaries(st.text(max_size=8), st.floats(0, 1), max_size=4)
EVENTS = st.one_of(
    st.builds(Preparing, st.text(), COUNT, COUNT),
    st.builds(
        Progressed,
        COUNT,
        COUNT,
        loss=FIGURE,
        lr=FIGURE,
        waiting=FIGURE,
        eta_s=st.none() | FIGURE,
    ),
    st.builds(Evaluated, COUNT, COUNT, SCORES, SCORES, st.booleans()),
    st.builds(Noted, st.text()),
    st.builds(Finished, st.text(), COUNT, st.none() | FIGURE, st.text()),
    st.builds(Stopped, st.text(), COUNT),
    st.builds(Failed, st.text(), st.text()),
)


@given(EVENTS)
def test_a_line_gives_its_event_back(event: Event) -> None:
    line = to_line(event)
    assert "\n" not in line
    assert from_line(line) == event
    assert from_line(line.encode()) == event


@given(EVENTS, st.data())
def test_a_torn_line_is_no_event(event: Event, data: st.DataObject) -> None:
    line = to_line(event)
    assert from_line(line[: data.draw(st.integers(0, len(line) - 1))]) is None


@pytest.mark.parametrize(
    "line",
    ["", "hello", "[]", "3", '{"event": "sang"}', '{"event": "progressed", "step": "two"}'],
)
def test_what_is_no_event_is_passed_over(line: str) -> None:
    assert from_line(line) is None


def test_parts_of_a_newer_program_are_passed_over() -> None:
    assert from_line('{"event": "noted", "message": "m", "colour": 1}') == Noted("m")


def test_the_mean_is_over_the_classes_with_labels() -> None:
    assert Evaluated(1, ap50={"ball": 0.5, "player": 1.0}).mean_ap50 == 0.75
    assert Evaluated(1).mean_ap50 == 0.0


def test_the_clock_says_how_much_is_over_where_it_ends_the_run() -> None:
    assert Progressed(200, 800, elapsed_s=60, eta_s=180).share == 0.25
    assert Progressed(300, 800, elapsed_s=590, eta_s=0).share == 1.0
    assert Progressed(200, 800).share == 0.25
    assert Progressed(3).share is None

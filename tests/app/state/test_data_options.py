"""What a training can learn from, and what it takes, in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixed_library import add_practice

from app.state.data_options import everything, narrower
from app.state.preflight_words import lines_of, span_words, way_out_words
from core.sessions.fixed_practices import FixedPractice, fixed_practices
from core.sessions.store import SessionStore
from core.training.choice import Pick
from core.training.preflight import ClassLabels, Preflight, Refusal

NORTH = FixedPractice("n", "Forehands", "North", "2026-11-20", 24, {"player": 24, "ball": 19})
MORE = FixedPractice("m", "Serves", "North", "2026-11-19", 6, {"player": 6})
LOOSE = FixedPractice("l", "Match", "", "2026-11-18", 1, {"racket_head": 1})
EMPTY = FixedPractice("e", "Untouched", "South", "2026-11-17", 0, {})
ALL = (NORTH, MORE, LOOSE, EMPTY)


def test_everything_counts_every_fixed_practice() -> None:
    option = everything(ALL)
    assert option.pick.pick is Pick.EVERYTHING
    assert option.about == "31 frames of 3 practices"
    assert option.boxes_in_words == "30 players, 0 rackets, 19 balls, 1 racket head"


def test_less_than_everything_is_a_court_or_a_practice_with_fixes() -> None:
    options = narrower(ALL)
    assert [option.title for option in options] == [
        "Court “North”",
        "Forehands",
        "Serves",
        "Match",
    ]
    court, first = options[0], options[1]
    assert (court.pick.pick, court.pick.court, court.frames) == (Pick.COURT, "North", 30)
    assert (first.pick.pick, first.pick.sessions) == (Pick.SESSIONS, ("n",))
    assert narrower([EMPTY]) == ()
    assert everything([EMPTY]).about == "No frame is fixed yet."


def test_practices_are_counted_from_their_files(tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    add_practice(tmp_path, "forehands", (0, 4, 8))
    (found,) = fixed_practices(SessionStore(tmp_path))
    assert (found.title, found.frames) == ("forehands", 3)
    assert found.boxes == {"player": 3, "ball": 3}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "About 10 seconds"),
        (61, "About 60 seconds"),
        (600, "About 10 minutes"),
        (8 * 3600, "About 8 hours"),
        (9000, "About 2.5 hours"),
    ],
)
def test_lengths_of_time_are_as_rough_as_one_says_them(seconds: float, words: str) -> None:
    assert span_words(seconds) == words


def test_the_way_out_of_a_refusal_is_one_that_helps() -> None:
    refused = (Refusal("Too few.", "Fix more."),)
    few = Preflight(pictures={"train": 8}, refusals=refused)
    assert way_out_words(few, 11) == "Fix 12 more frames"
    assert way_out_words(Preflight(refusals=refused), 19) == "Fix 1 more frame"
    odd = Preflight(pictures={"train": 40}, refusals=refused)
    assert way_out_words(odd, 40) == "Look at what is fixed"
    full = Preflight(pictures={"train": 40}, bytes_needed=9, bytes_free=8, refusals=refused)
    assert way_out_words(full, 40) == ""
    assert way_out_words(Preflight(), 40) == ""


def test_all_that_is_found_before_a_training_is_said() -> None:
    found = Preflight(
        device="the graphics card",
        seconds=600,
        seconds_from="the last one here took so long",
        bytes_needed=120_000_000,
        bytes_free=80_000_000_000,
        pictures={"train": 30, "val": 7, "drawn": 400},
        labels=(ClassLabels("player", 30, 7), ClassLabels("ball", 1, 0)),
        warnings=("Few balls.",),
    )
    said = " ".join(line.words for line in lines_of(found))
    for part in (
        "About 10 minutes (the last one here took so long)",
        "30 pictures, and 400 drawn pictures",
        "30 players, 1 ball",
        "7 others",
        "graphics card",
        "0.1 GB of the 80 GB",
        "Few balls.",
    ):
        assert part in said
    assert "cannot be said" in lines_of(Preflight())[0].words

"""Scores follow the bands; the coach goes first; the reason is in words."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hits.hit import Hit
from core.scoring.rules import score_hit, value_of
from core.scoring.score import ScoreRule

RULE = ScoreRule()
HIT = Hit(
    id="hit-000001",
    time_s=1.0,
    frame=30,
    confidence=0.9,
    ball_xy=(100.0, 100.0),
    racket_head_xyxy=(80.0, 80.0, 120.0, 120.0),
    offset=(0.0, 0.0),
    r_sigma=0.02,
)


@pytest.mark.parametrize(
    ("r", "value"),
    [(0, 5), (0.2, 5), (0.21, 4), (0.4, 4), (0.41, 3), (0.6, 3), (0.61, 2), (0.8, 2), (0.81, 1)],
)
def test_bands_are_inclusive(r: float, value: int) -> None:
    assert score_hit(replace(HIT, offset=(r, 0.0)), RULE).value == value
    assert score_hit(replace(HIT, offset=(0.0, -r)), RULE).value == value


@given(r=st.floats(0, 3), more=st.floats(0, 3))
def test_further_out_is_never_better(r: float, more: float) -> None:
    assert value_of(r + more, RULE) <= value_of(r, RULE)


@given(
    u=st.floats(-2, 2),
    v=st.floats(-2, 2),
    sigma=st.floats(0, 2),
    angle=st.one_of(st.none(), st.floats(-4, 4)),
    word=st.one_of(st.none(), st.integers(1, 5)),
)
def test_every_hit_has_a_score_in_words(
    u: float, v: float, sigma: float, angle: float | None, word: int | None
) -> None:
    tip = None if angle is None else (math.cos(angle), math.sin(angle))
    hit = replace(HIT, offset=(u, v), r_sigma=sigma, tip_direction=tip, score_override=word)
    score = score_hit(hit, RULE)
    assert score.value in {1, 2, 3, 4, 5}
    assert score.reason
    assert score.overruled == (word is not None)


def test_the_coach_goes_first() -> None:
    score = score_hit(replace(HIT, offset=(0.9, 0.0), score_override=5), RULE)
    assert (score.value, score.overruled, score.doubtful) == (5, True, False)
    assert score.reason.startswith("set by the coach (measured: ")


def test_centimetres_along_the_racket() -> None:
    # Half a head of 33 cm, towards the tip: 0.85 of 16.5 cm.
    hit = replace(HIT, offset=(0.85, 0.0), tip_direction=(1.0, 0.0))
    assert score_hit(hit, RULE).reason == "14 cm from the centre, towards the tip"


def test_centimetres_across_the_racket() -> None:
    hit = replace(HIT, offset=(0.0, 0.5), tip_direction=(-1.0, 0.0))
    assert "towards the lower edge" in score_hit(hit, RULE).reason
    assert score_hit(hit, RULE).reason.startswith("6 cm")  # half of 13 cm, rounded to even


def test_throat_and_edge_together() -> None:
    hit = replace(HIT, offset=(0.3, -0.3), tip_direction=(-1.0, 0.0))
    words = score_hit(hit, RULE).reason
    assert "towards the throat and towards the upper edge" in words


def test_without_the_racket_s_axis_the_picture_says_where() -> None:
    assert "below it" in score_hit(replace(HIT, offset=(0.0, 0.5)), RULE).reason
    assert "above and to the left" in score_hit(replace(HIT, offset=(-0.4, -0.4)), RULE).reason


def test_a_guess_says_so() -> None:
    hit = replace(HIT, offset=(0.5, 0.0), r_sigma=0.5, ball_step_m=1.13)
    score = score_hit(hit, RULE)
    assert score.doubtful
    assert "a guess: the ball moves 1.1 m between two frames" in score.reason
    assert "slow motion" in score.reason


def test_near_an_edge_is_doubtful_and_names_both() -> None:
    score = score_hit(replace(HIT, offset=(0.39, 0.0), r_sigma=0.05), RULE)
    assert score.doubtful
    assert score.reason.endswith("could be 3 or 4")
    assert not score_hit(replace(HIT, offset=(0.3, 0.0), r_sigma=0.05), RULE).doubtful


def test_unknown_offsets_have_no_score() -> None:
    blind = replace(HIT, offset=None, r_sigma=None)
    assert score_hit(blind, RULE).value is None
    assert "ball" in score_hit(replace(blind, ball_xy=None), RULE).reason
    assert "strings" in score_hit(replace(blind, racket_head_xyxy=None), RULE).reason


def test_other_bands_are_data() -> None:
    strict = ScoreRule("strict", 1, (0.1, 0.2, 0.3, 0.4))
    assert score_hit(replace(HIT, offset=(0.25, 0.0)), strict).value == 3

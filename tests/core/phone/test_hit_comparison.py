"""Hits are compared by moment and score; a score's edge is no difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.phone.check_parts import GoldenBox, HitFigure
from core.phone.golden import GoldenFrame, GoldenLetterbox, Stretch
from core.phone.hit_comparison import compare_hits, compare_tracks, play
from core.phone.tolerances import FLOAT16

SIZE = 704, 416
HIT = HitFigure(0.5, 15, 4, 0.3)

hits = st.lists(
    st.builds(
        lambda n, score, r: HitFigure(n / 30, 10 * n, score, r),
        st.integers(0, 50),
        st.integers(1, 5),
        st.floats(0, 1),
    ),
    max_size=5,
    unique_by=lambda hit: hit.frame,
)


@given(hits)
def test_the_same_hits_pass(found: list[HitFigure]) -> None:
    compared = compare_hits(found, found, FLOAT16)
    assert len(compared) == len(found)
    assert all(each.passed for each in compared)


@given(hits)
def test_a_lost_and_a_new_hit_are_both_told(found: list[HitFigure]) -> None:
    if not found:
        return
    assert sum(not each.passed for each in compare_hits(found, found[1:], FLOAT16)) == 1
    gained = compare_hits(found[1:], found, FLOAT16)
    assert [each.expected for each in gained if not each.passed] == [None]


def test_another_score_is_a_difference_and_says_which() -> None:
    (compared,) = compare_hits([HIT], [replace(HIT, score=3, r=0.45)], FLOAT16)
    assert not compared.passed
    assert "scores 3, not 4" in compared.words


def test_a_score_may_change_where_its_band_ends() -> None:
    ours, theirs = replace(HIT, r=0.3995), replace(HIT, score=3, r=0.4005)
    (compared,) = compare_hits([ours], [theirs], FLOAT16)
    assert compared.passed
    assert "edge" in compared.words


def test_a_hit_two_frames_off_is_another_one() -> None:
    compared = compare_hits([HIT], [replace(HIT, frame=17)], FLOAT16)
    assert [each.passed for each in compared] == [False, False]


def rally() -> tuple[Stretch, list[list[GoldenBox]]]:
    """A ball that comes to the strings of a standing player and turns round."""
    n, source = 24, (704, 416)
    frames, boxes = [], []
    for number in range(n):
        away = abs(number - 12) * 14.0
        x, y = 330 + away, 200 - 2.0 * away / 14
        frames.append(GoldenFrame(f"{number:03d}.png", number, number / 30))
        swing = 10 * np.cos(min(abs(number - 12), 6) / 6 * np.pi)
        boxes.append(
            [
                GoldenBox("player", 0.9, (240, 100, 320, 380)),
                GoldenBox("racket", 0.9, (290 + swing, 170, 350 + swing, 230)),
                GoldenBox("racket_head", 0.9, (310 + swing, 180, 350 + swing, 220)),
                GoldenBox("ball", 0.9, (x - 4, y - 4, x + 4, y + 4)),
            ]
        )
    return Stretch(source, 30.0, GoldenLetterbox(source, (0, 0)), tuple(frames)), boxes


def test_a_stretch_is_played_to_its_end() -> None:
    stretch, boxes = rally()
    found, tracks = play(stretch, SIZE, boxes)
    assert [hit.frame for hit in found] == [12]
    assert found[0].score is not None
    same = compare_tracks([tracks], [tracks])
    assert same.expected == same.same > 0
    without_balls = [[box for box in frame if box.label != "ball"] for frame in boxes]
    _, fewer = play(stretch, SIZE, without_balls)
    assert compare_tracks([tracks], [fewer]).same < same.expected

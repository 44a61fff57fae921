"""Boxes and their words on a picture: where they are, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detections.detections import Detections, ObjectClass
from core.drawing.boxes import BoxMark, draw_detections, draw_marks, marks_of
from core.drawing.palette import (
    OBJECT_COLOURS,
    SCORE_COLOURS,
    Rgb,
    object_rgb,
    rgb_of,
)
from core.drawing.words import pill_size, shortened, width_of

GREY = 90


def blank(width: int, height: int) -> np.ndarray:
    return np.full((height, width, 3), GREY, np.uint8)


def near(picture: np.ndarray, colour: Rgb) -> np.ndarray:
    return np.abs(picture.astype(int) - colour).max(axis=2) < 60


@settings(max_examples=20)
@given(
    size=st.sampled_from([(64, 48), (480, 848), (1280, 720)]),
    corner=st.tuples(st.floats(-0.2, 1.1), st.floats(-0.2, 1.1)),
    share=st.tuples(st.floats(0, 0.8), st.floats(0, 0.8)),
    kind=st.sampled_from(ObjectClass),
)
def test_any_box_can_be_drawn_and_the_picture_given_stays(
    size: tuple[int, int],
    corner: tuple[float, float],
    share: tuple[float, float],
    kind: ObjectClass,
) -> None:
    picture = blank(*size)
    x, y = corner[0] * size[0], corner[1] * size[1]
    box = [x, y, x + share[0] * size[0], y + share[1] * size[1]]
    drawn = draw_detections(picture, Detections.of(0, [box], [0.5], [kind]))
    assert drawn.shape == picture.shape
    assert (picture == GREY).all()
    assert (drawn != GREY).any(), "the words are pulled into the picture"


@pytest.mark.parametrize("side", [3, 5, 12])
@pytest.mark.parametrize("size", [(480, 270), (1920, 1080)])
def test_a_tiny_ball_stays_visible_inside_its_box(size: tuple[int, int], side: int) -> None:
    picture = blank(*size)
    picture[100 : 100 + side, 200 : 200 + side] = (10, 200, 30)
    ball = Detections.of(0, [[200, 100, 200 + side, 100 + side]], [0.7], [ObjectClass.BALL])
    drawn = draw_detections(picture, ball)
    assert (drawn[100 : 100 + side, 200 : 200 + side] == (10, 200, 30)).all()
    assert near(drawn, object_rgb(ObjectClass.BALL)).any()


def test_lines_run_along_the_box_in_its_colour() -> None:
    box = Detections.of(0, [[100, 60, 300, 200]], [0.5], [ObjectClass.RACKET])
    drawn = draw_detections(blank(640, 360), box)
    rows, columns = np.nonzero(near(drawn, object_rgb(ObjectClass.RACKET))[59:])
    assert columns.min() in range(97, 101)
    assert columns.max() in range(300, 303)
    assert rows.max() + 59 in range(200, 203)
    assert (drawn[70:190, 110:290] == GREY).all(), "nothing inside"


def test_words_do_not_cover_each_other() -> None:
    marks = [
        BoxMark((100, 100 + i, 120, 120 + i), (255, 0, 0), f"racket head 0.{i}") for i in (1, 2, 3)
    ]
    drawn = draw_marks(blank(640, 360), marks)
    width, height = pill_size("racket head 0.1", 12)
    dark = (drawn.max(axis=2) < 60).sum()
    assert dark > 3 * 0.5 * width * height


def test_broken_lines_leave_gaps_and_closed_corners() -> None:
    mark = BoxMark((100, 60, 400, 200), (255, 255, 255), dashed=True)
    drawn = near(draw_marks(blank(640, 360), [mark]), (255, 255, 255))
    assert 0.3 < drawn[58:60, 120:380].any(axis=0).mean() < 0.6
    assert drawn[56:62, 96:103].any()


def test_the_largest_box_is_drawn_first_and_named_in_words() -> None:
    boxes = Detections.of(0, [[5, 5, 9, 9], [0, 0, 90, 90]], [0.714, 0.9], [3, 0])
    assert [mark.words for mark in marks_of(boxes)] == ["player 0.90", "racket head 0.71"]


def test_no_boxes_change_nothing() -> None:
    picture = blank(64, 48)
    drawn = draw_detections(picture, Detections.empty())
    assert (drawn == picture).all()
    assert drawn is not picture


@given(st.text(st.characters(codec="latin-1", exclude_categories=["C"]), max_size=40))
def test_shortened_words_fit(text: str) -> None:
    room = 120
    short = shortened(text, 14, room)
    assert short == text or short.endswith("…")
    assert width_of(short, 14) <= room or short == "…"


def test_every_kind_and_every_score_has_a_colour_of_its_own() -> None:
    assert set(OBJECT_COLOURS) == set(ObjectClass)
    assert set(SCORE_COLOURS) == {1, 2, 3, 4, 5}
    colours = [*OBJECT_COLOURS.values(), *SCORE_COLOURS.values()]
    assert len({rgb_of(colour) for colour in colours}) == len(colours)


def test_what_is_no_colour_is_refused() -> None:
    for bad in ("red", "#12345", "#12345g"):
        with pytest.raises(ValueError):  # noqa: PT011
            rgb_of(bad)

"""Drawing on planes: colours are right, and nothing outside its place is touched."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.drawing.palette import OBJECT_COLOURS, SCORE_COLOURS, rgb_of
from core.film.ink import PlaneInk, yuv_of
from core.video.planes import Planes

COLOURS = [rgb_of(colour) for colour in (*OBJECT_COLOURS.values(), *SCORE_COLOURS.values())]


def grey(width: int = 64, height: int = 48) -> Planes:
    return Planes.of(np.full((height, width, 3), 120, np.uint8))


@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_is_that_of_the_picture_s_own_conversion(colour: tuple[int, int, int]) -> None:
    planes = Planes.of(np.full((4, 4, 3), colour, np.uint8))
    found = int(planes.y[1, 1]), int(planes.u[0, 0]), int(planes.v[0, 0])
    assert np.abs(np.subtract(found, yuv_of(colour))).max() <= 1


@given(st.integers(-30, 80), st.integers(-30, 60), st.integers(1, 40), st.integers(1, 40))
def test_a_mask_may_lie_anywhere(left: int, top: int, width: int, height: int) -> None:
    planes, before = grey(), grey()
    PlaneInk(planes).tint(left, top, np.full((height, width), 255, np.uint8), (255, 255, 255))
    inside = np.zeros((48, 64), bool)
    inside[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)] = True
    assert (planes.y[inside] == 235).all()
    assert (planes.y[~inside] == before.y[~inside]).all()


def test_half_a_colour_is_half_way() -> None:
    planes, before = grey(), int(grey().y[0, 0])
    PlaneInk(planes).tint(0, 0, np.full((48, 64), 255, np.uint8), (255, 255, 255), alpha=0.5)
    assert abs(int(planes.y[10, 10]) - (before + 235) / 2) <= 1


@given(st.tuples(st.floats(-200, 300), st.floats(-200, 300)), st.floats(0.1, 90))
def test_shapes_may_lie_anywhere(at: tuple[float, float], reach: float) -> None:
    planes = grey()
    ink = PlaneInk(planes)
    ink.disc(at, reach, (255, 0, 0))
    ink.ellipse(at, (reach, reach / 2), (0, 255, 0), 2.0, 0.5)
    ink.strokes([(at, (at[0] + reach, at[1]), 3.0, 0.5)], (0, 0, 255))
    ink.words("5", round(at[0]), round(at[1]), 12, (255, 255, 255))
    ink.panel(round(at[0]), round(at[1]), (30, 20), (0, 0, 0), 0.5)
    assert planes.y.shape == (48, 64)


def test_a_disc_is_where_it_is_drawn() -> None:
    planes = grey()
    PlaneInk(planes).disc((32.0, 24.0), 10.0, (255, 255, 255))
    rows, columns = np.nonzero(planes.y > 200)
    assert rows.mean() == pytest.approx(23.5, abs=0.3)
    assert columns.mean() == pytest.approx(31.5, abs=0.3)
    assert len(rows) == pytest.approx(np.pi * 100, rel=0.06)

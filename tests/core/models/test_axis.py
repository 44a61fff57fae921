"""Axes hold every value, and their marks are round."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models.axis import Axis, round_steps, share_axis, time_axis

times = st.lists(st.floats(0.5, 5000), min_size=1, max_size=8)
shares = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def check(axis: Axis, values: list[float]) -> None:
    low, high = sorted((axis.start, axis.end))
    assert all(low <= axis.at(value) <= high for value in values)
    assert all(low - 1e-6 <= axis.at(tick) <= high + 1e-6 for tick in axis.ticks)
    assert len(axis.ticks) >= 2
    assert list(axis.ticks) == sorted(set(axis.ticks))


@given(times)
def test_times_lie_on_their_axis_in_order(values: list[float]) -> None:
    axis = time_axis(values, 100, 900)
    check(axis, values)
    places = [axis.at(value) for value in sorted(values)]
    assert places == sorted(places)


@given(shares)
def test_shares_lie_on_their_axis_upwards(values: list[float]) -> None:
    axis = share_axis(values, 500, 100)
    check(axis, values)
    assert axis.at(max(values)) <= axis.at(min(values))


@given(st.floats(0, 100), st.floats(0.01, 100))
def test_marks_are_round_and_inside(low: float, span: float) -> None:
    marks = round_steps(low, low + span)
    assert 2 <= len(marks) <= 7
    assert all(low - 1e-6 * span <= m <= low + span * (1 + 1e-6) for m in marks)
    step = marks[1] - marks[0]
    leading = step / 10.0 ** math.floor(math.log10(step) + 1e-6)
    assert min(abs(leading - one) for one in (1, 2, 5)) < 1e-3


def test_wide_ranges_go_by_factors() -> None:
    axis = time_axis([10, 100], 0, 100)
    assert axis.logarithmic
    assert axis.at(math.sqrt(10 * 100)) == pytest.approx(50)
    near = time_axis([20, 40], 0, 100)
    assert not near.logarithmic
    assert near.at(0) == 0

"""Geometry of the time axis."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.state.time_scale import TimeScale

durations = st.floats(0.5, 5 * 3600)
widths = st.floats(50, 4000)
zooms = st.lists(st.tuples(st.floats(0.2, 5), st.floats(0, 1)), max_size=8)


@given(durations, widths, zooms, st.floats(0, 1))
def test_pixels_and_seconds_round_trip(
    duration: float, width: float, steps: list[tuple[float, float]], share: float
) -> None:
    scale = TimeScale.fit(duration, width)
    for factor, at in steps:
        scale = scale.zoomed(factor, at * width)
    x = share * width
    assert scale.x_of(scale.time_of(x)) == pytest.approx(x, abs=1e-4 * width)
    assert 0 <= scale.start_s <= scale.end_s <= duration * (1 + 1e-9)


@given(durations, widths, st.floats(1.01, 5), st.floats(0, 1))
def test_zooming_in_keeps_the_time_under_the_pointer(
    duration: float, width: float, factor: float, share: float
) -> None:
    scale = TimeScale.fit(duration, width)
    x = share * width
    before = scale.time_of(x)
    assert scale.zoomed(factor, x).time_of(x) == pytest.approx(before, abs=1e-6 * duration + 1e-9)


@given(durations, widths, zooms)
def test_ticks_are_never_crowded(
    duration: float, width: float, steps: list[tuple[float, float]]
) -> None:
    scale = TimeScale.fit(duration, width)
    for factor, at in steps:
        scale = scale.zoomed(factor, at * width)
    major, minor = scale.ticks(72.0)
    columns = [scale.x_of(tick.time_s) for tick in major]
    gaps = [b - a for a, b in pairwise(columns)]
    assert all(gap >= 71.9 for gap in gaps)
    assert len(minor) <= 5 * (len(major) + 1)
    assert len({tick.label for tick in major}) == len(major)


def test_ticks_suit_two_seconds_and_four_hours() -> None:
    short = [tick.label for tick in TimeScale.fit(2.0, 800).ticks()[0]]
    long = [tick.label for tick in TimeScale.fit(4 * 3600.0, 800).ticks()[0]]
    assert short[:3] == ["0:00.0", "0:00.2", "0:00.4"]
    assert long[:2] == ["0:00", "30:00"]
    assert long[-1] == "4:00:00"


def test_the_page_turns_only_when_needed() -> None:
    scale = TimeScale.fit(100.0, 500).zoomed(10, 0)
    assert scale.showing(5.0) is scale
    turned = scale.showing(50.0)
    assert turned.start_s <= 50.0 <= turned.end_s


def test_a_longer_video_stays_fitted() -> None:
    assert TimeScale.fit(10, 100).lasting(20).end_s == 20

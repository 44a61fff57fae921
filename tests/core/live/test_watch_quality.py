"""When a slower computer takes a smaller picture."""

from __future__ import annotations

from itertools import pairwise

from fake_detector import FakeDetector
from hypothesis import given
from hypothesis import strategies as st

from core.live.watch_quality import (
    LADDER,
    PATIENCE_S,
    TOO_MANY,
    WARM_UP_S,
    Adapting,
    at_quality,
)
from core.live.watch_values import Quality


def _after(dropped: list[float], step_s: float = 0.5, looked_per_s: float = 12.0) -> Adapting:
    state = Adapting()
    for number, share in enumerate(dropped):
        state = state.after(number * step_s, share, looked_per_s)
    return state


@given(st.lists(st.floats(0, 1), max_size=120))
def test_it_goes_down_step_by_step_and_never_up(dropped: list[float]) -> None:
    state, seen = Adapting(), [Quality.FULL]
    for number, share in enumerate(dropped):
        state = state.after(number * 0.5, share, 12.0)
        seen.append(state.quality)
    steps = [LADDER.index(quality) for quality in seen]
    assert all(0 <= b - a <= 1 for a, b in pairwise(steps))


def test_a_computer_that_keeps_dropping_takes_the_least() -> None:
    each = round((WARM_UP_S + PATIENCE_S) / 0.5) + 2
    assert _after([0.5] * each).quality is Quality.LIGHT
    assert _after([0.5] * 4 * each).quality is Quality.LEAST


@given(st.lists(st.floats(0, TOO_MANY * 0.99), max_size=60))
def test_few_pictures_left_out_change_nothing(dropped: list[float]) -> None:
    assert _after(dropped).quality is Quality.FULL


def test_a_short_stall_changes_nothing() -> None:
    calm = [0.0] * 10
    assert _after(calm + [0.9] * 6 + calm).quality is Quality.FULL


def test_a_fast_camera_may_lose_half() -> None:
    assert _after([0.5] * 100, looked_per_s=30.0).quality is Quality.FULL


def test_a_detector_that_cannot_choose_stays_what_it_is() -> None:
    detector = FakeDetector()
    assert at_quality(detector, Quality.LEAST) is detector

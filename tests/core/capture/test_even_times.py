"""Arrivals of an even camera are evened out; those of any other are left as they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.capture.even_times import EvenTimes

Times = NDArray[np.float64]


def evened(arrivals_s: Times) -> Times:
    """Return what it makes of arrivals."""
    even = EvenTimes()
    return np.array([even.sent_s(at_s) for at_s in arrivals_s.tolist()])


def errors(found_s: Times, true_s: Times) -> Times:
    """Return how wrong the steps between pictures are, once two seconds are known."""
    return np.asarray(np.diff(found_s - true_s)[60:])


@settings(max_examples=25)
@given(
    fps=st.floats(8, 120),
    share=st.floats(0, 0.12),
    seed=st.integers(0, 99),
    start_s=st.floats(0, 1e6),
)
def test_an_even_camera_s_pictures_are_even_again(
    fps: float, share: float, seed: int, start_s: float
) -> None:
    rng = np.random.default_rng(seed)
    true_s = start_s + np.arange(200) / fps
    arrivals = np.maximum.accumulate(true_s + rng.uniform(0, share / fps, 200))
    found = evened(arrivals)
    assert np.all(found <= arrivals + 1e-9)
    assert np.abs(errors(found, true_s)).max() <= 0.02 / fps + 1e-6
    assert np.abs((found - true_s)[60:]).max() <= 0.05 / fps + 1e-6


@given(st.lists(st.floats(0, 2), min_size=1, max_size=150), st.floats(0, 1e6))
def test_nothing_comes_before_the_one_before_it_arrived_long_ago(
    gaps: list[float], start_s: float
) -> None:
    arrivals = start_s + np.cumsum(gaps)
    found = evened(arrivals)
    assert np.all(found <= arrivals + 1e-9)
    assert np.all(np.isfinite(found))


N = 1500
RNG = np.random.default_rng(5)
EVEN = np.arange(N) / 30
CASES = {
    "network jitter of 5 ms": (EVEN, RNG.exponential(0.005, N)),
    "network jitter of 20 ms": (EVEN, RNG.exponential(0.02, N)),
    "a tenth left out": (EVEN[RNG.random(N) > 0.1], RNG.exponential(0.006, N)),
    "30, 15 and 30 a second": (
        np.cumsum(np.where(np.arange(N) // 300 % 2 == 0, 1 / 30, 1 / 15)),
        RNG.exponential(0.004, N),
    ),
    "30, 24 and 30 a second": (
        np.cumsum(np.where(np.arange(N) // 300 % 2 == 0, 1 / 30, 1 / 24)),
        RNG.exponential(0.004, N),
    ),
    "no pace at all": (np.cumsum(RNG.choice([1 / 30, 1 / 24, 1 / 15], N)), np.zeros(N)),
    "a network that stops now and then": (EVEN, np.where(np.arange(N) % 97 == 0, 0.12, 0.003)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_it_is_hardly_ever_worse_than_the_arrivals(case: tuple[Times, Times]) -> None:
    true_s, late_s = case
    arrivals = np.maximum.accumulate(true_s + late_s[: len(true_s)])
    found = errors(evened(arrivals), true_s)
    assert found.std() <= max(1.02 * errors(arrivals, true_s).std(), 0.004)


def test_usual_jitter_is_a_quarter_or_less_of_what_it_was() -> None:
    true_s, late_s = CASES["network jitter of 5 ms"]
    arrivals = np.maximum.accumulate(true_s + late_s)
    found, raw = np.abs(errors(evened(arrivals), true_s)), np.abs(errors(arrivals, true_s))
    assert np.median(found) < np.median(raw) / 10
    assert np.percentile(found, 90) < np.percentile(raw, 90) / 4

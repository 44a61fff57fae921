"""Speed and time left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.jobs.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(rate=st.floats(1, 1000), total=st.integers(500, 100_000), start=st.integers(0, 200))
def test_even_work_is_foretold_exactly(rate: float, total: int, start: int) -> None:
    clock = Clock()
    pace = Pace(clock)
    done = 0.0
    for step in range(20):
        clock.now = 0.1 * step
        done = start + rate * clock.now
        pace.report(done, total)
    assert pace.rate == pytest.approx(rate)
    assert pace.eta_s == pytest.approx(max(0.0, (total - done) / rate), abs=1e-6) or done > total


def test_nothing_is_foretold_at_first_or_without_a_total() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.report(10, 100)
    assert pace.eta_s is None
    clock.now = 1.0
    pace.report(20, 0)
    assert pace.rate == pytest.approx(10)
    assert pace.eta_s is None


def test_one_slow_second_moves_the_estimate_little() -> None:
    clock = Clock()
    pace = Pace(clock)
    for step in range(100):
        clock.now = 0.1 * step
        pace.report(10 * clock.now, 1000)
    before = pace.eta_s
    clock.now += 1.0
    pace.report(10 * 9.9 + 1, 1000)
    assert before is not None
    assert pace.eta_s is not None
    assert pace.eta_s < 1.3 * before


def test_a_new_phase_starts_afresh() -> None:
    clock = Clock()
    pace = Pace(clock)
    for step in range(20):
        clock.now = 0.1 * step
        pace.report(step, 20)
    clock.now += 0.1
    pace.report(0, 500)
    assert pace.rate is None
    assert pace.eta_s is None

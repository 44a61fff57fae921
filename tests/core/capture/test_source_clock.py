"""A source's stamps as seconds from 0 and as moments here: jitter, drift, jumps, wraps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capture.sample_clock import SampleClock
from core.capture.source_clock import SourceClock

FPS = 30.0


def passed(
    clock: SourceClock, stamps_s: np.ndarray, arrivals_s: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return time_s and taken_s of packets."""
    pairs = []
    for stamp_s, arrived_s in zip(stamps_s.tolist(), arrivals_s.tolist(), strict=True):
        time_s = clock.place(stamp_s, arrived_s)
        pairs.append((time_s, clock.taken(time_s)))
    times, taken = np.array(pairs).T
    return times, taken


@settings(max_examples=25)
@given(
    seed=st.integers(0, 999),
    start_s=st.floats(0, 9e4),
    jitter_s=st.floats(0, 0.3),
    drift=st.floats(-1e-4, 1e-4),
)
def test_jitter_and_drift_do_not_move_the_moments(
    seed: int, start_s: float, jitter_s: float, drift: float
) -> None:
    rng = np.random.default_rng(seed)
    true_s = 100.0 + np.arange(1200) / FPS
    arrivals = np.maximum.accumulate(true_s + rng.exponential(jitter_s / 4 + 1e-6, len(true_s)))
    stamps = start_s + (true_s - true_s[0]) * (1 + drift)
    times, taken = passed(SourceClock(), stamps, arrivals)
    assert np.all(np.diff(times) > 0)
    assert times == pytest.approx(stamps - start_s, abs=1e-6)
    # As late as the least late packet of the last second, or less; and never before it was.
    late, errors = arrivals - true_s, taken - true_s
    least = [late[max(at - 30, 0) : at + 1].min() for at in range(len(late))]
    assert np.all(errors <= np.array(least) + 1e-3)
    assert errors.min() > -0.002


def test_hours_of_drift_are_followed() -> None:
    true_s = np.arange(0, 3 * 3600, 0.5)
    for drift in (-5e-5, 5e-5):
        _, taken = passed(SourceClock(), true_s * (1 + drift), true_s + 0.01)
        assert np.abs(taken - true_s - 0.01)[30:].max() < 0.005


def test_a_network_that_chokes_for_seconds_moves_nothing() -> None:
    true_s = np.arange(600) / FPS
    late = true_s.copy()
    late[300:390] = true_s[390]  # three seconds come at once
    times, taken = passed(SourceClock(), true_s + 7, late)
    assert times == pytest.approx(true_s, abs=1e-9)
    assert taken == pytest.approx(true_s, abs=0.02)


@pytest.mark.parametrize("jump_s", [-95443.7, -2.0, 5.0, 1e5])
def test_stamps_that_jump_go_on_where_the_clock_here_says(jump_s: float) -> None:
    true_s = 50 + np.arange(300) / FPS
    stamps = true_s + np.where(np.arange(300) >= 150, jump_s, 0.0)
    times, taken = passed(SourceClock(), stamps, true_s + 0.03)
    assert times == pytest.approx(true_s - 50, abs=0.005)
    assert taken == pytest.approx(true_s + 0.03, abs=0.005)


def test_a_pause_with_stamps_that_stand_still_is_found_out() -> None:
    true_s = np.arange(900) / FPS
    arrivals = true_s + np.where(np.arange(900) >= 300, 4.0, 0.0)
    times, taken = passed(SourceClock(), true_s, arrivals)
    assert np.all(np.diff(times) > 0)
    assert taken[-200:] == pytest.approx(arrivals[-200:], abs=0.05)


def test_a_new_connection_goes_on_after_the_time_that_passed() -> None:
    clock = SourceClock()
    passed(clock, np.array([5.0, 5.1]), np.array([20.0, 20.1]))
    clock.begin_anew()
    times, taken = passed(clock, np.array([900.0, 900.1]), np.array([27.1, 27.2]))
    assert times == pytest.approx([7.1, 7.2])
    assert taken == pytest.approx([27.1, 27.2])


def test_stamps_on_our_own_clock_are_taken_at_their_word() -> None:
    true_s = 1234.5 + np.arange(200) / FPS
    _, taken = passed(SourceClock(same_clock=True), true_s, true_s + 0.045)
    assert taken == pytest.approx(true_s, abs=1e-9)


@pytest.mark.parametrize("off_s", [-0.5, 3.0, -1e6])
def test_stamps_that_only_might_be_ours_are_not(off_s: float) -> None:
    true_s = 1234.5 + np.arange(200) / FPS
    _, taken = passed(SourceClock(same_clock=True), true_s - off_s, true_s)
    assert taken == pytest.approx(true_s, abs=1e-9)


def test_without_stamps_the_arrival_is_the_moment() -> None:
    clock = SourceClock()
    arrivals = [10.0, 10.031, 10.07, 10.1]
    times = [clock.place(None, at) for at in arrivals]
    assert times == pytest.approx([0, 0.031, 0.07, 0.1])
    assert [clock.taken(at) for at in times] == pytest.approx(arrivals)


def test_samples_are_counted_and_gaps_are_kept() -> None:
    clock, rng = SampleClock(48000), np.random.default_rng(2)
    taken, true_s = [], []
    for turn in range(400):
        # Half a second is lost in the middle.
        begun_s = 70 + turn * 0.01 + (0.5 if turn >= 200 else 0.0)
        true_s.append(begun_s)
        late_s = rng.uniform(0.001, 0.006)
        taken.append(clock.taken(480, begun_s + late_s, gap=turn == 200))
    errors = np.array(taken) - true_s
    assert np.all(errors > -1e-6)
    assert errors.max() < 0.007
    assert np.diff(taken)[:190].std() < 0.001

"""The columns that a training's curves are drawn from."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.state.run_curves import LOSSES, RunCurves, smoothed
from core.training.events import Evaluated, Finished, Noted, Preparing, Progressed

STEPS = st.lists(st.integers(1, 60), max_size=80)
VALUES = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=60).map(np.array)


@given(STEPS)
def test_steps_only_grow_and_what_is_said_again_replaces_what_was(steps: list[int]) -> None:
    curves = RunCurves()
    for number, step in enumerate(steps):
        assert curves.hear(Progressed(step, hmap=float(number)))
    kept: list[tuple[int, int]] = []
    for number, step in enumerate(steps):
        kept = [*(each for each in kept if each[0] < step), (step, number)]
    assert list(curves.steps) == [step for step, _ in kept]
    assert list(curves.loss("hmap")) == [number for _, number in kept]
    assert curves.last_step == (steps[-1] if steps else 0)


@given(STEPS)
def test_a_journal_that_goes_back_is_read_as_it_was_heard(steps: list[int]) -> None:
    told = [Progressed(step, hmap=float(number)) for number, step in enumerate(steps)]
    live, read = RunCurves(), RunCurves(told)
    for event in told:
        live.hear(event)
    assert np.array_equal(live.steps, read.steps)
    assert np.array_equal(live.loss("hmap"), read.loss("hmap"))
    assert live.hear(Progressed(99)) == read.hear(Progressed(99))
    assert np.array_equal(live.steps, read.steps)


@given(STEPS)
def test_evaluations_too(steps: list[int]) -> None:
    curves = RunCurves()
    for number, step in enumerate(steps):
        curves.hear(Evaluated(step, number, {"ball": 0.5}))
    found = [each.step for each in curves.evaluations]
    assert found == sorted(set(found))
    assert found[-1:] == steps[-1:]


def test_a_run_heard_live_is_the_run_read_from_its_journal() -> None:
    told = [Progressed(10 * k, hmap=1 / k, reg=2 / k, w_h=3 / k) for k in range(1, 900)]
    judged = [Evaluated(100 * k, k, {"ball": k / 10, "racket": 0.5}) for k in range(1, 9)]
    live = RunCurves()
    for event in sorted([*told, *judged], key=lambda event: event.step):
        live.hear(event)
    read = RunCurves(told, judged)
    assert len(live) == len(read) == len(told)
    for name in LOSSES:
        assert np.array_equal(live.loss(name), read.loss(name))
    assert live.evaluations == read.evaluations
    steps, values = read.ap50()["ball"]
    assert steps[0] == 100
    assert np.allclose(values, 10 * np.arange(1, 9))
    assert np.allclose(read.mean_ap50()[1], (10 * np.arange(1, 9) + 50) / 2)


def test_a_class_without_labels_in_some_evaluations_has_gaps_not_zeros() -> None:
    curves = RunCurves((), [Evaluated(1, 1, {"ball": 0.2}), Evaluated(2, 2, {"racket": 0.4})])
    assert {name: list(x) for name, (x, _) in curves.ap50().items()} == {"ball": [1], "racket": [2]}


def test_other_events_draw_nothing() -> None:
    curves = RunCurves()
    for event in (Noted("hm"), Preparing("labels"), Finished("best.pt"), Progressed(0)):
        assert not curves.hear(event)
    assert len(curves) == 0


@given(VALUES, st.integers(0, 80))
def test_a_smoothed_curve_stays_within_what_it_smooths(values: np.ndarray, reach: int) -> None:
    found = smoothed(values, reach)
    assert found.shape == values.shape
    slack = 1e-6 * (1 + np.abs(values).max())
    assert found.min() >= values.min() - slack
    assert found.max() <= values.max() + slack
    if reach == 0:
        assert np.array_equal(found, values)


@given(st.floats(-10, 10), st.floats(-2, 2), st.integers(3, 50), st.integers(1, 60))
def test_a_straight_line_keeps_its_first_half(
    start: float, slope: float, n: int, reach: int
) -> None:
    line = start + slope * np.arange(n)
    half = n // 2 - min(reach, n // 2) // 2
    assert np.allclose(smoothed(line, reach)[: max(1, half // 2)], line[: max(1, half // 2)])

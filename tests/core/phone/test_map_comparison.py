"""Errors of maps are those that are there, on every cell or at peaks, and none is overlooked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detections.decode import sigmoid
from core.phone.map_comparison import MapComparison, Maps, peaks_of
from core.phone.tolerances import FLOAT16, FLOAT32

NAMES = ("output_hmap", "output_regs", "output_w_h_")
LIMITS = np.array([0.15, 0.2], np.float32)
SHAPE = 6, 9


def maps_of(seed: int) -> Maps:
    """Return maps with a few clear peaks."""
    rng = np.random.default_rng(seed)
    hmap = rng.normal(-5, 0.5, (2, *SHAPE)).astype(np.float32)
    hmap[0, 2, 3], hmap[1, 4, 6] = 2.0, 0.5
    regs = rng.uniform(0, 1, (2, *SHAPE)).astype(np.float32)
    return hmap, regs, rng.uniform(1, 40, (2, *SHAPE)).astype(np.float32)


def figures_of(found: Maps, expected: Maps, tolerance: object = FLOAT32) -> list:
    comparison = MapComparison(NAMES, tolerance, LIMITS)  # type: ignore[arg-type]
    comparison.add(expected, found)
    return list(comparison.figures())


@given(st.integers(0, 20))
def test_the_same_maps_have_no_error(seed: int) -> None:
    maps = maps_of(seed)
    for head in figures_of(maps, maps):
        assert head.passed
        assert (head.max_error, head.mean_error, head.max_at_peaks) == (0.0, 0.0, 0.0)


@given(
    st.integers(0, 2), st.integers(0, 1), st.integers(0, 5), st.integers(0, 8), st.floats(0.01, 5)
)
def test_one_wrong_cell_anywhere_fails_float32(
    head: int, channel: int, row: int, column: int, error: float
) -> None:
    expected = maps_of(0)
    found = tuple(each.copy() for each in expected)
    found[head][channel, row, column] += error
    judged = figures_of((found[0], found[1], found[2]), expected)
    assert [each.passed for each in judged] == [k != head for k in range(3)]
    assert judged[head].max_error == pytest.approx(error, rel=0.01)


def test_float16_is_judged_at_peaks_only() -> None:
    expected = maps_of(0)
    far_from_peaks = tuple(each.copy() for each in expected)
    far_from_peaks[2][:, 0, 0] += 3.0
    assert all(h.passed for h in figures_of(far_from_peaks, expected, FLOAT16))  # type: ignore[arg-type]
    at_peak = tuple(each.copy() for each in expected)
    at_peak[2][0, 2, 3] += 0.5
    judged = figures_of(at_peak, expected, FLOAT16)  # type: ignore[arg-type]
    assert [each.passed for each in judged] == [True, True, False]


def test_scores_at_peaks_are_probabilities() -> None:
    expected = maps_of(0)
    hmap = expected[0].copy()
    hmap[0, 2, 3] += 0.1
    judged = figures_of((hmap, expected[1], expected[2]), expected, FLOAT16)
    wanted = float(sigmoid(hmap[0, 2, 3]) - sigmoid(expected[0][0, 2, 3]))
    assert judged[0].max_at_peaks == pytest.approx(wanted, rel=0.01)
    assert not judged[0].passed


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_what_is_no_number_fails_and_is_not_a_figure(value: float) -> None:
    expected = maps_of(0)
    found = tuple(each.copy() for each in expected)
    found[1][0, 0, 0] = value
    judged = figures_of(found, expected, FLOAT16)  # type: ignore[arg-type]
    assert not judged[1].passed
    assert judged[1].max_error is None


def test_maps_of_another_shape_fail() -> None:
    expected = maps_of(0)
    judged = figures_of((expected[0], expected[1][:, :-1], expected[2]), expected)
    assert not judged[1].passed


def test_errors_of_many_frames_are_taken_together() -> None:
    comparison = MapComparison(NAMES, replace(FLOAT32, cell=1.0), LIMITS)
    for error in (0.25, 0.5):
        expected = maps_of(3)
        comparison.add(expected, (expected[0] + error, expected[1], expected[2]))
    head = comparison.figures()[0]
    assert head.max_error == pytest.approx(0.5, rel=0.01)
    assert head.mean_error == pytest.approx(0.375, rel=0.01)


def test_peaks_are_those_that_decode_would_find() -> None:
    kinds, rows, columns = peaks_of(maps_of(0)[0], LIMITS)
    assert list(zip(kinds.tolist(), rows.tolist(), columns.tolist(), strict=True)) == [
        (0, 2, 3),
        (1, 4, 6),
    ]


def test_one_peak_in_a_hundred_may_be_somewhat_further_off_in_float16() -> None:
    def figures(n: int, error: float) -> bool:
        comparison = MapComparison(NAMES, FLOAT16, LIMITS)
        for number in range(n):
            expected = maps_of(number)
            regs = expected[1].copy()
            if number == 0:
                regs[0, 2, 3] += error
            comparison.add(expected, (expected[0], regs, expected[2]))
        head = comparison.figures()[1]
        assert (head.beyond, head.count) == (1, 4 * n)  # two peaks a frame, x and y
        return head.passed

    assert figures(30, 2 * 1e-2)
    assert not figures(20, 2 * 1e-2)
    assert not figures(30, 4 * 1e-2)

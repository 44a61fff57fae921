"""Pairs are within the limit, one to one, cheapest first, and always the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.detections.matching import match

matrices = st.integers(0, 5).flatmap(
    lambda n: st.integers(0, 5).flatmap(
        lambda m: st.lists(
            st.lists(st.floats(0, 2), min_size=m, max_size=m), min_size=n, max_size=n
        ).map(lambda rows: np.array(rows, np.float64).reshape(n, m))
    )
)


@given(cost=matrices)
def test_everybody_is_paired_once_or_left(cost: np.ndarray) -> None:
    pairs, rows, columns = match(cost)
    n, m = cost.shape
    assert sorted([row for row, _ in pairs] + rows) == list(range(n))
    assert sorted([column for _, column in pairs] + columns) == list(range(m))
    assert all(cost[pair] <= 1.0 for pair in pairs)


@given(cost=matrices)
def test_nobody_left_could_still_be_paired(cost: np.ndarray) -> None:
    _, rows, columns = match(cost)
    assert all(cost[row, column] > 1.0 for row in rows for column in columns)


def test_nearest_first() -> None:
    pairs, _, _ = match(np.array([[0.3, 0.1], [0.2, 0.15]]))
    assert pairs == [(0, 1), (1, 0)]


def test_not_a_number_is_no_pair() -> None:
    assert match(np.array([[np.nan, 0.5]]))[0] == [(0, 1)]
    assert match(np.array([[np.nan]]))[0] == []

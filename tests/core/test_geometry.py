"""Boxes overlap as they should."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.geometry import area_of, centre_of, intersection, iou

CORNERS = st.tuples(*[st.integers(0, 50)] * 4)


@given(st.lists(CORNERS, min_size=1, max_size=6), st.lists(CORNERS, min_size=1, max_size=6))
def test_overlap_is_counted_in_pixels(a: list[tuple[int, ...]], b: list[tuple[int, ...]]) -> None:
    left, right = np.array(a, np.float32), np.array(b, np.float32)

    def cells(box: tuple[int, ...]) -> set[tuple[int, int]]:
        return {(x, y) for x in range(box[0], box[2]) for y in range(box[1], box[3])}

    counted = [[len(cells(p) & cells(q)) for q in b] for p in a]
    np.testing.assert_allclose(intersection(left, right), counted)
    assert (iou(left, right) <= 1).all()
    np.testing.assert_allclose(iou(left, right), iou(right, left).T)
    np.testing.assert_allclose(area_of(left), [len(cells(p)) for p in a])


def test_centres() -> None:
    assert centre_of(np.float32([[0, 0, 4, 2]])).tolist() == [[2.0, 1.0]]

"""Maps to boxes: what is put into the maps comes out as boxes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.detections.decode import decode, peak_mask, sigmoid

THRESHOLDS = np.array([0.3, 0.3], np.float32)


def _maps(height: int = 12, width: int = 16) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return (
        np.full((2, height, width), -8.0, np.float32),
        np.zeros((2, height, width), np.float32),
        np.ones((2, height, width), np.float32),
    )


def test_empty_maps_give_no_box() -> None:
    boxes, scores, classes = decode(*_maps(), stride=4, top_k=10, thresholds=THRESHOLDS)
    assert boxes.shape == (0, 4)
    assert scores.shape == classes.shape == (0,)


@given(
    row=st.integers(0, 11),
    column=st.integers(0, 15),
    shift=st.tuples(st.floats(0, 0.96875, width=32), st.floats(0, 0.96875, width=32)),
    size=st.tuples(st.floats(0.5, 9, width=32), st.floats(0.5, 9, width=32)),
    kind=st.integers(0, 1),
)
def test_an_encoded_box_comes_back(
    row: int, column: int, shift: tuple[float, float], size: tuple[float, float], kind: int
) -> None:
    hmap, regs, w_h = _maps()
    hmap[kind, row, column] = 2.0
    regs[:, row, column] = shift
    w_h[:, row, column] = size
    boxes, scores, classes = decode(hmap, regs, w_h, stride=4, top_k=10, thresholds=THRESHOLDS)
    centre = np.array([column, row]) + shift
    half = np.array(size) / 2
    np.testing.assert_allclose(boxes[0], np.concatenate([centre - half, centre + half]) * 4, 1e-4)
    assert classes.tolist() == [kind]
    np.testing.assert_allclose(scores, sigmoid(np.float32([2.0])))


def test_only_the_top_of_a_hill_counts_and_best_come_first() -> None:
    hmap, regs, w_h = _maps()
    hmap[0, 4, 4:7] = [1.0, 2.0, 1.0]
    hmap[1, 8, 8] = 3.0
    boxes, scores, classes = decode(hmap, regs, w_h, stride=4, top_k=10, thresholds=THRESHOLDS)
    assert classes.tolist() == [1, 0]
    assert (np.diff(scores) < 0).all()
    assert len(decode(hmap, regs, w_h, stride=4, top_k=1, thresholds=THRESHOLDS)[0]) == 1
    assert len(boxes) == 2


def test_each_class_has_its_own_threshold() -> None:
    hmap, regs, w_h = _maps()
    hmap[:, 3, 3] = 0.0
    strict = np.array([0.6, 0.4], np.float32)
    assert decode(hmap, regs, w_h, stride=4, top_k=9, thresholds=strict)[2].tolist() == [1]


def test_peaks_at_the_border_are_found() -> None:
    heat = np.zeros((1, 3, 3), np.float32)
    heat[0, 0, 0] = 1
    assert peak_mask(heat)[0, 0, 0]
    assert not peak_mask(heat)[0, 1, 1]


def test_sigmoid_does_not_overflow() -> None:
    assert sigmoid(np.float32([-1e4, 0, 1e4])).tolist() == [0.0, 0.5, 1.0]


def test_a_box_that_is_no_number_is_left_out() -> None:
    hmap, regs, w_h = _maps()
    hmap[0, 3, [3, 6, 9]] = 2.0, 1.0, 0.5
    w_h[0, 3, 3], regs[1, 3, 9] = np.nan, np.inf
    boxes, scores, classes = decode(hmap, regs, w_h, stride=4, top_k=10, thresholds=THRESHOLDS)
    assert boxes.tolist() == [[22.0, 10.0, 26.0, 14.0]]
    assert len(scores) == len(classes) == 1

"""Which found box is which label, and which ones nobody may judge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from label_values import known

from core.detections.detections import Detections
from core.evaluation.matching import assign, best_first, nearness, unjudged

affinities = st.tuples(st.integers(0, 6), st.integers(0, 6)).flatmap(
    lambda shape: arrays(np.float32, shape, elements=st.floats(0, 1, width=32))
)


@given(affinities, st.floats(0, 1))
def test_each_label_is_taken_once_and_only_by_what_fits(affinity: np.ndarray, least: float) -> None:
    columns = assign(affinity, least)
    taken = columns[columns >= 0]
    assert len(set(taken.tolist())) == len(taken)
    for row in np.flatnonzero(columns >= 0):
        assert affinity[row, columns[row]] >= least
    free = np.setdiff1d(np.arange(affinity.shape[1]), taken)
    lost = np.flatnonzero(columns < 0)
    assert (affinity[np.ix_(lost, free)] < least).all(), "nobody who fits stays alone"


def test_the_better_scored_box_chooses_first() -> None:
    assert assign(np.array([[0.6, 0.5], [0.9, 0.55]], np.float32), 0.5).tolist() == [0, 1]


def test_boxes_come_by_score_and_class() -> None:
    found = Detections.of(0, np.zeros((4, 4)), [0.2, 0.9, 0.5, 0.7], [1, 1, 0, 1])
    np.testing.assert_allclose(best_first(found, 1, 0.3).score, [0.9, 0.7])


def test_partly_labelled_classes_and_ignored_regions_are_not_judged() -> None:
    boxes = np.array([[0, 0, 10, 10], [8, 0, 18, 10], [50, 50, 60, 60]], np.float32)
    assert unjudged(boxes, known([], [], partial=(2,)), 2).all()
    assert not unjudged(boxes, known([], [], partial=(2,)), 1).any()
    region = known([], [], [[0, 0, 12, 12]], [1])
    assert unjudged(boxes, region, 1).tolist() == [True, False, False], "half of it must lie in"
    assert not unjudged(boxes, region, 0).any()


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_nearness_falls_with_the_distance_of_centres(dx: float, dy: float) -> None:
    label = np.array([[100, 100, 120, 110]], np.float32)
    moved = label + np.array([dx, dy, dx, dy], np.float32)
    value = float(nearness(moved, label)[0, 0])
    assert value == pytest.approx(1 - np.hypot(dx, dy) / 20, abs=1e-4)

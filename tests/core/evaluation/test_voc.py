"""Pascal VOC's average precision, against cases worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_values import known, truth_found

from core.detections.detections import Detections
from core.evaluation.voc import Ranking, ap_11_points, ap_all_points, voc_ranking

A, B, C = [10, 10, 30, 30], [50, 50, 70, 70], [80, 10, 95, 25]
FAR = [0, 80, 10, 90]


def ranking(right: list[bool], n_labels: int) -> Ranking:
    return Ranking(np.array(right, bool), n_labels)


def test_right_wrong_right_wrong_of_three_labels() -> None:
    """Precision 1, 1/2, 2/3, 1/2 at recall 1/3, 1/3, 2/3, 2/3."""
    found = ranking([True, False, True, False], 3)
    assert ap_all_points(found) == pytest.approx(1 / 3 * 1 + 1 / 3 * 2 / 3)
    # Recall 0, 0.1, 0.2, 0.3 at precision 1; 0.4, 0.5, 0.6 at 2/3; the rest is never reached.
    assert ap_11_points(found) == pytest.approx((4 * 1 + 3 * 2 / 3) / 11)


def test_a_recall_of_three_tenths_is_reached_exactly() -> None:
    found = ranking([True, True, True], 10)
    assert ap_11_points(found) == pytest.approx(4 / 11)
    assert ap_all_points(found) == pytest.approx(0.3)


def test_a_second_box_on_a_label_is_wrong() -> None:
    """VOC pairs each box with the label it overlaps most, taken or not; COCO would not."""
    labels = known([A, [20, 10, 40, 30]], [0, 0])
    found = Detections.of(0, [A, [14, 10, 34, 30], [18, 10, 38, 30]], [0.9, 0.8, 0.7], [0, 0, 0])
    assert voc_ranking([labels], [found], 0).right.tolist() == [True, False, True]


def test_what_nobody_may_judge_is_left_out() -> None:
    found = Detections.of(0, [FAR, A, A], [0.9, 0.8, 0.7], [0, 0, 0])
    for labels, right in (
        (known([A], [0]), [False, True, False]),
        (known([A], [0], partial=(0,)), [True]),
        (known([A], [0], [[0, 75, 20, 95]], [0]), [True, False]),
    ):
        assert voc_ranking([labels], [found], 0).right.tolist() == right


def test_pictures_are_ranked_together() -> None:
    labels = [known([A], [0]), known([B, C], [0, 0])]
    found = [Detections.of(0, [A], [0.5], [0]), Detections.of(0, [FAR, B], [0.6, 0.4], [0, 0])]
    both = voc_ranking(labels, found, 0)
    assert both.right.tolist() == [False, True, True]
    assert both.n_labels == 3


def test_nothing_labelled_is_no_number_and_nothing_found_is_none() -> None:
    assert math.isnan(ap_all_points(ranking([], 0)))
    assert math.isnan(ap_11_points(ranking([False], 0)))
    assert ap_all_points(ranking([], 2)) == ap_11_points(ranking([], 2)) == 0
    assert voc_ranking([], [], 0).n_labels == 0


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 40))
def test_both_lie_between_nothing_and_all(right: list[bool], more: int) -> None:
    found = ranking(right, sum(right) + more)
    assert 0 <= ap_all_points(found) < 1
    assert 0 <= ap_11_points(found) < 1
    better = ranking([True, *right], sum(right) + more)
    assert ap_all_points(better) >= ap_all_points(found)


def test_a_perfect_answer_scores_one() -> None:
    labels = known([A, B, C], [0, 0, 1])
    for kind in (0, 1):
        perfect = voc_ranking([labels], [truth_found(labels)], kind)
        assert ap_all_points(perfect) == ap_11_points(perfect) == 1

"""Figures of classes: cases worked out by hand, and what must hold for any."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from label_values import known, picture_with, tiled_boxes, truth_found

from core.dataset.labels import Labels
from core.detections.detections import Detections
from core.evaluation.figures import ClassMetrics
from ml.metrics import evaluate_detections

CLASSES = ("player", "ball")
A, B, C, FAR = [10, 10, 30, 30], [50, 50, 70, 70], [10, 60, 30, 80], [80, 10, 95, 25]
SIZE = 320, 192
FOUR = ("player", "racket", "ball", "racket_head")


def figures(
    labels: Sequence[Labels], found: Sequence[Detections], classes: tuple[str, ...] = CLASSES
) -> dict[str, ClassMetrics]:
    return evaluate_detections([picture_with(each) for each in labels], found, classes)


def test_a_stray_above_the_hit_halves_precision() -> None:
    found = Detections.of(0, [FAR, A], [0.9, 0.8], [0, 0])
    result = figures([known([A], [0])], [found])["player"]
    assert result.ap50 == pytest.approx(0.5, abs=0.01)
    assert result.recall == 1
    assert result.precision == 0.5


def test_right_wrong_right_wrong_of_three_labels() -> None:
    """Precision 1 up to a recall of 1/3, 2/3 up to 2/3, then 0: COCO asks at 0, 0.01 ... 1."""
    found = Detections.of(0, [A, FAR, B, [0, 0, 5, 5]], [0.9, 0.8, 0.7, 0.6], [0, 0, 0, 0])
    result = figures([known([A, B, C], [0, 0, 0])], [found])["player"]
    by_hand = (34 * 1 + 33 * 2 / 3) / 101
    assert result.ap50 == result.ap75 == result.ap == pytest.approx(by_hand)
    assert result.ap_small == pytest.approx(by_hand), "20 x 20 is small"
    assert math.isnan(result.ap_medium)
    assert result.ar == pytest.approx(2 / 3)
    assert result.voc10 == pytest.approx(1 / 3 + 2 / 9)
    assert result.voc07 == pytest.approx(6 / 11)
    assert (result.recall, result.precision) == (pytest.approx(2 / 3), 0.5)


def test_overlap_decides_at_which_levels_a_box_counts() -> None:
    found = Detections.of(0, [[10, 10, 30, 24.2]], [0.9], [0])
    result = figures([known([A], [0])], [found])["player"]
    # IoU 0.71: right at 0.5, 0.55, 0.6, 0.65, 0.7.
    assert result.ap == pytest.approx(0.5)
    assert (result.ap50, result.ap75, result.ap30) == (pytest.approx(1), 0, pytest.approx(1))


def test_missed_labels_count_even_where_labels_are_partial() -> None:
    found = [Detections.of(0, [A], [0.9], [0])]
    assert figures([known([A, B], [0, 0], partial=(0,))], found)["player"].recall == 0.5


def test_nothing_found_and_nothing_labelled() -> None:
    result = figures([known([A], [0])], [Detections.empty()])
    assert result["player"].ap50 == result["player"].voc10 == 0
    assert result["player"].n_labels == 1
    assert math.isnan(result["player"].centre_median_px)
    assert math.isnan(result["ball"].ap)
    assert math.isnan(result["ball"].voc07)
    assert math.isnan(figures([], [])["ball"].ap)


def test_the_best_threshold_parts_hits_from_strays() -> None:
    found = Detections.of(0, [A, B, FAR], [0.9, 0.6, 0.3], [0, 0, 0])
    result = figures([known([A, B], [0, 0])], [found])["player"]
    assert result.best_threshold == pytest.approx(0.6)
    assert result.best_f1 == pytest.approx(1.0)


def test_centre_errors_are_told_in_pixels() -> None:
    found = Detections.of(0, [[13, 14, 33, 34]], [0.9], [0])
    result = figures([known([A], [0])], [found])["player"]
    assert result.centre_median_px == result.centre_p90_px == pytest.approx(5)


@settings(max_examples=30)
@given(st.data())
def test_a_perfect_answer_scores_one(data: st.DataObject) -> None:
    boxes, kinds = data.draw(tiled_boxes(*SIZE))
    labels = known(boxes, kinds)
    for k, (name, metrics) in enumerate(figures([labels], [truth_found(labels)], FOUR).items()):
        values = (metrics.ap, metrics.ap50, metrics.ar, metrics.voc07, metrics.voc10)
        if k in kinds:
            assert values == pytest.approx((1,) * 5), name
            assert (metrics.recall, metrics.precision) == (1, 1)
        else:
            assert all(math.isnan(value) for value in values), name


def noisy(labels: Labels, seed: int) -> Detections:
    """Boxes near the labels, some of them lost, and strays far below; no two scores alike."""
    rng = np.random.default_rng(seed)
    kept = rng.random(len(labels.xyxy)) < 0.8
    near = labels.xyxy[kept] + rng.normal(0, 1.5, (kept.sum(), 4)).astype(np.float32)
    strays = strays_below(rng, 5)
    kinds = np.concatenate([labels.class_id[kept], rng.integers(0, 4, 5)])
    scores = rng.permutation(np.linspace(0.05, 0.95, len(kinds)))
    return Detections.of(0, np.concatenate([near, strays]), scores, kinds)


def strays_below(rng: np.random.Generator, n: int) -> np.ndarray:
    """Boxes in a band under all labels."""
    x, size = rng.uniform(0, 300, n), rng.uniform(4, 30, n)
    return np.column_stack([x, np.full(n, 300.0), x + size, 300 + size])


@settings(max_examples=30)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_only_the_order_of_scores_matters_to_ap(data: st.DataObject, seed: int) -> None:
    boxes, kinds = data.draw(tiled_boxes(*SIZE))
    labels = known(boxes, kinds)
    found = noisy(labels, seed)
    squeezed = Detections.of(0, found.xyxy, 0.4 + 0.5 * found.score**3, found.class_id)
    before, after = (figures([labels], [each], FOUR) for each in (found, squeezed))
    for name in FOUR:
        for key in ("ap", "ap50", "ar", "voc07", "voc10", "best_f1"):
            assert getattr(before[name], key) == pytest.approx(
                getattr(after[name], key), nan_ok=True
            ), f"{key} of {name}"


@settings(max_examples=30)
@given(st.data(), st.integers(0, 2**32 - 1), st.booleans())
def test_strays_cost_nothing_where_nobody_may_judge(
    data: st.DataObject, seed: int, by_region: bool
) -> None:
    """Neither in pictures that label a class only in part, nor in regions to be ignored."""
    boxes, kinds = data.draw(tiled_boxes(*SIZE))
    region = [[0, 290, 400, 400]] * 4 if by_region else []
    labels = known(boxes, kinds, region, range(len(region)), () if by_region else range(4))
    rng = np.random.default_rng(seed)
    truth = noisy(known(boxes, kinds), seed)
    truth = truth[truth.xyxy[:, 1] < 290]
    strays = Detections.of(0, strays_below(rng, 6), rng.random(6), rng.integers(0, 4, 6))
    before = figures([labels], [truth], FOUR)
    after = figures([labels], [Detections.merge([truth, strays])], FOUR)
    for name in FOUR:
        assert before[name].ap == pytest.approx(after[name].ap, nan_ok=True)
        assert before[name].voc10 == pytest.approx(after[name].voc10, nan_ok=True)
        assert before[name].precision == pytest.approx(after[name].precision, nan_ok=True)

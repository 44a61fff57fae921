"""Average precision on cases worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from core.dataset.labels import LabelledPicture, Labels
from core.detections.detections import Detections
from ml.metrics import evaluate_detections

CLASSES = ("player", "ball")
A, B, FAR = [10, 10, 30, 30], [50, 50, 70, 70], [80, 10, 95, 25]


def frame_of(
    boxes: list, kinds: list, ignored: tuple = (), ignored_kinds: tuple = (), partial: tuple = ()
) -> LabelledPicture:
    labels = Labels(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(kinds, np.int64),
        np.array(ignored, np.float32).reshape(-1, 4),
        np.array(ignored_kinds, np.int64),
        frozenset(partial),
    )
    return LabelledPicture(0, Path("unused"), 100, 100, labels)


def test_a_perfect_answer_scores_one() -> None:
    result = evaluate_detections(
        [frame_of([A, B], [0, 1])], [Detections.of(0, [A, B], [0.9, 0.8], [0, 1])], CLASSES
    )
    for metrics in result.values():
        assert (metrics.ap, metrics.ap50, metrics.recall, metrics.precision) == pytest.approx(
            (1,) * 4
        )


def test_a_stray_above_the_hit_halves_precision() -> None:
    found = Detections.of(0, [FAR, A], [0.9, 0.8], [0, 0])
    result = evaluate_detections([frame_of([A], [0])], [found], CLASSES)["player"]
    assert result.ap50 == pytest.approx(0.5, abs=0.01)
    assert result.recall == 1
    assert result.precision == 0.5


def test_strays_count_for_nothing_where_labels_are_partial_or_ignored() -> None:
    found = [Detections.of(0, [FAR, A], [0.9, 0.8], [0, 0])]
    for frame in (
        frame_of([A], [0], partial=(0,)),
        frame_of([A], [0], ignored=([75, 5, 99, 30],), ignored_kinds=(0,)),
    ):
        result = evaluate_detections([frame], found, CLASSES)["player"]
        assert result.ap50 == pytest.approx(1.0)
        assert result.precision == 1.0


def test_missed_labels_count_even_where_labels_are_partial() -> None:
    result = evaluate_detections(
        [frame_of([A, B], [0, 0], partial=(0,))], [Detections.of(0, [A], [0.9], [0])], CLASSES
    )["player"]
    assert result.recall == 0.5


def test_nothing_found_and_nothing_labelled() -> None:
    result = evaluate_detections([frame_of([A], [0])], [Detections.empty()], CLASSES)
    assert result["player"].ap50 == 0
    assert result["player"].n_labels == 1
    assert math.isnan(result["ball"].ap)


def test_the_best_threshold_parts_hits_from_strays() -> None:
    found = Detections.of(0, [A, B, FAR], [0.9, 0.6, 0.3], [0, 0, 0])
    result = evaluate_detections([frame_of([A, B], [0, 0])], [found], CLASSES)["player"]
    assert result.best_threshold == pytest.approx(0.6)
    assert result.best_f1 == pytest.approx(1.0)

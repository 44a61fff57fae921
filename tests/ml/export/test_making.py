"""Limits of a detector made from a training: measured where labels tell, kept where they do not."""

from __future__ import annotations

import math

import pytest

from core.detections.model_manifest import DEFAULT_THRESHOLD
from core.evaluation.figures import ClassMetrics
from ml.export.making import _threshold


@pytest.mark.parametrize(
    ("labels", "best", "earlier", "limit"),
    [
        (200, 0.5, 0.2, 0.4),
        (200, 0.5, None, 0.4),
        (200, 0.01, 0.2, 0.05),
        (200, 0.99, 0.2, 0.6),
        (3, 0.5, 0.2, 0.2),
        (3, 0.5, None, 0.4),
        (0, math.nan, 0.2, 0.2),
        (0, math.nan, None, DEFAULT_THRESHOLD),
        (50, math.nan, None, DEFAULT_THRESHOLD),
    ],
)
def test_few_labels_do_not_move_a_limit(
    labels: int, best: float, earlier: float | None, limit: float
) -> None:
    figures = ClassMetrics(n_labels=labels, best_threshold=best)
    assert _threshold(figures, 0.8, earlier) == pytest.approx(limit)

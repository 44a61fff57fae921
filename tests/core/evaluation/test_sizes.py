"""Recall by diameter and centre errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from label_values import known, truth_found

from core.detections.detections import Detections
from core.evaluation.sizes import SOURCE_EDGES_PX, centre_errors, recall_by_diameter


def ball(x: float, y: float, width: float, height: float) -> list[float]:
    return [x - width / 2, y - height / 2, x + width / 2, y + height / 2]


LABELS = known([ball(10, 10, 3, 3), ball(40, 40, 5, 9), ball(80, 80, 30, 30)], [2, 2, 2])


def test_every_label_lies_in_one_band_by_its_shorter_side() -> None:
    bands = recall_by_diameter([LABELS], [truth_found(LABELS)], 2, 0.3, SOURCE_EDGES_PX)
    assert [band.n_labels for band in bands] == [1, 1, 0, 0, 0, 1]
    assert [band.recall for band in bands if band.n_labels] == [1, 1, 1]
    assert math.isnan(bands[2].recall)
    assert bands[-1].high_px is None
    assert [band.high_px for band in bands[:-1]] == [band.low_px for band in bands[1:]]


def test_bands_of_the_input_scale_the_labels() -> None:
    found = [truth_found(LABELS)]
    bands = recall_by_diameter([LABELS], found, 2, 0.3, (0.0, 2.0, 10.0), [0.5])
    assert [band.n_labels for band in bands] == [1, 1, 1]


def test_a_pixel_beside_a_tiny_ball_is_near_but_not_met() -> None:
    found = Detections.of(0, [ball(12, 10, 3, 3)], [0.9], [2])
    first = recall_by_diameter([LABELS], [found], 2, 0.3, SOURCE_EDGES_PX)[0]
    assert (first.recall, first.near) == (0, 1)


def test_only_boxes_from_the_threshold_on_count() -> None:
    weak = truth_found(LABELS, score=0.29)
    assert recall_by_diameter([LABELS], [weak], 2, 0.3, SOURCE_EDGES_PX)[0].recall == 0
    assert len(centre_errors([LABELS], [weak], 2, 0.3)) == 0


@pytest.mark.parametrize("small", [True, False])
def test_centre_errors_are_distances_in_pixels(small: bool) -> None:
    moved = Detections.of(0, LABELS.xyxy[2:] + np.array([3, 4, 3, 4]), [0.9], [2])
    np.testing.assert_allclose(centre_errors([LABELS], [moved], 2, 0.3, small), [5.0], atol=1e-5)


def test_small_things_are_paired_by_their_centres() -> None:
    moved = Detections.of(0, [ball(12, 10, 3, 3)], [0.9], [2])
    assert len(centre_errors([LABELS], [moved], 2, 0.3)) == 0
    np.testing.assert_allclose(centre_errors([LABELS], [moved], 2, 0.3, small=True), [2.0])

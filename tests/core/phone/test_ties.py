"""Whatever noise decides between two cells, the box of the one that won is expected."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detections.decode import decode, sigmoid
from core.phone.box_comparison import compare_boxes
from core.phone.check_parts import GoldenBox
from core.phone.map_comparison import Maps
from core.phone.ties import MARGIN, ties_of
from core.phone.tolerances import FLOAT16

CLASSES = ("player", "ball")
THRESHOLDS = dict.fromkeys(CLASSES, 0.3)
WEAK = np.array([0.15, 0.15], np.float32)


def boxes_of(maps: Maps) -> list[GoldenBox]:
    """Return the boxes of maps as a golden frame lists them."""
    xyxy, score, kinds = decode(*maps, stride=4, top_k=100, thresholds=WEAK)
    return [
        GoldenBox(CLASSES[k], float(s), tuple(float(v) for v in box))  # type: ignore[arg-type]
        for box, s, k in zip(xyxy, score, kinds, strict=True)
    ]


@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(1, 8), st.data())
def test_a_peak_that_changes_its_cell_by_noise_is_no_alarm(
    seed: int, row: int, column: int, data: st.DataObject
) -> None:
    rng = np.random.default_rng(seed)
    hmap = np.full((2, 10, 10), -6, np.float32)
    dy, dx = data.draw(st.sampled_from([(0, 1), (1, 0), (1, 1), (-1, 1)]))
    hmap[0, row, column], hmap[0, row + dy, column + dx] = 1.0, 1.0 - 1e-3
    regs = rng.uniform(0, 1, (2, 10, 10)).astype(np.float32)
    sizes = rng.uniform(8, 20, (2, 10, 10)).astype(np.float32)
    noisy = hmap.copy()
    noisy[0, row + dy, column + dx] += 3e-3
    expected, found = (hmap, regs, sizes), (noisy, regs, sizes)
    ties = ties_of(expected, WEAK, CLASSES, 4)
    compared = compare_boxes(boxes_of(expected), boxes_of(found), THRESHOLDS, FLOAT16, ties=ties)
    near = compared.lost == 0  # boxes further apart than half their side are two objects
    assert compared.passed or not near, compared.words


@given(st.integers(0, 10_000))
def test_only_cells_that_come_close_to_their_peak_tie(seed: int) -> None:
    rng = np.random.default_rng(seed)
    hmap = rng.normal(0, 1, (2, 8, 8)).astype(np.float32)
    flat = np.ones((2, 8, 8), np.float32)
    peaks = {box.label: box.score for box in reversed(boxes_of((hmap, flat, flat)))}
    for tie in ties_of((hmap, flat, flat), WEAK, CLASSES, 4):
        assert tie.score <= peaks[tie.label] + 1e-4
        assert tie.score >= float(WEAK[0]) - MARGIN - 1e-4


def test_a_lone_peak_has_no_tie() -> None:
    hmap = np.full((2, 5, 5), -6, np.float32)
    hmap[1, 2, 2] = 2.0
    ones = np.ones((2, 5, 5), np.float32)
    assert ties_of((hmap, ones, ones), WEAK, CLASSES, 4) == ()
    hmap[1, 2, 3] = 1.99
    (tie,) = ties_of((hmap, ones, ones), WEAK, CLASSES, 4)
    assert tie.label == "ball"
    assert tie.score == pytest.approx(float(sigmoid(np.float32(1.99))), abs=1e-4)
    assert tie.xyxy == (14.0, 10.0, 18.0, 14.0)

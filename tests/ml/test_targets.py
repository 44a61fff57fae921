"""Encoding boxes and decoding them again."""

from __future__ import annotations

import numpy as np
import pytest

from core.dataset.labels import Labels
from core.detections.decode import decode
from core.geometry import iou
from ml.config import STRIDE
from ml.targets import encode, gaussian_radius


def labels_of(
    xyxy: list, kinds: list, ignored: tuple = (), ignored_kinds: tuple = (), partial: tuple = ()
) -> Labels:
    return Labels(
        np.array(xyxy, np.float32).reshape(-1, 4),
        np.array(kinds, np.int64),
        np.array(ignored, np.float32).reshape(-1, 4),
        np.array(ignored_kinds, np.int64),
        frozenset(partial),
    )


@pytest.mark.parametrize("seed", range(5))
def test_encode_then_decode_returns_the_boxes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    # One box per 64 px tile, so that no two share a cell or a peak's neighbourhood.
    tiles = rng.permutation(15)[:8]
    centre = np.stack([tiles % 5, tiles // 5], 1) * 64 + 32 + rng.uniform(-20, 20, (8, 2))
    size = rng.uniform(3, 80, (8, 2))
    boxes = np.concatenate([centre - size / 2, centre + size / 2], 1).astype(np.float32)
    kinds = rng.integers(0, 4, 8)
    t = encode(labels_of(boxes, kinds), 4, 320, 192)
    regs, w_h = np.zeros((2, 48 * 80), np.float32), np.zeros((2, 48 * 80), np.float32)
    regs[:, t.cell], w_h[:, t.cell] = t.offset.T, t.size.T
    logits = np.log(np.clip(t.hmap, 1e-6, 1 - 1e-6) / (1 - np.clip(t.hmap, 1e-6, 1 - 1e-6)))
    found, score, found_kinds = decode(
        logits.astype(np.float32),
        regs.reshape(2, 48, 80),
        w_h.reshape(2, 48, 80),
        stride=STRIDE,
        top_k=100,
        thresholds=np.full(4, 0.99, np.float32),
    )
    assert len(found) == 8
    assert (score > 0.99).all()
    match = iou(boxes, found).argmax(1)
    np.testing.assert_allclose(found[match], boxes, atol=1e-3)
    assert (found_kinds[match] == kinds).all()


@pytest.mark.parametrize("side", [2.0, 5.0, 30.0])
def test_moved_by_the_radius_a_box_keeps_its_overlap(side: float) -> None:
    width, height = side, side * 1.7
    r = gaussian_radius(width, height)
    box = np.array([[0, 0, width, height]], np.float32)
    for move in ([r, r, r, r], [r, r, -r, -r], [-r, -r, r, r]):
        assert iou(box, box + np.array([move], np.float32))[0, 0] >= 0.7 - 1e-4


def test_a_tiny_ball_still_has_a_peak_and_a_slope() -> None:
    t = encode(labels_of([[101, 51, 104, 54]], [2]), 4, 320, 192)
    assert t.hmap[2].max() == 1.0
    assert 0.2 < np.sort(t.hmap[2].ravel())[-2] < 1.0


def test_unknown_places_are_not_judged() -> None:
    t = encode(
        labels_of([[40, 40, 80, 80]], [1], [[100, 0, 140, 40]], [0], partial=(1, 3)), 4, 320, 192
    )
    assert t.judged[0, 5, 30] == 0, "inside the ignored region of its class"
    assert t.judged[2, 5, 30] == 1, "another class there"
    assert t.judged[3].sum() == 0, "partly labelled, nothing labelled"
    assert ((t.judged[1] > 0) == (t.hmap[1] > 0)).all(), "partly labelled: only around labels"


def test_where_one_is_labelled_the_rest_can_count_a_little() -> None:
    labels = labels_of([[40, 40, 80, 80]], [1], [[100, 0, 140, 40]], [1], partial=(1, 3))
    t = encode(labels, 4, 320, 192, partial_weight=0.25)
    assert t.judged[1, 15, 15] == 1, "the label itself"
    assert t.judged[1, 40, 70] == np.float32(0.25), "background of its class"
    assert t.judged[1, 5, 30] == 0, "unless it is ignored"
    assert t.judged[3].sum() == 0, "nothing labelled: nothing is known"


def test_a_labelled_peak_inside_an_ignored_region_is_judged() -> None:
    t = encode(labels_of([[40, 40, 60, 60]], [0], [[0, 0, 200, 100]], [0]), 4, 320, 192)
    assert t.judged[0, 12, 12] == 1
    assert t.judged[0].sum() < 48 * 80


def test_boxes_centred_outside_leave_no_trace() -> None:
    t = encode(labels_of([[-50, 10, 10, 20], [330, 10, 350, 30]], [0, 2]), 4, 320, 192)
    assert len(t.cell) == 0
    assert t.hmap.max() == 0


def test_cells_beside_a_centre_point_at_it_with_less_weight() -> None:
    boxes = [[40, 40, 80, 120], [200, 60, 206, 66]]
    plain = encode(labels_of(boxes, [0, 2]), 4, 320, 192)
    more = encode(labels_of(boxes, [0, 2]), 4, 320, 192, neighbour_weight=1.0)
    assert (plain.weight == 1).all()
    assert np.array_equal(more.cell[:2], plain.cell)
    assert len(more.cell) == 18
    assert len(set(more.cell.tolist())) == 18
    places = np.stack([more.cell % 80, more.cell // 80], 1) + more.offset
    owner = np.where(more.size[:, 1] > 10, 0, 1)
    centre = np.array([[60, 80], [203, 63]]) / STRIDE
    np.testing.assert_allclose(places, centre[owner], atol=1e-4)
    assert (more.weight[2:] < 1).all()
    assert more.weight[2:][owner[2:] == 0].min() > more.weight[2:][owner[2:] == 1].max() / 2


def test_a_cell_that_is_a_centre_belongs_to_its_own_object_alone() -> None:
    close = [[40, 40, 60, 60], [44, 40, 64, 60]]
    cells = encode(labels_of(close, [1, 3]), 4, 320, 192, neighbour_weight=1.0).cell.tolist()
    assert cells.count(cells[0]) == 1
    assert cells.count(cells[1]) == 1


def test_objects_at_the_border_have_fewer_cells_beside_them() -> None:
    edge = encode(labels_of([[0, 0, 4, 4]], [2]), 4, 320, 192, neighbour_weight=1.0)
    assert len(edge.cell) == 4
    assert (edge.cell >= 0).all()

"""Properties of the way from boxes to maps and back."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from label_values import known, tiled_boxes

from core.dataset.labels import Labels
from core.detections.decode import decode
from core.detections.detections import Detections
from ml.config import STRIDE
from ml.data.warping import flip
from ml.targets import Targets, encode

SIZES = st.sampled_from([(320, 192), (192, 320), (256, 256), (448, 128)])
N_CLASSES = 4


def maps_of(targets: Targets) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The maps a net gives that has learned the targets by heart; later objects win a cell."""
    _, h, w = targets.hmap.shape
    regs, w_h = np.zeros((2, h * w), np.float32), np.zeros((2, h * w), np.float32)
    regs[:, targets.cell], w_h[:, targets.cell] = targets.offset.T, targets.size.T
    heat = np.clip(targets.hmap, 1e-6, 1 - 1e-6)
    logits = np.log(heat / (1 - heat)).astype(np.float32)
    return logits, regs.reshape(2, h, w), w_h.reshape(2, h, w)


def found_in(maps: tuple[np.ndarray, np.ndarray, np.ndarray], least: float = 0.999) -> Detections:
    limits = np.full(len(maps[0]), least, np.float32)
    xyxy, score, kind = decode(*maps, stride=STRIDE, top_k=200, thresholds=limits)
    return Detections.of(0, xyxy, score, kind)


def assert_same(
    found: np.ndarray, found_kinds: np.ndarray, boxes: np.ndarray, kinds: np.ndarray
) -> None:
    """Whether both hold the same boxes of the same classes, in any order."""
    assert len(found) == len(boxes)
    left = set(range(len(boxes)))
    for box, kind in zip(found, found_kinds, strict=True):
        fits = [i for i in left if kinds[i] == kind and np.abs(boxes[i] - box).max() < 2e-3]
        assert fits, f"{box} of class {kind} is not among them"
        left.remove(fits[0])


@given(SIZES, st.data())
def test_encode_then_decode_returns_the_boxes(size: tuple[int, int], data: st.DataObject) -> None:
    boxes, kinds = data.draw(tiled_boxes(*size, n_classes=N_CLASSES))
    found = found_in(maps_of(encode(known(boxes, kinds), N_CLASSES, *size)))
    assert_same(found.xyxy, found.class_id, boxes, kinds)


@given(
    st.lists(
        st.tuples(st.floats(8, 40), st.floats(8, 40), st.floats(2, 60), st.integers(0, 1)),
        min_size=1,
        max_size=12,
    )
)
def test_of_boxes_that_crowd_one_of_each_class_and_cell_comes_back(
    crowd: list[tuple[float, float, float, int]],
) -> None:
    """Neighbours are told apart. What shares class and cell is one box; what shares a cell alone
    is found in both classes, but with the size of one: the size maps know no classes."""
    boxes = np.array([[x - s / 2, y - s / 2, x + s / 2, y + s / 2] for x, y, s, _ in crowd])
    kinds = np.array([kind for *_, kind in crowd])
    targets = encode(known(boxes, kinds), 2, 64, 64)
    found = found_in(maps_of(targets))
    cells = [(int(k), int(c)) for k, c in zip(kinds, targets.cell, strict=True)]
    centres = (found.xyxy[:, :2] + found.xyxy[:, 2:]) / 2
    # Half a thousandth of a cell inside: a centre on the border between two may round either way.
    at = np.floor(centres / STRIDE + 5e-4).astype(int)
    came = [(int(k), int(y * 16 + x)) for k, (x, y) in zip(found.class_id, at, strict=True)]
    assert len(came) == len(set(cells))
    assert {kind for kind, _ in came} == {kind for kind, _ in cells}
    for box in found.xyxy:
        assert np.abs(boxes - box).max(axis=1).min() < 2e-3, "no box is a mixture of two"


def mirrored(targets: Targets) -> Targets:
    """What targets must be for the mirrored picture."""
    _, _, w = targets.hmap.shape
    row, column = targets.cell // w, targets.cell % w
    return dataclasses.replace(
        targets,
        hmap=targets.hmap[..., ::-1],
        judged=targets.judged[..., ::-1],
        cell=row * w + (w - 1 - column),
        offset=np.column_stack([1 - targets.offset[:, 0], targets.offset[:, 1]]),
    )


def off_borders(labels: Labels) -> bool:
    """Whether no centre lies on the border of two cells, where mirroring must choose a side."""
    centre = (labels.xyxy[:, 0] + labels.xyxy[:, 2]) / 2 / STRIDE
    return bool((np.abs(centre - np.round(centre)) > 1e-3).all())


@given(SIZES, st.data())
def test_targets_of_the_mirrored_picture_are_the_mirrored_targets(
    size: tuple[int, int], data: st.DataObject
) -> None:
    boxes, kinds = data.draw(tiled_boxes(*size, n_classes=N_CLASSES))
    ignored, ignored_kinds = data.draw(tiled_boxes(*size, n_classes=N_CLASSES))
    partial = data.draw(st.sets(st.integers(0, N_CLASSES - 1)))
    labels = known(boxes, kinds, ignored, ignored_kinds, tuple(partial))
    if not off_borders(labels):
        return
    _, turned = flip(np.zeros((*size[::-1], 3), np.uint8), labels)
    found = encode(turned, N_CLASSES, *size)
    wanted = mirrored(encode(labels, N_CLASSES, *size))
    np.testing.assert_array_equal(found.cell, wanted.cell)
    np.testing.assert_allclose(found.hmap, wanted.hmap, atol=1e-5)
    np.testing.assert_allclose(found.offset, wanted.offset, atol=1e-3)
    np.testing.assert_allclose(found.size, wanted.size, atol=1e-3)
    # An ignored region's edge may round to either cell: single columns, no more.
    assert (found.judged != wanted.judged).mean() < 0.03


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_decoding_mirrored_maps_gives_mirrored_boxes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    logits = rng.normal(-2, 2, (3, 10, 14)).astype(np.float32)
    regs = rng.uniform(0, 1, (2, 10, 14)).astype(np.float32)
    w_h = rng.uniform(0.2, 6, (2, 10, 14)).astype(np.float32)
    there = found_in((logits, regs, w_h), 0.3)
    turned_regs = regs[..., ::-1].copy()
    turned_regs[0] = 1 - turned_regs[0]
    back = found_in((logits[..., ::-1], turned_regs, w_h[..., ::-1]), 0.3)
    width = 14 * STRIDE
    turned = np.column_stack(
        [width - back.xyxy[:, 2], back.xyxy[:, 1], width - back.xyxy[:, 0], back.xyxy[:, 3]]
    )
    np.testing.assert_allclose(np.sort(back.score), np.sort(there.score), atol=1e-6)
    assert_same(turned, back.class_id, there.xyxy, there.class_id)

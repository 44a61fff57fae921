"""Mirroring and warping go together: the order in which a sample is made does not matter."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from label_values import known, tiled_boxes

from core.dataset.labels import Labels
from core.detections.preprocess import Letterbox
from ml.data.warping import flip, letterbox_matrix, warp

WIDTH, HEIGHT = 192, 128
INTO = 160, 96


def striped(seed: int) -> np.ndarray:
    """A picture of soft blobs, in which a pixel's shift shows little."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (HEIGHT // 16, WIDTH // 16, 3)).astype(np.uint8)
    return np.kron(small, np.ones((16, 16, 1), np.uint8))


def sorted_rows(labels: Labels) -> np.ndarray:
    rows = np.column_stack([labels.class_id, labels.xyxy])
    return rows[np.lexsort(rows.round(1).T)]


@settings(max_examples=30)
@given(
    data=st.data(),
    scale=st.floats(0.4, 1.6),
    shift=st.tuples(st.floats(-60, 60), st.floats(-40, 40)),
    seed=st.integers(0, 99),
)
def test_warping_the_mirrored_is_mirroring_the_warped(
    data: st.DataObject, scale: float, shift: tuple[float, float], seed: int
) -> None:
    labels = known(*data.draw(tiled_boxes(WIDTH, HEIGHT)))
    picture = striped(seed)
    there = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    # x becomes WIDTH - x before and INTO - x after: the shift changes, the scale does not.
    back = np.array([[scale, 0, INTO[0] - scale * WIDTH - shift[0]], [0, scale, shift[1]]])
    first, known_first = flip(*warp(picture, labels, there, *INTO))
    second, known_second = warp(*flip(picture, labels), back, *INTO)
    assert np.abs(first.astype(int) - second).mean() < 12
    assert len(known_first.xyxy) == len(known_second.xyxy)
    np.testing.assert_allclose(sorted_rows(known_first), sorted_rows(known_second), atol=0.02)
    assert len(known_first.ignored_xyxy) == len(known_second.ignored_xyxy)


@given(st.data())
def test_mirroring_twice_is_nothing(data: st.DataObject) -> None:
    labels = known(*data.draw(tiled_boxes(WIDTH, HEIGHT)))
    picture = striped(1)
    again, known_again = flip(*flip(picture, labels))
    assert (again == picture).all()
    np.testing.assert_allclose(known_again.xyxy, labels.xyxy, atol=1e-4)


@given(
    st.sampled_from([(1920, 1080), (960, 540), (480, 848), (303, 517)]),
    st.sampled_from([(640, 352), (352, 640), (384, 384)]),
    st.data(),
)
def test_the_trainer_and_the_detector_letterbox_alike(
    size: tuple[int, int], into: tuple[int, int], data: st.DataObject
) -> None:
    """The trainer's is exact, the detector's rounds to whole pixels: at most half of one apart."""
    x, y = data.draw(st.floats(0, size[0])), data.draw(st.floats(0, size[1]))
    matrix = letterbox_matrix(*size, *into)
    trained = matrix[:, :2] @ (x, y) + matrix[:, 2]
    box = np.array([[x, y, x, y]], np.float32)
    used = Letterbox(*size, *into).to_input(box)[0, :2]
    np.testing.assert_allclose(used, trained, atol=1.01)

"""Pictures and their boxes stay in step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.dataset.labels import Labels
from ml.config import TrainConfig
from ml.data.augment import crop_sample, frame_sample
from ml.data.sample import Sample
from ml.data.warping import flip, letterbox_matrix, turn, warp

CONFIG = TrainConfig(dataset="", run_dir="", input_width=256, input_height=160, crop_px=128)
NO_BOXES = np.zeros((0, 4), np.float32), np.zeros(0, np.int64)


def marked(width: int, height: int, box: list) -> tuple[np.ndarray, Labels]:
    """A dark picture with one white box."""
    picture = np.zeros((height, width, 3), np.uint8)
    x0, y0, x1, y1 = box
    picture[y0:y1, x0:x1] = 255
    return picture, Labels(np.array([box], np.float32), np.array([1]), *NO_BOXES, frozenset())


def box_seen(picture: np.ndarray) -> np.ndarray:
    """The box of the bright pixels, weighing soft edges."""
    grey = np.where(picture[..., 0] == picture[0, 0, 0], 0, picture[..., 0]).astype(float)
    grey[grey < 40] = 0
    ys, xs = np.nonzero(grey > 128)
    return np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1], float)


@pytest.mark.parametrize("scale", [0.31, 0.5, 0.77, 1.0, 1.6])
def test_warp_moves_picture_and_boxes_together(scale: float) -> None:
    picture, labels = marked(300, 200, [120, 60, 200, 130])
    matrix = np.array([[scale, 0, 3.7], [0, scale, -5.2]])
    out, moved = warp(picture, labels, matrix, 300, 200)
    np.testing.assert_allclose(box_seen(out), moved.xyxy[0], atol=0.75)


def test_flip_and_turn_move_picture_and_boxes_together() -> None:
    picture, labels = marked(300, 200, [120, 60, 200, 130])
    for out, moved in (flip(picture, labels), *(turn(picture, labels, q) for q in (1, 2, 3))):
        np.testing.assert_allclose(box_seen(out), moved.xyxy[0])
    for again in (flip(*flip(picture, labels)), turn(*turn(picture, labels, 1), 3)):
        assert (again[0] == picture).all()
        np.testing.assert_allclose(again[1].xyxy, labels.xyxy)


def test_a_box_mostly_cut_off_becomes_an_ignored_region() -> None:
    picture, labels = marked(300, 200, [120, 60, 200, 130])
    out, moved = warp(picture, labels, np.array([[1.0, 0, -180], [0, 1, 0]]), 100, 200)
    assert len(moved.xyxy) == 0
    np.testing.assert_allclose(moved.ignored_xyxy, [[0, 60, 20, 130]])
    assert moved.ignored_class_id.tolist() == [1]
    assert out.shape == (200, 100, 3)


def test_letterbox_keeps_the_shape_and_centres() -> None:
    np.testing.assert_allclose(
        letterbox_matrix(1920, 1080, 640, 384), [[1 / 3, 0, 0], [0, 1 / 3, 12]]
    )


def test_the_same_generator_gives_the_same_sample() -> None:
    config = replace(CONFIG, arch="mobilenetv2_light+memory", memory_rate=1.0, paste_rate=0.5)
    sample = Sample(*marked(300, 200, [120, 60, 200, 130]))
    for make in (crop_sample, frame_sample):
        first, second = (make(sample, config, np.random.default_rng(7)) for _ in range(2))
        assert (first.picture == second.picture).all()
        assert (first.past_or_same == second.past_or_same).all()
        np.testing.assert_array_equal(first.labels.xyxy, second.labels.xyxy)


def test_both_frames_are_moved_flipped_and_coloured_alike() -> None:
    config = replace(
        CONFIG, arch="mobilenetv2_light+memory", memory_rate=1.0, cut_rate=0.0, turn_rate=0.5
    )
    picture, labels = marked(300, 200, [120, 60, 200, 130])
    for seed in range(12):
        rng = np.random.default_rng(seed)
        seen = crop_sample(Sample(picture, labels, picture), config, rng)
        assert seen.past is not None
        apart = np.abs(seen.past.astype(int) - seen.picture)
        assert apart.max() <= 12, "noise and flicker only"


def test_a_net_without_memory_gets_no_frame_before() -> None:
    picture, labels = marked(300, 200, [120, 60, 200, 130])
    seen = crop_sample(Sample(picture, labels, picture), CONFIG, np.random.default_rng(1))
    assert seen.past is None
    assert seen.past_or_same is seen.picture

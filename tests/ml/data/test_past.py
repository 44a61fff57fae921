"""The invented frame before: only what moves differs."""

from __future__ import annotations

import numpy as np
import pytest

from core.dataset.labels import LabelledBox, Labels, labels_of
from core.detections.detections import ObjectClass
from ml.data.past import invent_past, of_another_scene, shaken


def court(seed: int, ball: tuple[int, int] | None = (100, 80)) -> tuple[np.ndarray, Labels]:
    """A smooth court with a person and a bright ball of 10 px."""
    rng = np.random.default_rng(seed)
    ramp = np.linspace(60, 110, 320)[None, :, None] + np.zeros((200, 1, 3))
    picture = (ramp + rng.normal(0, 1, ramp.shape)).clip(0, 255).astype(np.uint8)
    boxes = []
    if ball is not None:
        x, y = ball
        rows, columns = np.mgrid[0:200, 0:320]
        picture[np.hypot(columns - x, rows - y) <= 5] = (210, 240, 60)
        boxes.append(LabelledBox(int(ObjectClass.BALL), (x - 5, y - 5, x + 5, y + 5)))
    return picture, labels_of(boxes)


def brightness_at(picture: np.ndarray, x: int, y: int) -> float:
    return float(picture[y - 2 : y + 3, x - 2 : x + 3, 1].mean())


def test_balls_lie_still_or_came_from_elsewhere() -> None:
    picture, labels = court(0)
    moved = lying = 0
    for seed in range(40):
        past = invent_past(picture, picture, labels, np.random.default_rng(seed))
        if brightness_at(past, 100, 80) > 180:
            lying += 1
        else:
            moved += 1
            assert brightness_at(past, 100, 80) < 150 or (past[..., 1] > 200).any()
    assert moved > lying > 0


@pytest.mark.parametrize("seed", range(6))
def test_far_from_anything_that_moves_both_frames_are_the_same(seed: int) -> None:
    picture, labels = court(seed)
    past = invent_past(picture, picture, labels, np.random.default_rng(seed))
    near = np.zeros(picture.shape[:2], bool)
    near[0:165, 15:185] = True  # as far as the fastest ball comes in one frame
    assert np.array_equal(past[~near], picture[~near])


def test_people_bend_and_the_given_pictures_are_not_written() -> None:
    picture, _ = court(1, ball=None)
    picture[60:160, 140:180] = np.arange(40, dtype=np.uint8)[None, :, None] * 5
    kept = picture.copy()
    person = labels_of([LabelledBox(int(ObjectClass.PLAYER), (140, 60, 180, 160))])
    past = invent_past(picture, picture, person, np.random.default_rng(2))
    assert not np.array_equal(past, picture)
    assert np.array_equal(picture, kept)
    empty = invent_past(picture, picture, labels_of([]), np.random.default_rng(2))
    assert np.array_equal(empty, picture)
    assert empty is not picture


def test_a_hand_held_camera_moves_by_pixels_not_by_metres() -> None:
    matrix = np.array([[0.5, 0, 10.0], [0, 0.5, 20.0]])
    moved = [shaken(matrix, np.random.default_rng(seed)) for seed in range(60)]
    steps = np.array([np.abs(each - matrix)[:, 2].max() for each in moved])
    assert (steps == 0).any(), "a tripod"
    assert 0.5 < steps.max() < 20
    assert max(abs(each[0, 0] / 0.5 - 1) for each in moved) < 0.02
    assert all(each[0, 0] == each[1, 1] for each in moved)


@pytest.mark.parametrize("seed", range(4))
def test_a_cut_leaves_nothing_alike(seed: int) -> None:
    picture, _ = court(3)
    other = of_another_scene(picture, np.random.default_rng(seed))
    assert other.shape == picture.shape
    assert (other != picture).mean() > 0.5

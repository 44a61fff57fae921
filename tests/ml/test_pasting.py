"""Drawn rackets and balls on pictures: exact boxes, and nothing else is touched."""

import numpy as np
import pytest

from core.dataset.labels import Labels
from core.detections.detections import ObjectClass
from ml.data.pasting import paste_drawn

MARGIN_PX = 14  # a swing smears beyond the box of its middle, and edges are soft


def _labels() -> Labels:
    player = np.array([[60, 40, 120, 220]], np.float32)
    none = np.zeros((0, 4), np.float32)
    ids = np.zeros(1, np.int64)
    return Labels(player, ids, none, np.zeros(0, np.int64), frozenset({2}))


def _picture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(60, 120, (256, 320, 3), dtype=np.uint8)


@pytest.mark.parametrize("seed", range(12))
def test_the_labels_there_stay_and_the_new_ones_lie_in_the_picture(seed: int) -> None:
    _, _, labels = paste_drawn(_picture(seed), None, _labels(), np.random.default_rng(seed))
    assert np.array_equal(labels.xyxy[:1], _labels().xyxy)
    assert labels.not_exhaustive == {2}
    assert len(labels.xyxy) == len(labels.class_id)
    assert (labels.xyxy >= 0).all()
    assert (labels.xyxy <= [320, 256, 320, 256]).all()
    assert (labels.xyxy[:, 2:] > labels.xyxy[:, :2]).all()


@pytest.mark.parametrize("seed", range(12))
def test_what_is_boxed_was_painted_there(seed: int) -> None:
    before = _picture(seed)
    after, _, labels = paste_drawn(before, None, _labels(), np.random.default_rng(seed))
    changed = (after != before).any(axis=2)
    for box in labels.xyxy[1:]:
        x0, y0, x1, y1 = (int(v) for v in (*np.floor(box[:2]), *np.ceil(box[2:])))
        assert changed[y0:y1, x0:x1].any(axis=0).mean() > 0.6
        assert changed[y0:y1, x0:x1].any(axis=1).mean() > 0.6


def test_balls_alone_leave_the_rest_of_the_picture_as_it_was() -> None:
    tiny = _labels()
    tiny.xyxy[:] = [10, 10, 14, 24]  # a person 14 px tall: rackets too small to draw
    for seed in range(20):
        before = _picture(seed)
        after, _, labels = paste_drawn(before, None, tiny, np.random.default_rng(seed))
        assert not (labels.class_id == ObjectClass.RACKET).any()
        outside = np.ones(before.shape[:2], bool)
        for x0, y0, x1, y1 in labels.xyxy[1:]:
            low = np.maximum(np.array([x0, y0], int) - MARGIN_PX, 0)
            outside[low[1] : int(y1) + MARGIN_PX, low[0] : int(x1) + MARGIN_PX] = False
        inner = np.s_[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]  # balls half out have no box
        assert np.array_equal(after[inner][outside[inner]], before[inner][outside[inner]])


@pytest.mark.parametrize("seed", range(8))
def test_every_head_belongs_to_a_racket(seed: int) -> None:
    _, _, labels = paste_drawn(_picture(seed), None, _labels(), np.random.default_rng(seed))
    rackets = labels.xyxy[labels.class_id == ObjectClass.RACKET]
    for head in labels.xyxy[labels.class_id == ObjectClass.RACKET_HEAD]:
        inside = (head[:2] >= rackets[:, :2] - 1).all(1) & (head[2:] <= rackets[:, 2:] + 1).all(1)
        assert inside.any() or head[[0, 1]].min() == 0 or (head[2:] >= [319, 255]).any()


def test_the_frame_before_shows_them_elsewhere_and_the_given_pictures_are_not_written() -> None:
    here = _picture(1)
    given = here.copy()
    after, past, _ = paste_drawn(here, here, _labels(), np.random.default_rng(5))
    assert past is not None
    assert not np.array_equal(after, past)
    assert np.array_equal(here, given)


def test_the_same_generator_gives_the_same_sample() -> None:
    one = paste_drawn(_picture(1), None, _labels(), np.random.default_rng(9))
    two = paste_drawn(_picture(1), None, _labels(), np.random.default_rng(9))
    assert np.array_equal(one[0], two[0])
    assert np.array_equal(one[2].xyxy, two[2].xyxy)

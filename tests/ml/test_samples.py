"""What an epoch holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from ml.config import TrainConfig
from ml.data.frame_cache import FrameCache
from ml.data.frames import read_coco, repeat_factors
from ml.data.samples import Samples


def samples_of(config: TrainConfig) -> Samples:
    frames = read_coco(Path(config.dataset) / "instances_train.json", config.classes)
    return Samples(FrameCache(frames, config.cache_width), config)


def test_every_picture_is_drawn_as_often_as_its_repeat_factor(
    toy_config: Callable[..., TrainConfig],
) -> None:
    samples = samples_of(toy_config())
    for epoch in range(3):
        assert sorted(samples.order(epoch).tolist()) == [0, 1, 2, 3]
    assert any((samples.order(0) != samples.order(e)).any() for e in range(1, 6))


def test_batches_can_start_anywhere(toy_config: Callable[..., TrainConfig]) -> None:
    samples = samples_of(toy_config())
    for epoch in (0, 1):  # crops, then whole frames
        whole = list(samples.batches(epoch))
        late = list(samples.batches(epoch, first_step=1))
        assert len(whole) == 2
        assert torch.equal(whole[1].images, late[0].images)
        assert torch.equal(whole[1].targets.hmap, late[0].targets.hmap)
    assert whole[0].images.shape == (2, 3, 96, 128)


def test_rare_classes_are_drawn_more_often(toy_config: Callable[..., TrainConfig]) -> None:
    frames = read_coco(Path(toy_config().dataset) / "instances_train.json", ("player", "ball"))
    assert (repeat_factors(frames, 2, 0.5) == 1).all()
    rare = repeat_factors(frames, 3, 0.5)
    np.testing.assert_allclose(rare, 1, err_msg="a class nobody has changes nothing")

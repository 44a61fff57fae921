"""What an epoch holds."""

from __future__ import annotations

import json
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


def test_the_frame_before_comes_from_the_disk_or_is_invented(
    toy_config: Callable[..., TrainConfig],
) -> None:
    config = toy_config(arch="mobilenetv2_light+memory", memory_rate=1.0, cut_rate=0.0)
    folder = Path(config.dataset)
    file = folder / "instances_train.json"
    coco = json.loads(file.read_text("utf-8"))
    coco["images"][0]["previous"] = "1.png"
    file.write_text(json.dumps(coco), "utf-8")
    samples = samples_of(config)
    assert samples.cache.frames[0].previous == folder / "1.png"
    before = samples.cache.previous(0)
    assert before is not None
    assert np.array_equal(before, samples.cache[1][0])
    assert samples.cache.previous(2) is None
    batch = samples.batch(0, 0)
    assert batch.previous is not None
    assert batch.previous.shape == batch.images.shape
    assert not torch.equal(batch.previous, batch.images)


def test_nets_without_memory_have_batches_without_frames_before(
    toy_config: Callable[..., TrainConfig],
) -> None:
    assert samples_of(toy_config()).batch(0, 0).previous is None

"""Which samples an epoch holds, as batches: a pure function of seed, epoch and place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from core.video.frame import Picture
from ml.config import TrainConfig
from ml.data.augment import crop_sample, frame_sample
from ml.data.frame_cache import FrameCache
from ml.data.frames import repeat_factors
from ml.losses import TargetBatch
from ml.targets import Targets, encode


class Samples:
    """Augmented training samples. Stateless between batches, so a run can resume at any step."""

    def __init__(self, cache: FrameCache, config: TrainConfig, n_rendered: int = 0) -> None:
        """The last `n_rendered` frames of `cache` are drawn: `rendered_rate` of the samples."""
        self.cache = cache
        self.config = config
        real = cache.frames[: len(cache) - n_rendered]
        factors = repeat_factors(real, len(config.classes), config.repeat_threshold)
        if n_rendered:
            odds = config.rendered_rate / (1 - config.rendered_rate)
            drawn = np.full(n_rendered, factors.sum() * odds / n_rendered)
            factors = np.concatenate([factors, drawn])
        self._cumulative = np.cumsum(factors)
        self.per_epoch = max(1, round(float(self._cumulative[-1])))

    def sees_frames(self, epoch: int) -> bool:
        """Whether `epoch` (from 0) shows whole frames rather than crops."""
        return epoch >= self.config.epochs - self.config.frame_epochs

    def batch_size(self, epoch: int) -> int:
        """Samples per step in `epoch`."""
        return self.config.frame_batch_size if self.sees_frames(epoch) else self.config.batch_size

    def steps(self, epoch: int) -> int:
        """Whole batches in `epoch`; at least one."""
        return max(1, self.per_epoch // self.batch_size(epoch))

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Frame index of each sample: frames in proportion to their repeat factors, shuffled."""
        rng = np.random.default_rng((self.config.seed, epoch))
        marks = (rng.random() + np.arange(self.per_epoch)) / self.per_epoch * self._cumulative[-1]
        drawn = np.searchsorted(self._cumulative, marks, side="right")
        return rng.permutation(np.minimum(drawn, len(self.cache) - 1))

    def batches(
        self, epoch: int, first_step: int = 0
    ) -> Iterator[tuple[torch.Tensor, TargetBatch]]:
        """Batches of `epoch` from `first_step` on: uint8 (N, 3, H, W) RGB and its targets."""
        order = self.order(epoch)
        size = self.batch_size(epoch)
        for step in range(first_step, self.steps(epoch)):
            places = [i % len(order) for i in range(step * size, (step + 1) * size)]
            yield collate([self._sample(epoch, place, int(order[place])) for place in places])

    def _sample(self, epoch: int, place: int, index: int) -> tuple[Picture, Targets]:
        rng = np.random.default_rng((self.config.seed, epoch, place))
        make = frame_sample if self.sees_frames(epoch) else crop_sample
        picture, labels = make(*self.cache[index], self.config, rng)
        height, width = picture.shape[:2]
        targets = encode(labels, len(self.config.classes), width, height, self.config.min_sigma)
        return picture, targets


def collate(samples: list[tuple[Picture, Targets]]) -> tuple[torch.Tensor, TargetBatch]:
    """Stack pictures of one size to uint8 (N, 3, H, W), their targets to one `TargetBatch`."""
    images = torch.from_numpy(np.stack([picture for picture, _ in samples])).permute(0, 3, 1, 2)
    targets = [target for _, target in samples]
    owner = np.concatenate([np.full(len(t.cell), i, np.int64) for i, t in enumerate(targets)])
    return images, TargetBatch(
        hmap=torch.from_numpy(np.stack([t.hmap for t in targets])),
        judged=torch.from_numpy(np.stack([t.judged for t in targets])),
        picture=torch.from_numpy(owner),
        cell=torch.from_numpy(np.concatenate([t.cell for t in targets])),
        offset=torch.from_numpy(np.concatenate([t.offset for t in targets])),
        size=torch.from_numpy(np.concatenate([t.size for t in targets])),
    )

"""Which samples an epoch holds, as batches: a pure function of seed, epoch and place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.errors import TrainingError
from ml.config import TrainConfig
from ml.data.augment import crop_sample, frame_sample
from ml.data.batch import Batch, collate
from ml.data.frame_cache import FrameCache
from ml.data.frames import repeat_factors
from ml.data.sample import Sample
from ml.targets import Targets, encode

LOST_SHARE = 0.01
"""Of the pictures may vanish during a run before it ends."""


class Samples:
    """Augmented training samples. Stateless between batches, so a run can resume at any step."""

    def __init__(self, cache: FrameCache, config: TrainConfig, n_rendered: int = 0) -> None:
        """The last `n_rendered` frames of `cache` are drawn: `rendered_rate` of the samples."""
        self.cache = cache
        self.config = config
        self.lost: set[int] = set()
        real = cache.frames[: len(cache) - n_rendered]
        factors = repeat_factors(real, len(config.classes), config.repeat_threshold)
        if n_rendered:
            odds = config.rendered_rate / (1 - config.rendered_rate)
            drawn = np.full(n_rendered, factors.sum() * odds / n_rendered)
            factors = np.concatenate([factors, drawn])
        self._cumulative = np.cumsum(factors)
        self.natural = max(1, round(float(self._cumulative[-1])))
        self.per_epoch = config.epoch_samples or self.natural

    def sees_frames(self, epoch: int) -> bool:
        """Whether `epoch` (from 0) shows whole frames rather than crops."""
        return epoch >= self.config.epochs - self.config.frame_epochs

    def batch_size(self, epoch: int) -> int:
        """Samples per step in `epoch`."""
        return self.config.frame_batch_size if self.sees_frames(epoch) else self.config.batch_size

    def steps(self, epoch: int) -> int:
        """Whole batches in `epoch`; at least one."""
        return max(1, self.per_epoch // self.batch_size(epoch))

    def total_steps(self) -> int:
        """Of the whole run."""
        return sum(self.steps(epoch) for epoch in range(self.config.epochs))

    def places(self, epoch: int = 0, step: int = 0) -> Iterator[tuple[int, int]]:
        """(epoch, step) of every batch of the run, from the given one on."""
        for each in range(epoch, self.config.epochs):
            for number in range(step if each == epoch else 0, self.steps(each)):
                yield each, number

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Frame index of each sample: frames in proportion to their repeat factors, shuffled."""
        rng = np.random.default_rng((self.config.seed, epoch))
        marks = (rng.random() + np.arange(self.per_epoch)) / self.per_epoch * self._cumulative[-1]
        drawn = np.searchsorted(self._cumulative, marks, side="right")
        return rng.permutation(np.minimum(drawn, len(self.cache) - 1))

    def batch(self, epoch: int, step: int, rank: int = 0, size: int = 1) -> Batch:
        """The batch of a step, or what process `rank` of `size` has to do of it.

        Safe to call from several threads. Raises TrainingError once too many pictures are lost.
        """
        order = self.order(epoch)
        count = self.batch_size(epoch)
        places = [i % len(order) for i in range(step * count, (step + 1) * count)]
        made = [self._sample(epoch, p, int(order[p])) for p in places[rank::size]]
        samples, targets = zip(*made, strict=True)
        past = [each.past_or_same for each in samples] if self.config.remembers else None
        return collate([each.picture for each in samples], targets, past)

    def batches(self, epoch: int, first_step: int = 0) -> Iterator[Batch]:
        """Batches of `epoch` from `first_step` on."""
        for step in range(first_step, self.steps(epoch)):
            yield self.batch(epoch, step)

    def _sample(self, epoch: int, place: int, index: int) -> tuple[Sample, Targets]:
        rng = np.random.default_rng((self.config.seed, epoch, place))
        make = frame_sample if self.sees_frames(epoch) else crop_sample
        config, sample = self.config, make(self._read(index), self.config, rng)
        height, width = sample.picture.shape[:2]
        return sample, encode(
            sample.labels,
            len(config.classes),
            width,
            height,
            config.min_sigma,
            config.neighbour_weight,
            config.partial_weight,
        )

    def _read(self, index: int) -> Sample:
        """The picture, or the next one that is there while few are lost."""
        while True:
            try:
                past = self.cache.previous(index) if self.config.remembers else None
                return Sample(*self.cache[index], past)
            except OSError as error:
                self.lost.add(index)
                if len(self.lost) > LOST_SHARE * len(self.cache):
                    raise TrainingError(
                        f"{len(self.lost)} pictures can no longer be read; the last: {error}.",
                        "Bring the pictures back, then go on with this run.",
                    ) from error
                index = (index + 1) % len(self.cache)

"""A few real steps on a net to throw away: which numbers are faster, and how fast it goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import torch

from core.dataset.labels import LabelledPicture
from core.errors import TrainingError
from ml.config import TrainConfig
from ml.data.batch import Batch
from ml.data.frames import read_rgb
from ml.data.samples import Samples
from ml.evaluate import find, forward_of_net
from ml.plan import Pace
from ml.trainer import Trainer

BF16_GAIN = 1.1
"""bf16 rounds coarsely: it has to be this much faster than float32 to be worth it."""

_TIMED = 2
_LONG_S = 1.5
_TO_CHOOSE, _TO_MEASURE = 4, 8  # samples


@contextmanager
def finite() -> Iterator[None]:
    """Around a net's first steps: raise ``TrainingError`` where the loss is infinite already."""
    try:
        yield
    except FloatingPointError:
        raise TrainingError(
            "The loss is infinite at the very first step.",
            "Look at the labels and at the weights to start from.",
        ) from None


def bf16_is_faster(config: TrainConfig, samples: Samples, device: torch.device) -> bool:
    """Time both on a few samples of the run's own."""
    batch, one = _few(samples, 0, _TO_CHOOSE), _few(samples, 0, 1)
    seconds = {}
    for bf16 in (False, True):
        trainer = Trainer(replace(config, bf16=bf16), 10, device)
        trainer.train_step(one)  # The first step of a process is slow, whatever it computes in.
        seconds[bf16] = _step_s(trainer, batch)
    return seconds[False] > BF16_GAIN * seconds[True]


def measure(
    config: TrainConfig, samples: Samples, val: Sequence[LabelledPicture], device: torch.device
) -> Pace:
    """The paces of both kinds of steps and of judging.

    Pictures are prepared beside the net, so only what the net does counts.
    """
    trainer = Trainer(config, 10, device)
    paces = []
    for epoch in (0, config.epochs - 1):
        batch = _few(samples, epoch, _TO_MEASURE)
        paces.append(_step_s(trainer, batch) / len(batch))
    forward = forward_of_net(trainer.judged)
    size = config.input_width, config.input_height

    def judge(picture: LabelledPicture) -> None:
        find(forward, read_rgb(picture.path), size, len(config.classes))

    judged: list[float] = []
    for picture in val[: _TIMED + 1]:
        if sum(judged) < _LONG_S:
            judged.append(_seconds(partial(judge, picture)))
    return Pace(paces[0], paces[1], min(judged, default=0.0))


def _few(samples: Samples, epoch: int, count: int) -> Batch:
    """Part of an epoch's first batch: about `count` samples."""
    return samples.batch(epoch, 0, size=max(1, samples.batch_size(epoch) // count))


def _step_s(trainer: Trainer, batch: Batch) -> float:
    """Seconds of a step once it is warm."""

    def step() -> None:
        trainer.train_step(batch)
        if trainer.device.type == "cuda":
            torch.cuda.synchronize(trainer.device)

    first = _seconds(step)
    # Where a step takes long, warming up is a small part of it, and a budget is running.
    return first if first > _LONG_S else min(_seconds(step) for _ in range(_TIMED))


def _seconds(work: Callable[[], None]) -> float:
    since = time.perf_counter()
    work()
    return time.perf_counter() - since

"""The learning rate: how it rises, holds and falls over a run."""

from __future__ import annotations

import math

from ml.config import TrainConfig

STEP_FACTOR = 0.1


def lr_at(step: float, total: int, config: TrainConfig) -> float:
    """Learning rate of `step` (from 0, of `total`): warm-up, then one of two ways down.

    With `lr_step` a tenth after each of these epochs, counted as shares of the run, as in the
    article; else it holds and falls along a half cosine over the last `decay_share`.
    """
    warm = config.lr * min(1.0, (step + 1) / max(1, config.warmup_steps))
    if config.lr_step:
        epoch = step / max(1, total) * config.epochs
        # A hair of room: an epoch's first step is reached by dividing and multiplying.
        passed = sum(epoch >= each - 1e-6 for each in config.lr_step)
        return float(warm * STEP_FACTOR**passed)
    start = total * (1 - config.decay_share)
    if step <= start or total <= start:
        return warm
    done = min(1.0, (step - start) / (total - start))
    floor = config.final_lr_factor
    return warm * (floor + (1 - floor) * (1 + math.cos(math.pi * done)) / 2)

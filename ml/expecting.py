"""How long a run will take, before it begins: by its budget, an earlier run, or a short timing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import torch

from core.dataset.labels import LabelledPicture
from core.errors import FileError
from core.training.run_record import RunRecord, list_runs
from ml.config import TrainConfig
from ml.data.samples import Samples
from ml.plan import Pace
from ml.rehearsal import finite, measure

_ALIKE = ("arch", "input_width", "input_height", "crop_px", "frozen_blocks", "device", "threads")
"""Options that decide how fast it goes."""
_RATES = 20
_JUDGING = 0.4
"""Judging a picture, in the time that learning from one takes: forward only."""


@dataclass(frozen=True)
class Expected:
    """Seconds until the end, None if unknown, and what that rests on, in words."""

    seconds: float | None = None
    rests_on: str = ""


def expected(
    config: TrainConfig,
    samples: Samples,
    val: Sequence[LabelledPicture],
    device: torch.device,
    runs: Path,
) -> Expected:
    """Estimate a new run's time. Raises SweetspotError if even a few steps go wrong."""
    if config.time_budget_s is not None:
        return Expected(config.time_budget_s, "the time it is given")
    rate = rate_of_earlier(config, runs)
    if rate is not None:
        return Expected(
            seconds_for(config, samples, len(val), Pace(1 / rate, 1 / rate, _JUDGING / rate)),
            "the last training on this computer",
        )
    with finite():
        # In float32: trying both would take longer, and bf16 only makes it faster.
        pace = measure(replace(config, bf16=bool(config.bf16)), samples, val, device)
    return Expected(seconds_for(config, samples, len(val), pace), "a short trial")


def seconds_for(config: TrainConfig, samples: Samples, n_val: int, pace: Pace) -> float:
    """The seconds of all steps and judgings at a pace."""
    learning = sum(
        samples.steps(epoch)
        * samples.batch_size(epoch)
        * (pace.frame_s if samples.sees_frames(epoch) else pace.crop_s)
        for epoch in range(config.epochs)
    )
    judgings = -(-config.epochs // config.evaluate_every) if config.evaluate_every else 0
    judged = min(n_val, config.judged_pictures or n_val)
    drawn = min(config.sample_pictures, judged)
    return learning + judgings * (judged + drawn) * pace.judged_s


def rate_of_earlier(config: TrainConfig, runs: Path) -> float | None:
    """Samples per second of the newest run that was alike, None if there is none."""
    wanted = config.to_mapping()
    try:
        records = list_runs(runs)
    except FileError:
        return None
    for run in records:
        if run.progress and all(run.config.get(name) == wanted[name] for name in _ALIKE):
            rate = _rate_of(run)
            if rate > 0:
                return rate
    return None


def _rate_of(run: RunRecord) -> float:
    rates = [each.samples_per_s for each in run.progress[-_RATES:] if each.samples_per_s > 0]
    return median(rates) if rates else 0.0

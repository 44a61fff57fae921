"""From a request to a run that can begin: settled, read, checked, timed and planned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch

from core.errors import Cancelled, TrainingError
from core.training.events import Event, Noted, Preparing
from core.training.request import TrainRequest
from ml import checkpoint, preflight
from ml.clock import RunClock
from ml.config import TrainConfig
from ml.data.frame_cache import FrameCache
from ml.data.samples import Samples
from ml.devices import Placement
from ml.distributed import World
from ml.memory import cache_limit
from ml.plan import plan_for_budget
from ml.rehearsal import bf16_is_faster, finite, measure
from ml.runs import RunFolder
from ml.settling import settle, settle_again
from ml.training_data import TrainingData, read_data

_WARMUP_PART = 5
"""Of a run: a short one must not end while it still warms up."""


@dataclass(frozen=True)
class Prepared:
    """All that a run needs before there is a net; `state` is the checkpoint to go on from."""

    config: TrainConfig
    placement: Placement
    data: TrainingData
    samples: Samples
    state: dict[str, Any] | None

    @property
    def device(self) -> torch.device:
        """Where the net computes."""
        return torch.device(self.placement.device)


def prepare(
    request: TrainRequest,
    folder: RunFolder,
    world: World,
    clock: RunClock,
    tell: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Prepared:
    """Look at everything before the first step. Raises SweetspotError, Cancelled."""
    # On another computer of the same run there may be no such files.
    stored = world.shared(folder.stored_config() if world.leads else None)
    if stored is None:
        config, placement = settle(request, world)
    else:
        begun = world.shared(folder.begun_with() if world.leads else None)
        config, placement = settle_again(request, begun, stored, world)
    torch.set_num_threads(placement.threads)
    tell(Preparing("labels"))
    data = read_data(config, strict=stored is not None)
    cache = FrameCache(
        data.train + data.rendered,
        config.cache_width,
        cache_limit(config.cache_mb, world.local_size),
    )
    if stored is not None:
        ready = Prepared(config, placement, data, _samples(cache, config, data), None)
        return _go_on(ready, folder, world, clock)
    size = config.input_width, config.input_height
    for note in [
        *preflight.check_data(data, size, tell, cancelled),
        *preflight.check_memory(cache),
    ]:
        tell(Noted(note))
    tell(Preparing("speed"))
    config = world.shared(
        _planned(config, placement, cache, data, clock, cancelled) if world.leads else config
    )
    _set(clock, config)
    return Prepared(config, placement, data, _samples(cache, config, data), None)


def _go_on(ready: Prepared, folder: RunFolder, world: World, clock: RunClock) -> Prepared:
    """Take the last checkpoint, if the data are still the same."""
    known = world.shared(folder.origin().get("snapshot") if world.leads else None)
    if known is not None and known != ready.data.snapshot():
        raise TrainingError(
            "The pictures or labels have changed since this run began.",
            "Bring the old ones back, or begin a new run that starts from this one.",
        )
    state = world.shared(checkpoint.load(folder.last) if world.leads else None)
    clock.earlier_s = float((state or {}).get("elapsed_s", 0.0))
    _set(clock, ready.config)
    return replace(ready, state=state)


def _set(clock: RunClock, config: TrainConfig) -> None:
    clock.from_s, clock.until_s = config.steps_from_s, config.steps_until_s


def _samples(cache: FrameCache, config: TrainConfig, data: TrainingData) -> Samples:
    return Samples(cache, config, len(data.rendered))


def _planned(
    config: TrainConfig,
    placement: Placement,
    cache: FrameCache,
    data: TrainingData,
    clock: RunClock,
    cancelled: Callable[[], bool],
) -> TrainConfig:
    """Choose by timing what was left open: the numbers to compute in, and the length."""
    samples, device = _samples(cache, config, data), torch.device(placement.device)
    warmup = min(config.warmup_steps, max(1, samples.total_steps() // _WARMUP_PART))
    config = replace(config, warmup_steps=warmup)
    with finite():
        if config.bf16 is None:
            config = replace(config, bf16=bf16_is_faster(config, samples, device))
        if cancelled():
            raise Cancelled
        if config.time_budget_s is None:
            return config
        pace = measure(config, samples, data.val, device)
    return plan_for_budget(config, pace, len(data.val), clock.elapsed_s)

"""One training step, and the state that steps change."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from core.errors import TrainingError
from ml.config import TrainConfig
from ml.data.batch import Batch
from ml.distributed import World
from ml.losses import Counts, total_loss
from ml.nets.centernet import CenterNet
from ml.schedule import lr_at
from ml.starting_weights import load_start

_WARM_UP = 9
"""The running average begins short: after n steps its decay is at most n / (n + 9)."""


@dataclass
class Tally:
    """Losses added up since they were last told."""

    steps: int = 0
    sums: dict[str, float] = field(default_factory=dict)

    def add(self, losses: dict[str, float]) -> None:
        """Take one step's losses."""
        self.steps += 1
        for name, value in losses.items():
            self.sums[name] = self.sums.get(name, 0.0) + value

    def means(self) -> dict[str, float]:
        """The means so far."""
        return {name: value / max(1, self.steps) for name, value in self.sums.items()}

    def clear(self) -> None:
        """Begin anew."""
        self.steps, self.sums = 0, {}


class Trainer:
    """Net, its running average, optimizer and counts: the state of a run."""

    def __init__(
        self,
        config: TrainConfig,
        total_steps: int,
        device: torch.device | None = None,
        world: World | None = None,
        state: dict[str, Any] | None = None,
    ) -> None:
        """`total_steps` is the length of the whole run: the learning rate follows from it.

        With `state`, of an earlier `state()`, it goes on from there, and what the run once started
        from need not exist any more. Raises TrainingError, ModelError or FileError if the weights
        to start from do not fit.
        """
        self.config = config
        self.total_steps = total_steps
        self.device = device or torch.device("cpu")
        self.world = world or World()
        torch.manual_seed(config.seed)
        net = CenterNet(len(config.classes), config.arch)
        self.notes = load_start(net, config) if state is None else []
        if self.world.size > 1 and self.device.type == "cuda" and not config.freeze_norm:
            net = nn.SyncBatchNorm.convert_sync_batchnorm(net)
        self.frozen = net.backbone.first_blocks(config.frozen_blocks).requires_grad_(False)
        self.net = net.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.net).eval().requires_grad_(False)
        self.optimizer = torch.optim.AdamW(
            self._groups(), lr=config.lr, weight_decay=config.weight_decay
        )
        self.model: nn.Module = self.net
        if self.world.size > 1:
            cards = [self.device] if self.device.type == "cuda" else None
            self.model = DistributedDataParallel(self.net, device_ids=cards)
        self.epoch = self.step_in_epoch = self.step = 0
        self.best, self.stale = -1.0, 0
        self.lr_scale, self.rollbacks = 1.0, 0
        self.elapsed_s = 0.0
        self.tally = Tally()
        if state is not None:
            self.restore(state)

    @property
    def judged(self) -> CenterNet:
        """The net to evaluate and to keep: the running average where there is one."""
        return self.average if self.config.ema else self.net

    def _groups(self) -> list[dict[str, Any]]:
        """Backbone at a lower rate; no weight decay on biases and batch norm."""
        groups = []
        for in_backbone in (True, False):
            for decays in (True, False):
                params = [
                    p
                    for name, p in self.net.named_parameters()
                    if name.startswith("backbone.") == in_backbone
                    and (p.ndim > 1) == decays
                    and p.requires_grad
                ]
                factor = self.config.backbone_lr_factor if in_backbone else 1.0
                decay = self.config.weight_decay if decays else 0.0
                groups.append({"params": params, "lr_factor": factor, "weight_decay": decay})
        return [group for group in groups if group["params"]]

    def state(self) -> dict[str, Any]:
        """Everything `restore` needs; sample order and augmentation follow from seed and step."""
        return {
            "config": self.config.to_mapping(),
            "net": self.net.state_dict(),
            "ema": self.judged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "step_in_epoch": self.step_in_epoch,
            "step": self.step,
            "best": self.best,
            "stale": self.stale,
            "lr_scale": self.lr_scale,
            "rollbacks": self.rollbacks,
            "elapsed_s": self.elapsed_s,
            "tally": {"steps": self.tally.steps, "sums": dict(self.tally.sums)},
            "rng": torch.get_rng_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from `state`; checkpoints of the first days lack the later counts."""
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["ema"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch, self.step_in_epoch, self.step = (
            state["epoch"],
            state["step_in_epoch"],
            state["step"],
        )
        self.best, self.stale = state.get("best", -1.0), state.get("stale", 0)
        self.lr_scale, self.rollbacks = state.get("lr_scale", 1.0), state.get("rollbacks", 0)
        self.elapsed_s = state.get("elapsed_s", 0.0)
        self.tally = Tally(**state.get("tally", {}))
        torch.set_rng_state(state["rng"])

    def lr(self, at: float | None = None) -> float:
        """The learning rate of this step; `at` puts it elsewhere in the schedule."""
        place = self.step if at is None else max(at, self.step)
        return self.lr_scale * lr_at(place, self.total_steps, self.config)

    def train_step(self, batch: Batch, at: float | None = None) -> dict[str, float]:
        """One step on a batch (of several processes: on this one's part); its losses.

        `at` is the step of the schedule whose learning rate to take, if not this one's.
        Raises FloatingPointError, in all processes and with the weights untouched, if the loss
        or its gradient is not finite, and TrainingError if memory is too short.
        """
        rate = self.lr(at)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["lr_factor"]
        self._to_training_mode()
        counts = self._counts(batch)
        with _memory_in_words(len(batch)):
            loss, parts = self._losses(batch, counts)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
        norm = nn.utils.clip_grad_norm_(self.net.parameters(), self.config.clip_norm)
        names = ["loss", *parts]
        local = torch.stack([loss.detach(), *parts.values(), norm.float()]).tolist()
        *values, length = [total / self.world.size for total in self.world.sum(local)]
        if not all(map(math.isfinite, (*values, length))):
            raise FloatingPointError(f"the loss is not finite at step {self.step}")
        self.optimizer.step()
        self.step += 1
        self.step_in_epoch += 1
        self._average()
        losses = dict(zip(names, values, strict=True))
        self.tally.add(losses)
        return {**losses, "lr": rate}

    def _losses(self, batch: Batch, counts: Counts) -> tuple[Tensor, dict[str, Tensor]]:
        moved = batch.to(self.device)
        frames = [moved.images] if moved.previous is None else [moved.images, moved.previous]
        inputs = [
            self.net.normalise(each).contiguous(memory_format=torch.channels_last)
            for each in frames
        ]
        with torch.autocast(self.device.type, torch.bfloat16, enabled=bool(self.config.bf16)):
            maps = self.model(*inputs)
        return total_loss(maps, moved.targets, self.config, counts)

    def _counts(self, batch: Batch) -> Counts:
        """What this process' losses are divided by, so that the mean over all is the whole's."""
        own = Counts.of(batch.targets)
        peaks, objects = self.world.sum([own.peaks, own.objects])
        return Counts(max(1.0, peaks) / self.world.size, max(1.0, objects) / self.world.size)

    def _to_training_mode(self) -> None:
        self.net.train()
        self.frozen.eval()
        if self.config.freeze_norm:
            for module in self.net.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()

    @torch.no_grad()
    def _average(self) -> None:
        if not self.config.ema:
            return
        decay = min(self.config.ema_decay, self.step / (self.step + _WARM_UP))
        for mean, value in zip(self.average.parameters(), self.net.parameters(), strict=True):
            mean.lerp_(value, 1 - decay)
        for kept, now in zip(self.average.buffers(), self.net.buffers(), strict=True):
            _follow(kept, now, decay)


@contextmanager
def _memory_in_words(samples: int) -> Iterator[None]:
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise TrainingError(
            f"There is not enough memory for a batch of {samples}.",
            "Begin a new run with smaller batches.",
        ) from error


def _follow(kept: Tensor, now: Tensor, decay: float) -> None:
    if kept.is_floating_point():
        kept.lerp_(now, 1 - decay)
    else:
        kept.copy_(now)

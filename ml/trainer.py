"""One training step, and the state that steps change."""

from __future__ import annotations

import copy
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ml import checkpoint
from ml.config import TrainConfig
from ml.losses import TargetBatch, total_loss
from ml.nets.centernet import CenterNet
from ml.nets.pretrained import LoadReport, load_imagenet, read_weights


def lr_at(step: int, total: int, config: TrainConfig) -> float:
    """Learning rate of `step` (from 0): warm-up, hold, half cosine over the last `decay_share`."""
    warm = min(1.0, (step + 1) / max(1, config.warmup_steps))
    start = total * (1 - config.decay_share)
    if step <= start or total <= start:
        return config.lr * warm
    done = min(1.0, (step - start) / (total - start))
    floor = config.final_lr_factor
    return config.lr * warm * (floor + (1 - floor) * (1 + math.cos(math.pi * done)) / 2)


class Trainer:
    """Net, its running average, optimizer and step count: the state of a run."""

    def __init__(self, config: TrainConfig, total_steps: int) -> None:
        """`total_steps` is the length of the whole run: the learning rate follows from it."""
        self.config = config
        self.total_steps = total_steps
        torch.manual_seed(config.seed)
        self.net = CenterNet(len(config.classes), config.arch)
        self.loaded: LoadReport | None = None
        if config.start_from:
            self.net.load_state_dict(checkpoint.load(Path(config.start_from))["ema"])
        elif config.backbone_weights:
            weights = read_weights(Path(config.backbone_weights))
            self.loaded = load_imagenet(self.net.backbone, weights)
        self.frozen = self.net.backbone.first_blocks(config.frozen_blocks).requires_grad_(False)
        self.net = self.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.ema = copy.deepcopy(self.net).eval().requires_grad_(False)
        self.optimizer = torch.optim.AdamW(
            self._groups(), lr=config.lr, weight_decay=config.weight_decay
        )
        self.epoch = self.step_in_epoch = self.step = 0
        self.best = 0.0

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
        return groups

    def state(self) -> dict[str, Any]:
        """Everything `restore` needs; sample order and augmentation follow from seed and step."""
        return {
            "config": {
                k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self.config).items()
            },
            "net": self.net.state_dict(),
            "ema": self.ema.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "step_in_epoch": self.step_in_epoch,
            "step": self.step,
            "best": self.best,
            "rng": torch.get_rng_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.net.load_state_dict(state["net"])
        self.ema.load_state_dict(state["ema"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch, self.step_in_epoch, self.step = (
            state["epoch"],
            state["step_in_epoch"],
            state["step"],
        )
        self.best = state.get("best", 0.0)
        torch.set_rng_state(state["rng"])

    def train_step(self, images: Tensor, targets: TargetBatch) -> dict[str, float]:
        """One step on a batch; returns its losses. Raises FloatingPointError if not finite."""
        rate = lr_at(self.step, self.total_steps, self.config)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["lr_factor"]
        self.net.train()
        self.frozen.eval()
        inputs = self.net.normalise(images).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.config.bf16):
            maps = self.net(inputs)
        loss, parts = total_loss(maps, targets, self.config)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss is not finite at step {self.step}")
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), self.config.clip_norm)
        self.optimizer.step()
        self._average()
        self.step += 1
        self.step_in_epoch += 1
        return {"loss": loss.item(), **{k: v.item() for k, v in parts.items()}, "lr": rate}

    @torch.no_grad()
    def _average(self) -> None:
        decay = min(self.config.ema_decay, (1 + self.step) / (10 + self.step))
        for mean, value in zip(self.ema.parameters(), self.net.parameters(), strict=True):
            mean.lerp_(value, 1 - decay)
        for kept, now in zip(self.ema.buffers(), self.net.buffers(), strict=True):
            if kept.is_floating_point():
                kept.lerp_(now, 1 - decay)
            else:
                kept.copy_(now)

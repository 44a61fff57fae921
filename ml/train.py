"""The training loop: resumable at any step, deterministic by seed on one CPU."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import torch
from torch import Tensor, nn

from ml import checkpoint
from ml.config import TrainConfig
from ml.data.frames import FrameCache, LabelledFrame, read_coco
from ml.data.samples import Samples
from ml.losses import TargetBatch, total_loss
from ml.nets.centernet import CenterNet
from ml.nets.mobilenet_v2 import load_imagenet
from ml.runs import RunFolder

Report = Callable[[dict[str, Any]], None]
LOG_EVERY = 10  # steps


def normalise(images: Tensor) -> Tensor:
    """uint8 RGB -> float32 in -1..1: mean and std of 0.5, as the backbone was trained."""
    return images.float() / 127.5 - 1.0


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

    def __init__(self, config: TrainConfig, samples: Samples) -> None:
        self.config = config
        self.samples = samples
        torch.manual_seed(config.seed)
        self.net = CenterNet(len(config.classes), config.arch)
        if config.start_from:
            self.net.load_state_dict(checkpoint.load(Path(config.start_from))["ema"])
        elif config.backbone_weights:
            weights = torch.load(config.backbone_weights, map_location="cpu", weights_only=True)
            load_imagenet(self.net.backbone, weights)
        self.frozen = self.net.backbone.features[: config.frozen_blocks].requires_grad_(False)
        self.net = self.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.ema = copy.deepcopy(self.net).eval().requires_grad_(False)
        self.optimizer = torch.optim.AdamW(
            self._groups(), lr=config.lr, weight_decay=config.weight_decay
        )
        self.epoch = self.step_in_epoch = self.step = 0
        self.total_steps = sum(samples.steps(e) for e in range(config.epochs))

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
        torch.set_rng_state(state["rng"])

    def train_step(self, images: Tensor, targets: TargetBatch) -> dict[str, float]:
        """One step on a batch; returns its losses. Raises FloatingPointError if not finite."""
        rate = lr_at(self.step, self.total_steps, self.config)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["lr_factor"]
        self.net.train()
        self.frozen.eval()
        inputs = normalise(images).contiguous(memory_format=torch.channels_last)
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


def train(
    config: TrainConfig, report: Report, cancelled: Callable[[], bool] = lambda: False
) -> Path:
    """Run or resume `config.run_dir` to its end, or until `cancelled()`. Returns the checkpoint.

    Raises OSError for lost pictures or a full disk, FloatingPointError for a diverged loss; the
    last checkpoint then stays.
    """
    torch.set_num_threads(config.threads)
    cv2.setNumThreads(1)
    folder = RunFolder(Path(config.run_dir))
    folder.begin(config)
    frames = read_coco(Path(config.dataset) / "instances_train.json", config.classes)
    drawn: list[LabelledFrame] = []
    if config.rendered:
        drawn = read_coco(Path(config.rendered) / "instances_train.json", config.classes)
    cache = FrameCache(frames + drawn, config.cache_width)
    trainer = Trainer(config, Samples(cache, config, len(drawn)))
    if state := folder.resume():
        trainer.restore(state)
    _loop(trainer, folder, report, cancelled)
    checkpoint.save(folder.last, trainer.state())
    return folder.last


def _loop(
    trainer: Trainer, folder: RunFolder, report: Report, cancelled: Callable[[], bool]
) -> None:
    config, saved, since, seen = trainer.config, time.monotonic(), time.monotonic(), 0
    while trainer.epoch < config.epochs:
        for images, targets in trainer.samples.batches(trainer.epoch, trainer.step_in_epoch):
            losses = trainer.train_step(images, targets)
            seen += len(images)
            if trainer.step % LOG_EVERY == 0:
                now = time.monotonic()
                entry = {
                    "step": trainer.step,
                    "of": trainer.total_steps,
                    "epoch": trainer.epoch,
                    **{k: round(v, 6) for k, v in losses.items()},
                    "samples_per_s": round(seen / (now - since), 2),
                }
                folder.log(entry)
                report(entry)
                since, seen = now, 0
            if time.monotonic() - saved > config.save_every_s:
                checkpoint.save(folder.last, trainer.state())
                saved = time.monotonic()
            if cancelled():
                return
        trainer.epoch, trainer.step_in_epoch = trainer.epoch + 1, 0

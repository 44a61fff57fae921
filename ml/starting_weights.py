"""Where a training begins: a checkpoint, a run, a model, or a backbone that knows ImageNet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from core.detections.model_manifest import FILE_NAME as MANIFEST
from core.errors import TrainingError
from core.training.run_record import BEST, LAST
from ml import checkpoint
from ml.archs import arch_named
from ml.config import TrainConfig
from ml.nets.centernet import CenterNet
from ml.nets.pretrained import load_imagenet, read_weights


def checkpoint_of(start: Path) -> Path:
    """The checkpoint that a checkpoint, a run's folder or a model's folder stands for.

    Raises TrainingError if there is none.
    """
    if start.is_file():
        return start
    for name in (BEST, LAST, checkpoint.WEIGHTS):
        if (start / name).is_file():
            return start / name
    if (start / MANIFEST).is_file():
        raise TrainingError(
            f"The detector “{start}” comes without its training weights ({checkpoint.WEIGHTS}).",
            "Start from a run's folder or from a checkpoint (.pt).",
        )
    raise TrainingError(
        f"There is nothing to start from at “{start}”.",
        "Name a checkpoint (.pt), a run's folder or a detector's folder.",
    )


def settings_of_start(start: str) -> dict[str, Any]:
    """What a run takes over from where it starts, unless it is told otherwise."""
    kept = checkpoint.load(checkpoint_of(Path(start)))["config"]
    names = ("arch", "classes", "class_weights", "input_width", "input_height")
    return {name: kept[name] for name in names if name in kept}


def load_start(net: CenterNet, config: TrainConfig) -> list[str]:
    """Put the weights in that `config` names; returns what a person should know about them.

    Raises TrainingError, ModelError or FileError if they do not fit.
    """
    if config.start_from:
        path = checkpoint_of(Path(config.start_from))
        return _take_over(net, config, checkpoint.load(path), path)
    if config.backbone_weights:
        report = load_imagenet(net.backbone, read_weights(Path(config.backbone_weights)))
        return [] if report.complete else [f"The backbone's weights fit in part: {report}."]
    return ["The net begins from nothing: without ImageNet weights it learns slowly."]


def _take_over(net: CenterNet, config: TrainConfig, state: dict[str, Any], path: Path) -> list[str]:
    kept = TrainConfig.from_mapping(state["config"])
    if replace(arch_named(kept.arch), memory=False) != replace(net.arch, memory=False):
        raise TrainingError(
            f"“{path}” is a {kept.arch}, and this run wants a {config.arch}.",
            "Leave the arch out, or start from a net of the same arch.",
        )
    weights = dict(state["ema"])
    notes = []
    if kept.classes != config.classes:
        new = [name for name in config.classes if name not in kept.classes]
        _rearrange(net, weights, kept.classes, config.classes)
        notes.append(f"Classes differ from the start's; new to it: {', '.join(new) or 'none'}.")
    if net.memory is not None and not arch_named(kept.arch).memory:
        weights |= {f"memory.{k}": v for k, v in net.memory.state_dict().items()}
        notes.append("The start knows no frame before; the memory begins from nothing.")
    if net.memory is None:
        weights = {k: v for k, v in weights.items() if not k.startswith("memory.")}
    net.load_state_dict(weights)
    return notes


def _rearrange(
    net: CenterNet, weights: dict[str, Any], old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    """Give each class the output it had; what is new keeps the net's own first values."""
    last = net.output_hmap[-1]
    assert isinstance(last, nn.Conv2d)
    for name, own in last.named_parameters():
        key = f"output_hmap.{len(net.output_hmap) - 1}.{name}"
        rows = own.detach().clone()
        for row, label in enumerate(new):
            if label in old:
                rows[row] = torch.as_tensor(weights[key])[old.index(label)]
        weights[key] = rows

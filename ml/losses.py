"""CenterNet's losses (arXiv:1904.07850, section 3), blind where the labels are."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from ml.config import TrainConfig
from ml.maps import Maps


@dataclass(frozen=True)
class TargetBatch:
    """A batch of `ml.targets.Targets`; its n cells lie in one list over all pictures."""

    hmap: Tensor  # (N, C, h, w)
    judged: Tensor  # (N, C, h, w)
    picture: Tensor  # (n,) int64, index into the batch
    cell: Tensor  # (n,) int64, y * w + x
    offset: Tensor  # (n, 2) cells
    size: Tensor  # (n, 2) cells
    weight: Tensor  # (n,)


@dataclass(frozen=True)
class Counts:
    """What the losses are divided by: peaks of the heat maps, and the weight of the cells."""

    peaks: float
    objects: float

    @classmethod
    def of(cls, targets: TargetBatch) -> Counts:
        """Of one batch."""
        return cls(float((targets.hmap >= 1.0).sum()), float(targets.weight.sum()))


def focal_loss(
    logits: Tensor,
    target: Tensor,
    judged: Tensor,
    class_weights: Tensor,
    peaks: float | None = None,
) -> Tensor:
    """Penalty-reduced focal loss, alpha 2, beta 4, over `peaks`, else over the targets' own.

    Shapes (N, C, h, w), weights (C,); scalar float32. Written with logsigmoid: sigmoid, clamp and
    log gave NaN in half precision. Cells with `judged` 0 give neither loss nor gradient.
    """
    logits = logits.float()
    p = torch.sigmoid(logits)
    peak = target >= 1.0
    hit = -functional.logsigmoid(logits) * (1 - p) ** 2
    miss = -functional.logsigmoid(-logits) * p**2 * (1 - target) ** 4
    each = torch.where(peak, hit, miss) * judged * class_weights.view(1, -1, 1, 1)
    return each.sum() / (peak.sum().clamp(min=1) if peaks is None else peaks)


def at_objects(maps: Tensor, targets: TargetBatch) -> Tensor:
    """The values of (N, 2, h, w) maps in the objects' cells: (n, 2) float32."""
    return maps.flatten(2)[targets.picture, :, targets.cell].float()


def total_loss(
    maps: Maps, targets: TargetBatch, config: TrainConfig, counts: Counts | None = None
) -> tuple[Tensor, dict[str, Tensor]]:
    """The sum to step on, and its unweighted parts `hmap`, `reg`, `w_h`, `rel` (detached).

    Divided by `counts`, which must be positive; by the batch's own where it is None. One of
    several processes with a part of the batch each divides by its share of the whole's.
    """
    weights = torch.tensor(config.class_weights, device=maps.hmap.device)
    if counts is None:
        own = Counts.of(targets)
        counts = Counts(max(1.0, own.peaks), max(1.0, own.objects))
    n = counts.objects
    weight = targets.weight[:, None]
    size_error = (at_objects(maps.w_h_, targets) - targets.size).abs() * weight
    offset_error = (at_objects(maps.regs, targets) - targets.offset).abs() * weight
    parts = {
        "hmap": focal_loss(maps.hmap, targets.hmap, targets.judged, weights, counts.peaks),
        "reg": offset_error.sum() / n,
        "w_h": size_error.sum() / n,
        "rel": (size_error / targets.size.clamp(min=1.0)).sum() / n,
    }
    total = (
        config.hmap_weight * parts["hmap"]
        + config.offset_weight * parts["reg"]
        + config.size_weight * parts["w_h"]
        + config.relative_size_weight * parts["rel"]
    )
    return total, {name: value.detach() for name, value in parts.items()}

"""One training batch: pictures and what the net should say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from core.video.frame import Picture
from ml.losses import TargetBatch
from ml.targets import Targets


@dataclass(frozen=True)
class Batch:
    """`images` and `previous` are uint8 (N, 3, H, W) RGB; `previous` is for nets with memory."""

    images: Tensor
    targets: TargetBatch
    previous: Tensor | None = None

    def __len__(self) -> int:
        return len(self.images)

    def to(self, device: torch.device) -> Batch:
        """The batch on `device`; to a graphics card it travels while the net computes."""
        if device.type == "cpu":
            return self

        def move(tensor: Tensor) -> Tensor:
            pinned = tensor.pin_memory() if device.type == "cuda" else tensor
            return pinned.to(device, non_blocking=True)

        moved = {f.name: move(getattr(self.targets, f.name)) for f in fields(self.targets)}
        previous = None if self.previous is None else move(self.previous)
        return Batch(move(self.images), TargetBatch(**moved), previous)


def collate(
    pictures: Sequence[Picture],
    targets: Sequence[Targets],
    past: Sequence[Picture] | None = None,
) -> Batch:
    """Stack pictures of one size and the frames before them; their targets go into one list."""
    owner = np.concatenate([np.full(len(t.cell), i, np.int64) for i, t in enumerate(targets)])
    return Batch(
        _stacked(pictures),
        TargetBatch(
            hmap=torch.from_numpy(np.stack([t.hmap for t in targets])),
            judged=torch.from_numpy(np.stack([t.judged for t in targets])),
            picture=torch.from_numpy(owner),
            cell=torch.from_numpy(np.concatenate([t.cell for t in targets])),
            offset=torch.from_numpy(np.concatenate([t.offset for t in targets])),
            size=torch.from_numpy(np.concatenate([t.size for t in targets])),
            weight=torch.from_numpy(np.concatenate([t.weight for t in targets])),
        ),
        None if past is None else _stacked(past),
    )


def _stacked(pictures: Sequence[Picture]) -> Tensor:
    """uint8 (N, 3, H, W)."""
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)

"""How pixels become the numbers that a backbone was trained on."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Normalisation:
    """Mean and standard deviation per channel (RGB), of values in 0..1."""

    mean: Channels
    std: Channels

    def scale_and_shift(self, device: torch.device | None = None) -> tuple[Tensor, Tensor]:
        """Float32 (1, 3, 1, 1) each: `pixels * scale - shift` is normalised. Pixels are 0..255."""
        mean, std = torch.tensor(self.mean, device=device), torch.tensor(self.std, device=device)
        return (1.0 / (255.0 * std)).view(1, 3, 1, 1), (mean / std).view(1, 3, 1, 1)

    def __call__(self, images: Tensor) -> Tensor:
        """(N, 3, H, W) RGB of 0..255, uint8 or float -> float32, normalised."""
        scale, shift = self.scale_and_shift(images.device)
        return images.float() * scale - shift


HALF = Normalisation((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
"""Pixels / 127.5 - 1."""

IMAGENET = Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
"""Of ImageNet's training pictures: what torchvision's weights expect."""

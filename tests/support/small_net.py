"""A net that stands in for a CenterNet in an export: as few layers as possible, converted fast."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ml.maps import Maps
from ml.nets.normalisation import HALF, Normalisation


class SmallNet(nn.Module):
    """Three maps at stride 4. With ``memory`` it takes two pictures as six channels.

    One convolution has 4 608 weights: enough to be compressed.
    """

    def __init__(self, memory: bool = False, normalise: Normalisation = HALF) -> None:
        super().__init__()
        self.memory = nn.Identity() if memory else None
        self.normalise = normalise
        torch.manual_seed(5)
        self.stem = nn.Conv2d(6 if memory else 3, 16, 4, stride=4)
        self.middle = nn.Conv2d(16, 32, 3, padding=1)
        self.heads = nn.ModuleList(nn.Conv2d(32, n, 1) for n in (4, 2, 2))

    def with_joined_stem(self) -> SmallNet:
        """It is made that way."""
        return self

    def forward(self, image: Tensor) -> Maps:
        """(N, 3 or 6, H, W), normalised."""
        x = self.middle(self.stem(image).relu()).relu()
        return Maps(*(head(x) for head in self.heads))


class PicturesBack(SmallNet):
    """Gives the normalised picture back as its first map: shows what reaches the net."""

    def __init__(self, normalise: Normalisation) -> None:
        super().__init__(normalise=normalise)
        self.same = nn.Conv2d(3, 6, 1, bias=False)
        with torch.no_grad():
            self.same.weight.copy_(torch.eye(3).repeat(2, 1).view(6, 3, 1, 1))

    def forward(self, image: Tensor) -> Maps:
        """(N, 3, H, W) -> itself, and two maps that say nothing."""
        twice = self.same(image)
        return Maps(twice[:, :3], twice[:, 3:5], twice[:, 4:])

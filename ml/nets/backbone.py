"""What every backbone is: maps at four strides, a normalisation, and blocks in order."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from itertools import islice
from typing import ClassVar

from torch import Tensor, nn

from ml.nets.normalisation import Normalisation


class Backbone(nn.Module):
    """A classifier without its end. State-dict keys are torchvision's."""

    normalisation: ClassVar[Normalisation]
    """What its public ImageNet weights expect."""

    channels: ClassVar[Mapping[int, int]]
    """Stride (4, 8, 16, 32) -> channels of the map at that stride."""

    imagenet_only: ClassVar[tuple[str, ...]]
    """How the keys begin that only the whole classifier has."""

    @property
    @abstractmethod
    def stem(self) -> nn.Conv2d:
        """The first convolution, which sees the picture; without bias."""

    @abstractmethod
    def replace_stem(self, stem: nn.Conv2d) -> None:
        """Let another convolution, of as many outputs, see the picture."""

    @abstractmethod
    def forward(self, x: Tensor, moved: Tensor | None = None) -> dict[int, Tensor]:
        """(N, 3, H, W) normalised RGB, H and W multiples of 32 -> maps by stride 4, 8, 16, 32.

        `moved` is added to what the stem gives: what a net with a memory knows besides.
        """

    @abstractmethod
    def blocks(self) -> list[nn.Module]:
        """The parts with weights, in the order in which a picture passes them."""

    def first_blocks(self, count: int) -> nn.ModuleList:
        """The first `count` blocks, to freeze together."""
        return nn.ModuleList(islice(self.blocks(), count))

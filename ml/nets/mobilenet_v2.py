"""MobileNetV2 1.0 (arXiv:1801.04381) as a backbone, with torchvision's state-dict keys."""

from __future__ import annotations

from types import MappingProxyType

from torch import Tensor, nn

from ml.nets.backbone import Backbone
from ml.nets.normalisation import HALF

# expansion, output channels, repeats, stride of the first: table 2 of the paper
_STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
_TAPS = {4: (3, 24), 8: (6, 32), 16: (13, 96), 32: (17, 320)}
"""Stride -> (index in `features`, channels) of the last block at that stride."""


def conv_bn_relu6(
    c_in: int, c_out: int, kernel: int, stride: int = 1, groups: int = 1
) -> nn.Sequential:
    """Convolution without bias, batch norm, ReLU6; keys `0.weight`, `1.*` as in torchvision."""
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False),
        nn.BatchNorm2d(c_out),
        nn.ReLU6(inplace=True),
    )


class InvertedResidual(nn.Module):
    """Expand 1x1, depthwise 3x3, project 1x1; added to its input where shapes allow."""

    def __init__(self, c_in: int, c_out: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = c_in * expansion
        self.adds = stride == 1 and c_in == c_out
        layers: list[nn.Module] = [] if expansion == 1 else [conv_bn_relu6(c_in, hidden, 1)]
        layers.append(conv_bn_relu6(hidden, hidden, 3, stride, groups=hidden))
        layers += [nn.Conv2d(hidden, c_out, 1, bias=False), nn.BatchNorm2d(c_out)]
        self.conv = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, c_out, H/stride, W/stride)."""
        return x + self.conv(x) if self.adds else self.conv(x)


class MobileNetV2(Backbone):
    """`features[0..17]`; the 1280-channel layer and the classifier are for ImageNet only."""

    normalisation = HALF
    channels = MappingProxyType({stride: width for stride, (_, width) in _TAPS.items()})
    imagenet_only = ("features.18.", "classifier.")

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [conv_bn_relu6(3, 32, 3, 2)]
        c_in = 32
        for expansion, c_out, repeats, stride in _STAGES:
            for i in range(repeats):
                layers.append(InvertedResidual(c_in, c_out, stride if i == 0 else 1, expansion))
                c_in = c_out
        self.features = nn.Sequential(*layers)

    @property
    def stem(self) -> nn.Conv2d:
        """`features[0][0]`."""
        return self._first()[0]

    def replace_stem(self, stem: nn.Conv2d) -> None:
        """See `Backbone.replace_stem`."""
        first = self.features[0]
        assert isinstance(first, nn.Sequential)
        first[0] = stem

    def _first(self) -> tuple[nn.Conv2d, nn.Module, nn.Module]:
        first = self.features[0]
        assert isinstance(first, nn.Sequential)
        conv, norm, relu6 = first
        assert isinstance(conv, nn.Conv2d)
        return conv, norm, relu6

    def forward(self, x: Tensor, moved: Tensor | None = None) -> dict[int, Tensor]:
        """(N, 3, H, W) normalised RGB -> maps by stride; see `Backbone.forward`."""
        wanted = {index: stride for stride, (index, _) in _TAPS.items()}
        conv, norm, relu6 = self._first()
        x = conv(x)
        x = relu6(norm(x if moved is None else x + moved))
        maps: dict[int, Tensor] = {}
        for index in range(1, len(self.features)):
            x = self.features[index](x)
            if index in wanted:
                maps[wanted[index]] = x
        return maps

    def blocks(self) -> list[nn.Module]:
        """`features`, one by one: four of them reach stride 4."""
        return list(self.features)

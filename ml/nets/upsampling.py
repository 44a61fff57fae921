"""Necks: from the backbone's maps to one map at stride 4."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from ml.nets.deformable import DeformableConv
from ml.nets.mobilenet_v2 import conv_bn_relu6


def _conv_bn(c_in: int, c_out: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(c_in, c_out, 1, bias=False), nn.BatchNorm2d(c_out))


class UpStep(nn.Module):
    """Narrow by 1x1 where needed, double, add the lateral, smooth (3x3 depthwise, 1x1)."""

    def __init__(self, c_in: int, c_lateral: int, c_out: int) -> None:
        super().__init__()
        self.narrow = _conv_bn(c_in, c_out) if c_in != c_out else nn.Identity()
        self.enlarge = nn.Upsample(scale_factor=2.0, mode="bilinear", align_corners=False)
        self.lateral = _conv_bn(c_lateral, c_out)
        self.depthwise = conv_bn_relu6(c_out, c_out, 3, groups=c_out)
        self.pointwise = conv_bn_relu6(c_out, c_out, 1)

    def forward(self, x: Tensor, lateral: Tensor) -> Tensor:
        """(N, c_in, h, w), (N, c_lateral, 2h, 2w) -> (N, c_out, 2h, 2w)."""
        up = self.enlarge(self.narrow(x))
        return self.pointwise(self.depthwise(up + self.lateral(lateral)))


class LightNeck(nn.Module):
    """Bilinear steps with skip connections: twice as fast as deconvolutions in int8."""

    def __init__(self, channels: Mapping[int, int], widths: tuple[int, ...]) -> None:
        """`channels` of the backbone by stride; `widths` at strides 32, 16, 8 and 4."""
        super().__init__()
        self.top = conv_bn_relu6(channels[32], widths[0], 1)
        self.to_16 = UpStep(widths[0], channels[16], widths[1])
        self.to_8 = UpStep(widths[1], channels[8], widths[2])
        self.to_4 = UpStep(widths[2], channels[4], widths[3])

    def forward(self, maps: dict[int, Tensor]) -> Tensor:
        """Maps by stride -> (N, widths[3], H/4, W/4)."""
        x = self.to_16(self.top(maps[32]), maps[16])
        return self.to_4(self.to_8(x, maps[8]), maps[4])


class DeconvNeck(nn.Module):
    """Three 4x4 transposed convolutions on the deepest map, as in CenterNet (arXiv:1904.07850).

    With `deformable` a deformable convolution narrows the map before each, as in its ResNet-DCN.
    """

    def __init__(
        self, channels: Mapping[int, int], widths: tuple[int, ...], deformable: bool = False
    ) -> None:
        """`channels` of the backbone by stride; `widths` at strides 16, 8 and 4."""
        super().__init__()
        layers: list[nn.Module] = []
        c_in = channels[32]
        for c_out in widths:
            if deformable:
                layers += [DeformableConv(c_in, c_out), *_bn_relu(c_out)]
                c_in = c_out
            layers += [nn.ConvTranspose2d(c_in, c_out, 4, 2, 1, bias=False), *_bn_relu(c_out)]
            c_in = c_out
        self.steps = nn.Sequential(*layers)

    def forward(self, maps: dict[int, Tensor]) -> Tensor:
        """Maps by stride (only 32 is read) -> (N, widths[-1], H/4, W/4)."""
        return self.steps(maps[32])


def _bn_relu(width: int) -> list[nn.Module]:
    return [nn.BatchNorm2d(width), nn.ReLU(inplace=True)]

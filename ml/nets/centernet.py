"""CenterNet (arXiv:1904.07850): backbone, neck and three heads that give the raw output maps."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from ml.archs import Arch, arch_named
from ml.maps import Maps
from ml.nets.backbone import Backbone
from ml.nets.mobilenet_v2 import MobileNetV2
from ml.nets.motion import joined, stem_for_motion
from ml.nets.normalisation import Normalisation
from ml.nets.resnet import ResNet18
from ml.nets.upsampling import DeconvNeck, LightNeck

GRID = 32
"""Inputs are multiples of this: the backbones halve the picture five times."""

_PRIOR_LOGIT = -2.19  # sigmoid = 0.1: the focal loss starts near its plateau


def _backbone(arch: Arch) -> Backbone:
    return {"mobilenetv2": MobileNetV2, "resnet_18": ResNet18}[arch.backbone]()


def _neck(arch: Arch, backbone: Backbone) -> nn.Module:
    if arch.neck == "light":
        return LightNeck(backbone.channels, arch.widths)
    return DeconvNeck(backbone.channels, arch.widths, deformable=arch.neck == "dcn")


def _head(c_in: int, c_mid: int, c_out: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(c_in, c_mid, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(c_mid, c_out, 1)
    )


class CenterNet(nn.Module):
    """`forward` gives raw maps; sigmoid and peak picking belong to `core.detections.decode`."""

    def __init__(self, n_classes: int, arch: str | Arch = "mobilenetv2_light") -> None:
        """`arch` is a value or a name, see `ml.archs`. Raises ValueError for an unknown one."""
        super().__init__()
        self.arch = arch_named(arch) if isinstance(arch, str) else arch
        self.backbone = _backbone(self.arch)
        self.memory = stem_for_motion(self.backbone.stem) if self.arch.memory else None
        self.neck = _neck(self.arch, self.backbone)
        width, middle = self.arch.widths[-1], self.arch.head
        self.output_hmap = _head(width, middle, n_classes)
        self.output_regs = _head(width, middle, 2)
        self.output_w_h_ = _head(width, middle, 2)
        last = self.output_hmap[-1]
        nn.init.constant_(last.bias, _PRIOR_LOGIT)  # type: ignore[arg-type]

    @property
    def normalise(self) -> Normalisation:
        """From pixels to `forward`'s input; training, evaluation and export read it here."""
        return self.backbone.normalisation

    def forward(self, image: Tensor, previous: Tensor | None = None) -> Maps:
        """(N, 3, H, W) normalised RGB; H and W multiples of 32, else ValueError.

        `previous` is the frame before, for nets with a memory; without it nothing has moved.
        """
        if not (torch.jit.is_tracing() or torch.compiler.is_compiling()):  # type: ignore[attr-defined]
            _check_shape(image.shape)
        moved = None
        if self.memory is not None and previous is not None:
            moved = self.memory(image - previous)
        x = self.neck(self.backbone(image, moved))
        return Maps(self.output_hmap(x), self.output_regs(x), self.output_w_h_(x))

    def with_joined_stem(self) -> CenterNet:
        """A copy; one with a memory takes both frames as one `image` of six channels."""
        net = copy.deepcopy(self)
        if net.memory is not None:
            net.backbone.replace_stem(joined(net.backbone.stem, net.memory))
            net.memory = None
        return net


def _check_shape(shape: torch.Size) -> None:
    if len(shape) != 4 or shape[1] != 3:
        raise ValueError(f"the net takes (N, 3, H, W), not {tuple(shape)}")
    if shape[2] % GRID or shape[3] % GRID or not (shape[2] and shape[3]):
        raise ValueError(
            f"the net takes pictures whose width and height are multiples of {GRID}, "
            f"not {shape[3]}x{shape[2]}"
        )

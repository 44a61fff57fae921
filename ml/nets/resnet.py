"""ResNet-18 (arXiv:1512.03385) as a backbone, with torchvision's state-dict keys."""

from __future__ import annotations

from types import MappingProxyType

from torch import Tensor, nn
from torch.nn import functional

from ml.nets.backbone import Backbone
from ml.nets.normalisation import IMAGENET

_STEM = 64


def _conv3x3(c_in: int, c_out: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(c_in, c_out, 3, stride, padding=1, bias=False)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions, added to their input, which is resampled where shapes change."""

    def __init__(self, c_in: int, c_out: int, stride: int) -> None:
        super().__init__()
        self.conv1 = _conv3x3(c_in, c_out, stride)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = _conv3x3(c_out, c_out)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.downsample: nn.Sequential | None = None
        if stride != 1 or c_in != c_out:
            self.downsample = nn.Sequential(
                nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out)
            )

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, c_out, H/stride, W/stride)."""
        past = x if self.downsample is None else self.downsample(x)
        x = self.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(x)) + past)


class ResNet18(Backbone):
    """A stem down to stride 4, then four stages of two blocks; the classifier is left out."""

    normalisation = IMAGENET
    channels = MappingProxyType({4: 64, 8: 128, 16: 256, 32: 512})
    imagenet_only = ("fc.",)

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, _STEM, 7, 2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(_STEM)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        self.layer1 = nn.Sequential(BasicBlock(_STEM, 64, 1), BasicBlock(64, 64, 1))
        self.layer2 = nn.Sequential(BasicBlock(64, 128, 2), BasicBlock(128, 128, 1))
        self.layer3 = nn.Sequential(BasicBlock(128, 256, 2), BasicBlock(256, 256, 1))
        self.layer4 = nn.Sequential(BasicBlock(256, 512, 2), BasicBlock(512, 512, 1))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    @property
    def stem(self) -> nn.Conv2d:
        """`conv1`."""
        return self.conv1

    def replace_stem(self, stem: nn.Conv2d) -> None:
        """See `Backbone.replace_stem`."""
        self.conv1 = stem

    def forward(self, x: Tensor, moved: Tensor | None = None) -> dict[int, Tensor]:
        """(N, 3, H, W) normalised RGB -> maps by stride; see `Backbone.forward`."""
        x = self.conv1(x)
        x = self.maxpool(self.relu(self.bn1(x if moved is None else x + moved)))
        maps: dict[int, Tensor] = {}
        for stride, stage in zip(
            self.channels, (self.layer1, self.layer2, self.layer3, self.layer4), strict=True
        ):
            x = stage(x)
            maps[stride] = x
        return maps

    def blocks(self) -> list[nn.Module]:
        """The stem's two parts, then the eight blocks: four of these reach stride 4."""
        stages = (self.layer1, self.layer2, self.layer3, self.layer4)
        return [self.conv1, self.bn1, *(block for stage in stages for block in stage)]

"""CenterNet (arXiv:1904.07850): backbone, neck and three heads that give the raw output maps."""

from __future__ import annotations

from torch import Tensor, nn

from ml.maps import Maps
from ml.nets.mobilenet_v2 import MobileNetV2
from ml.nets.upsampling import DeconvNeck, LightNeck

ARCHS = ("mobilenetv2_light", "mobilenetv2")
_PRIOR_LOGIT = -2.19  # sigmoid = 0.1: the focal loss starts near its plateau


def normalise(images: Tensor) -> Tensor:
    """uint8 RGB -> float32 in -1..1: mean and std of 0.5, as the backbone was trained."""
    return images.float() / 127.5 - 1.0


def _head(c_in: int, c_mid: int, c_out: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(c_in, c_mid, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(c_mid, c_out, 1)
    )


class CenterNet(nn.Module):
    """`forward` gives raw maps; sigmoid and peak picking belong to `core.detections.decode`."""

    def __init__(self, n_classes: int, arch: str = "mobilenetv2_light") -> None:
        """Raises ValueError for an unknown `arch`."""
        super().__init__()
        if arch not in ARCHS:
            raise ValueError(f"unknown arch {arch!r}; known: {', '.join(ARCHS)}")
        self.backbone = MobileNetV2()
        self.neck = LightNeck() if arch == "mobilenetv2_light" else DeconvNeck()
        width = self.neck.out_channels
        self.output_hmap = _head(width, width, n_classes)
        self.output_regs = _head(width, width, 2)
        self.output_w_h_ = _head(width, width, 2)
        last = self.output_hmap[-1]
        nn.init.constant_(last.bias, _PRIOR_LOGIT)  # type: ignore[arg-type]

    def forward(self, image: Tensor) -> Maps:
        """(N, 3, H, W) normalised RGB; H and W multiples of 32."""
        x = self.neck(self.backbone(image))
        return Maps(self.output_hmap(x), self.output_regs(x), self.output_w_h_(x))

"""A CenterNet as an ONNX file that takes plain pictures: uint8 RGB in, raw maps out."""

from __future__ import annotations

import copy
import io
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from core.files import write_atomically
from ml.nets.centernet import CenterNet

INPUT = "image"
OUTPUTS = ("output_hmap", "output_regs", "output_w_h_")
OPSET = 17


class PictureNet(nn.Module):
    """The net behind its normalisation; the net itself is not changed for export."""

    scale: Tensor
    shift: Tensor

    def __init__(self, net: CenterNet) -> None:
        super().__init__()
        self.net = net
        scale, shift = net.normalise.scale_and_shift()
        self.register_buffer("scale", scale)
        self.register_buffer("shift", shift)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """uint8 (1, H, W, 3) RGB -> logits (1, C, H/4, W/4), offsets and sizes (1, 2, H/4, W/4)."""
        maps = self.net(image.permute(0, 3, 1, 2).float() * self.scale - self.shift)
        return maps.hmap, maps.regs, maps.w_h_


def export_onnx(net: CenterNet, path: Path) -> None:
    """Write `path` with batch norm folded and free H and W (multiples of 32).

    Raises ModelError for a net that cannot be exported, with the reason, and FileError.
    """
    net.arch.check_exportable()
    module = PictureNet(copy.deepcopy(net)).eval()
    buffer = io.BytesIO()
    axes = {2: "h", 3: "w"}
    with warnings.catch_warnings():
        # The TorchScript exporter folds batch norm and needs no onnxscript; torch calls it old.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (torch.zeros(1, 64, 96, 3, dtype=torch.uint8),),
            buffer,  # type: ignore[arg-type]  # this exporter takes files too
            input_names=[INPUT],
            output_names=list(OUTPUTS),
            dynamic_axes={INPUT: {1: "H", 2: "W"}, **dict.fromkeys(OUTPUTS, axes)},
            opset_version=OPSET,
            dynamo=False,
        )
    write_atomically(path, buffer.getvalue())

"""A CenterNet as an ONNX file that takes plain pictures: uint8 RGB in, raw maps out."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from core.files import write_atomically
from core.phone.export_request import ExportRequest
from ml.export.exporters import Begin, Order
from ml.export.model_files import FLOAT_FILE
from ml.nets.centernet import CenterNet

INPUT, PREVIOUS = "image", "previous"
OUTPUTS = ("output_hmap", "output_regs", "output_w_h_")
OPSET = 17


class PictureNet(nn.Module):
    """The net behind its normalisation; the net itself is not changed for export."""

    scale: Tensor
    shift: Tensor

    def __init__(self, net: CenterNet) -> None:
        super().__init__()
        self.net = net.with_joined_stem()
        scale, shift = net.normalise.scale_and_shift()
        frames = 1 if net.memory is None else 2
        self.register_buffer("scale", scale.repeat(1, frames, 1, 1))
        self.register_buffer("shift", shift.repeat(1, frames, 1, 1))

    def forward(self, *frames: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """uint8 (1, H, W, 3) RGB -> logits (1, C, H/4, W/4), offsets and sizes (1, 2, H/4, W/4).

        Nets with a memory take the frame before as a second picture of the same shape.
        """
        pictures = torch.cat(frames, dim=3) if len(frames) > 1 else frames[0]
        maps = self.net(pictures.permute(0, 3, 1, 2).float() * self.scale - self.shift)
        return maps.hmap, maps.regs, maps.w_h_


def export_onnx(net: CenterNet, path: Path) -> None:
    """Write `path` with batch norm folded and free H and W (multiples of 32).

    Raises ModelError for a net that cannot be exported, with the reason, and FileError.
    """
    net.arch.check_exportable()
    module = PictureNet(net).eval()
    inputs = [INPUT, PREVIOUS] if net.memory is not None else [INPUT]
    buffer = io.BytesIO()
    axes = {2: "h", 3: "w"}
    with warnings.catch_warnings():
        # The TorchScript exporter folds batch norm and needs no onnxscript; torch calls it old.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            tuple(torch.zeros(1, 64, 96, 3, dtype=torch.uint8) for _ in inputs),
            buffer,  # type: ignore[arg-type]  # this exporter takes files too
            input_names=inputs,
            output_names=list(OUTPUTS),
            dynamic_axes={
                **{name: {1: "H", 2: "W"} for name in inputs},
                **dict.fromkeys(OUTPUTS, axes),
            },
            opset_version=OPSET,
            dynamo=False,
        )
    write_atomically(path, buffer.getvalue())


class OnnxExporter:
    """The net in float32 for ONNX Runtime and everything else that reads ONNX."""

    file = FLOAT_FILE

    def stages(self, request: ExportRequest) -> int:
        """One."""
        return 1

    def hindrance(self) -> str:
        """It works everywhere."""
        return ""

    def write(self, order: Order, folder: Path, begin: Begin) -> Mapping[str, Any]:
        """Write `model.onnx`; it changes nothing in the manifest."""
        begin("onnx", "Writing the ONNX file")
        export_onnx(order.net, folder / FLOAT_FILE)
        return {}

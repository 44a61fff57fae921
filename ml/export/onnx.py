"""A CenterNet as an ONNX file that takes plain pictures: uint8 RGB in, raw maps out."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import onnx
import torch
from google.protobuf.message import DecodeError
from torch import Tensor, nn

from core.files import write_atomically
from core.phone.export_request import ExportRequest
from core.phone.package_words import words_of_net
from ml.export.exporters import Begin, Order
from ml.export.model_files import FLOAT_FILE
from ml.nets.centernet import CenterNet

INPUT, PREVIOUS = "image", "previous"
OUTPUTS = ("output_hmap", "output_regs", "output_w_h_")
OPSET = 21
"""The newest that torch's exporter writes itself (IR 10). ONNX Runtime reads it since 1.18; what
opsets 22 to 26 add is nothing that our nets could use."""


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


def export_onnx(
    net: CenterNet,
    path: Path,
    words: Mapping[str, str] | None = None,
    dynamic_batch: bool = False,
) -> None:
    """Write `path` with batch norm folded and free H and W (multiples of 32).

    `words` become its metadata. With `dynamic_batch` it takes any number of pictures at once.
    Raises ModelError for a net that cannot be exported, with the reason, and FileError.
    """
    net.arch.check_exportable()
    model = tidy(onnx.load_from_string(_traced(net, dynamic_batch)))
    model.producer_name, model.producer_version = "sweetspot", ""
    onnx.helper.set_model_props(model, dict(sorted((words or {}).items())))
    onnx.checker.check_model(model, full_check=True)
    write_atomically(path, model.SerializeToString(deterministic=True))


def _traced(net: CenterNet, dynamic_batch: bool) -> bytes:
    module = PictureNet(net).eval()
    inputs = [INPUT, PREVIOUS] if net.memory is not None else [INPUT]
    buffer = io.BytesIO()
    first = {0: "N"} if dynamic_batch else {}
    given, made = {**first, 1: "H", 2: "W"}, {**first, 2: "h", 3: "w"}
    with warnings.catch_warnings():
        # The TorchScript exporter folds batch norm and needs no onnxscript; torch calls it old.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            tuple(torch.zeros(1, 64, 96, 3, dtype=torch.uint8) for _ in inputs),
            buffer,  # type: ignore[arg-type]  # this exporter takes files too
            input_names=inputs,
            output_names=list(OUTPUTS),
            dynamic_axes=dict.fromkeys(inputs, given) | dict.fromkeys(OUTPUTS, made),
            opset_version=OPSET,
            dynamo=False,
        )
    return buffer.getvalue()


def tidy(model: onnx.ModelProto) -> onnx.ModelProto:
    """Let equal constants be one initialiser each, and write down the shapes in between.

    The exporter leaves a node for every constant, two for each ReLU6. There is nothing else to
    simplify: batch norm is folded, and no shape is computed on the way.
    """
    graph = model.graph
    kept: dict[tuple[int, tuple[int, ...], bytes], str] = {}
    renamed = {}
    for node in [node for node in graph.node if node.op_type == "Constant"]:
        value = onnx.numpy_helper.to_array(node.attribute[0].t)
        key = node.attribute[0].t.data_type, value.shape, value.tobytes()
        name = kept.setdefault(key, node.output[0])
        renamed[node.output[0]] = name
        if name == node.output[0]:
            graph.initializer.append(onnx.numpy_helper.from_array(value, name))
        graph.node.remove(node)
    for node in graph.node:
        for k, name in enumerate(node.input):
            node.input[k] = renamed.get(name, name)
    return onnx.shape_inference.infer_shapes(model, strict_mode=True)


class OnnxExporter:
    """The net in float32 for ONNX Runtime and everything else that reads ONNX."""

    file = FLOAT_FILE

    def is_wanted(self, request: ExportRequest) -> bool:
        """Always: the check compares with it."""
        return True

    def stages(self, request: ExportRequest) -> int:
        """One."""
        return 1

    def hindrance(self) -> str:
        """It works everywhere."""
        return ""

    def write(self, order: Order, folder: Path, begin: Begin) -> Mapping[str, Any]:
        """Write `model.onnx` unless it is there; it changes nothing in the manifest."""
        begin("onnx", "Writing the ONNX file")
        words = words_of_net(order.manifest, order.weights_sha256)
        path, batch = folder / FLOAT_FILE, order.request.dynamic_batch
        # Another hash would mean another detector to all that was found with this one.
        if not _is(path, words, batch):
            export_onnx(order.net, path, words, batch)
        return {}


def _is(path: Path, words: Mapping[str, str], dynamic_batch: bool) -> bool:
    """Whether a file was exported from these weights in this way."""
    if not path.is_file():
        return False
    try:
        model = onnx.load(path)
    except (OSError, DecodeError):
        return False
    said = {each.key: each.value for each in model.metadata_props}
    first = model.graph.input[0].type.tensor_type.shape.dim[0]
    return said == words and bool(first.dim_param) == dynamic_batch

"""From a net to a Core ML program: traced, converted, compressed, as the bytes of two files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ml.export.coreml import tools
from ml.export.coreml.compression import compress
from ml.export.coreml.container import WEIGHT_FILE, WEIGHTS_IN_PROGRAM
from ml.export.coreml.weight_file import ALIGNMENT, stored_size
from ml.export.onnx import INPUT, OUTPUTS, PREVIOUS
from ml.nets.centernet import CenterNet

_TARGETS = {"ios16": "iOS16", "ios17": "iOS17", "ios18": "iOS18"}
_CLOSE_TO_THE_PICTURE = ("concat", "sub", "mul")


class ImageNet(nn.Module):
    """The net behind its normalisation, as Core ML has pictures: (1, 3, H, W), 0 to 255.

    Mean is subtracted first, in pixels, then divided by the deviation: whole numbers and halves
    stay exact, and each channel has its own.
    """

    mean: Tensor
    gain: Tensor

    def __init__(self, net: CenterNet) -> None:
        super().__init__()
        self.net = net.with_joined_stem()
        frames = 1 if net.memory is None else 2
        mean, std = (torch.tensor(each) for each in (net.normalise.mean, net.normalise.std))
        self.register_buffer("mean", (255.0 * mean).view(1, 3, 1, 1).repeat(1, frames, 1, 1))
        self.register_buffer("gain", (1 / (255.0 * std)).view(1, 3, 1, 1).repeat(1, frames, 1, 1))

    def forward(self, *frames: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As `ml.export.onnx.PictureNet`, with planes instead of pixels in a row."""
        pictures = torch.cat(frames, dim=1) if len(frames) > 1 else frames[0]
        maps = self.net((pictures - self.mean) * self.gain)
        return maps.hmap, maps.regs, maps.w_h_


@dataclass(frozen=True)
class Converted:
    """A Model message of coremltools' own, its weight file, and how large that would be plain."""

    model: Any
    weights: bytes
    n_bytes_plain: int

    def described(self, about: str, words: Mapping[str, str]) -> bytes:
        """The model file's bytes, with its description and user-defined metadata."""
        meta = self.model.description.metadata
        meta.shortDescription = about
        meta.userDefined.clear()
        meta.userDefined.update(words)
        return bytes(self.model.SerializeToString(deterministic=True))


def to_program(net: CenterNet, size: tuple[int, int], precision: str, target: str) -> Any:  # noqa: ANN401
    """Convert a net for pictures of `size` (width, height); coremltools' Program.

    With precision "fp16" everything computes in half precision but the normalisation, which is
    exact either way. Outputs are float32.
    """
    ct = tools.load()
    module = ImageNet(net).eval()
    inputs = [INPUT, PREVIOUS] if net.memory is not None else [INPUT]
    shape = (1, 3, size[1], size[0])
    # Names are counted for the whole process: what a broken-off conversion left would show in ours.
    ct.converters.mil.Builder.name_count.clear()
    with tools.quiet(), torch.no_grad():
        # The check of the trace runs the net without tracing, whose shape check refuses two frames.
        traced = torch.jit.trace(
            module, tuple(torch.zeros(shape) for _ in inputs), check_trace=False
        )
        return ct.convert(
            traced,
            source="pytorch",
            convert_to="milinternal",
            inputs=[
                ct.ImageType(name=name, shape=shape, color_layout=ct.colorlayout.RGB)
                for name in inputs
            ],
            outputs=[
                ct.TensorType(name=name, dtype=ct.converters.mil.mil.types.fp32) for name in OUTPUTS
            ],
            compute_precision=ct.precision.FLOAT32
            if precision == "fp32"
            else ct.transform.FP16ComputePrecision(op_selector=_in_half),
            minimum_deployment_target=getattr(ct.target, _TARGETS[target]),
        )


def converted(program: Any, compression: str, target: str) -> Converted:  # noqa: ANN401
    """Compress a program's weights and write it down. `compression` is one of COMPRESSIONS."""
    ct = tools.load()
    from coremltools.converters.mil.converter import (
        ConverterRegistry,
        _reset_conversion_state,
        mil_convert_to_proto,
    )

    plain = ALIGNMENT + sum(stored_size(each) for each in _weight_sizes(program))
    with tools.quiet(), tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        compress(program, compression, target)
        model, _ = mil_convert_to_proto(
            program,
            "milinternal",
            "mlprogram",
            ConverterRegistry,
            main_pipeline=ct.PassPipeline.EMPTY,
            specification_version=getattr(ct.target, _TARGETS[target]).value,
            weights_dir=folder,
        )
        _reset_conversion_state()
        weights = (Path(folder) / WEIGHT_FILE).read_bytes()
    _name_weights(model.mlProgram)
    return Converted(model, weights, plain)


def _in_half(op: Any) -> bool:  # noqa: ANN401  # an operation of coremltools
    """Whether an operation may compute in half precision: all but the normalisation."""
    return op.op_type not in _CLOSE_TO_THE_PICTURE or _has_convolution_before(op)


def _has_convolution_before(op: Any) -> bool:  # noqa: ANN401
    waiting, seen = [op], set()
    while waiting:
        one = waiting.pop()
        if one.op_type in ("conv", "conv_transpose"):
            return True
        for value in one.inputs.values():
            for var in value if isinstance(value, (list, tuple)) else [value]:
                if var.op is not None and var.op not in seen:
                    seen.add(var.op)
                    waiting.append(var.op)
    return False


def _weight_sizes(program: Any) -> list[int]:  # noqa: ANN401
    from coremltools.converters.mil.backend.mil.load import should_use_weight_file

    return [
        op.outputs[0].val.nbytes
        for function in program.functions.values()
        for op in function.operations
        if op.op_type == "const" and should_use_weight_file(op.outputs[0].val)
    ]


def _name_weights(program: Any) -> None:  # noqa: ANN401  # a Program message
    """Name the weight file with “/”: on Windows coremltools joins the parts with its own sign."""
    for function in program.functions.values():
        for block in function.block_specializations.values():
            for op in block.operations:
                values = [*op.attributes.values()]
                values += [
                    binding.value
                    for argument in op.inputs.values()
                    for binding in argument.arguments
                    if binding.HasField("value")
                ]
                for value in values:
                    if value.HasField("blobFileValue"):
                        value.blobFileValue.fileName = WEIGHTS_IN_PROGRAM

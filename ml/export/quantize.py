"""int8 weights and activations (QDQ) for ONNX Runtime, calibrated on pictures."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import onnx
from onnx import ModelProto
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from core.files import write_atomically
from core.video.frame import Picture
from ml.export.onnx import INPUT, OUTPUTS


class _Pictures(CalibrationDataReader):
    """Feeds input pictures (H, W, 3) one by one."""

    def __init__(self, pictures: Iterable[Picture]) -> None:
        self._pictures: Iterator[Picture] = iter(pictures)

    def get_next(self) -> dict[str, Picture] | None:
        picture = next(self._pictures, None)
        return None if picture is None else {INPUT: picture[None]}


def quantize(
    source: Path, target: Path, pictures: Iterable[Picture], keep_float: Iterable[str] = ()
) -> None:
    """Write an int8 version of `source`; `pictures` are inputs of one size (H, W, 3), about 64.

    The convolutions that give the three outputs stay in float32 (a step of 1/255 of the range is
    too coarse for logits and offsets), and so do nodes whose names start with one of `keep_float`.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared, rough = Path(folder) / "prepared.onnx", Path(folder) / "int8.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        model = onnx.load(str(prepared))
        kept = [node.name for node in model.graph.node if set(node.output) & set(OUTPUTS)]
        kept += [
            n.name for n in model.graph.node if n.name.startswith(tuple(keep_float) or ("\0",))
        ]
        level = logging.getLogger().level
        quantize_static(
            str(prepared),
            str(rough),
            _Pictures(pictures),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv", "Add", "Resize", "Clip", "Relu"],
            nodes_to_exclude=kept,
            calibrate_method=CalibrationMethod.MinMax,
            extra_options={"ActivationSymmetric": False, "WeightSymmetric": True},
        )
        logging.getLogger().setLevel(level)
        result = without_unused(onnx.load(str(rough)))
    write_atomically(target, result.SerializeToString())


def without_unused(model: ModelProto) -> ModelProto:
    """Drop initialisers that no node reads; ONNX Runtime warns of each."""
    used = {name for node in model.graph.node for name in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    return model

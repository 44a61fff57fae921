"""int8 weights and activations (QDQ) for ONNX Runtime, calibrated on pictures."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from core.files import write_atomically
from core.video.frame import Picture
from ml.export.onnx import INPUT, OUTPUTS, PREVIOUS


class _Pictures(CalibrationDataReader):
    """Feeds input pictures (H, W, 3) one by one; with `memory` the one before each, too."""

    def __init__(self, pictures: Iterable[Picture], memory: bool) -> None:
        self._pictures: Iterator[tuple[int, Picture]] = enumerate(pictures)
        self._memory = memory

    def get_next(self) -> dict[str, Picture] | None:
        number, picture = next(self._pictures, (0, None))
        if picture is None:
            return None
        picture = picture.copy()
        picture[0, 0], picture[-1, -1] = 0, 255  # so that the input's range is known to be whole
        if not self._memory:
            return {INPUT: picture[None]}
        # A still camera half of the time, a moving one else: the ranges of both are wanted.
        previous = np.roll(picture, 3, axis=1) if number % 2 else picture
        return {INPUT: picture[None], PREVIOUS: previous[None]}


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
            _Pictures(pictures, any(each.name == PREVIOUS for each in model.graph.input)),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv", "Add", "Resize", "Clip", "Relu"],
            nodes_to_exclude=kept,
            calibrate_method=CalibrationMethod.MinMax,
            extra_options={"ActivationSymmetric": False, "WeightSymmetric": True},
        )
        logging.getLogger().setLevel(level)
        result = without_unused(fed_with_bytes(onnx.load(str(rough))))
    write_atomically(target, result.SerializeToString())


def fed_with_bytes(model: ModelProto) -> ModelProto:
    """Let the first convolution read the picture's own bytes as its quantised input.

    With mean and std 0.5 the picture, normalised and quantised again to -1..1 in 255 steps, is the
    picture: cast, multiply, subtract and quantise cost a third of the net's time for nothing. The
    largest change is half a step. Left as it is where the quantisation found is another one.
    """
    graph = model.graph
    maker = {output: node for node in graph.node for output in node.output}
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for quantise in [node for node in graph.node if node.op_type == "QuantizeLinear"]:
        chain = [quantise]
        while chain[-1].op_type in ("QuantizeLinear", "Sub", "Mul", "Cast"):
            above = [maker[name] for name in chain[-1].input if name in maker]
            if len(above) != 1:
                break
            chain.append(above[0])
        if [node.op_type for node in chain] != _NORMALISATION:
            continue
        step = float(constants[quantise.input[1]])
        zero = int(constants[quantise.input[2]])
        if abs(step * 127.5 - 1) > 1e-3 or zero not in (127, 128):
            continue
        for node in graph.node:
            for k, name in enumerate(node.input):
                if name == quantise.output[0]:
                    node.input[k] = chain[-1].output[0]
        for node in chain[:-1]:
            graph.node.remove(node)
    return model


_NORMALISATION = ["QuantizeLinear", "Sub", "Mul", "Cast", "Transpose"]
"""From the first convolution's input up to the picture, as `ml.export.onnx` writes it."""


def without_unused(model: ModelProto) -> ModelProto:
    """Drop initialisers that no node reads; ONNX Runtime warns of each."""
    used = {name for node in model.graph.node for name in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    return model

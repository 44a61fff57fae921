"""A detector folder whose net finds squares of pure colours, with no training at all.

Needs the ``onnx`` package (extra ``ml``); tests that use it ask for it by importorskip.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from core.detections.detections import ObjectClass
from core.detections.model_manifest import ModelManifest
from core.files import sha256_of

COLOURS = {
    ObjectClass.PLAYER: (255, 0, 0),
    ObjectClass.RACKET: (0, 255, 0),
    ObjectClass.BALL: (0, 0, 255),
    ObjectClass.RACKET_HEAD: (255, 255, 255),
}
SIDE_CELLS = 2.0
"""Every box it gives has this side, in cells of four input pixels."""


def write_tiny_detector(folder: Path, *, dynamic: bool = True, memory: bool = False) -> Path:
    """Write manifest and net; a cell of 4 x 4 pixels of a class's colour is that class.

    With ``memory`` the colour is what came on top of the frame before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weight = np.zeros((4, 3, 1, 1), np.float32)
    bias = np.zeros(4, np.float32)
    for kind, colour in COLOURS.items():
        wanted = np.array(colour, np.float32) / 255
        weight[kind, :, 0, 0] = 20 * (2 * wanted - 1)
        bias[kind] = 10 - 20 * wanted.sum()
    constants = {
        "weight": weight,
        "bias": bias,
        "nothing": np.zeros((2, 3, 1, 1), np.float32),
        "half": np.full(2, 0.5, np.float32),
        "side": np.full(2, SIDE_CELLS, np.float32),
        "scale": np.array(1 / 255, np.float32),
    }
    nodes = [
        helper.make_node("Cast", ["image"], ["float"], to=TensorProto.FLOAT),
        *(_came_since() if memory else []),
        helper.make_node("Mul", ["came" if memory else "float", "scale"], ["unit"]),
        helper.make_node("Transpose", ["unit"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("AveragePool", ["planes"], ["cells"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("Conv", ["cells", "weight", "bias"], ["output_hmap"]),
        helper.make_node("Conv", ["cells", "nothing", "half"], ["output_regs"]),
        helper.make_node("Conv", ["cells", "nothing", "side"], ["output_w_h_"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info(name, TensorProto.UINT8, [1, "h", "w", 3])
            for name in ("image", "previous")[: 1 + memory]
        ],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, n, "y", "x"])
            for name, n in (("output_hmap", 4), ("output_regs", 2), ("output_w_h_", 2))
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    path = folder / "model.onnx"
    onnx.save(model, path)
    ModelManifest(
        name="Tiny",
        classes=tuple(kind.label for kind in ObjectClass),
        input_width=128,
        input_height=64,
        thresholds={kind.label: 0.5 for kind in ObjectClass},
        dynamic_input=dynamic,
        memory=memory,
        files={"model.onnx": sha256_of(path)},
    ).save(folder)
    return folder


def _came_since() -> list[onnx.NodeProto]:
    return [
        helper.make_node("Cast", ["previous"], ["before"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["float", "before"], ["came"]),
    ]

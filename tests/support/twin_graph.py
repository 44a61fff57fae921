"""An ONNX graph built step by step beside a Core ML program, run by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 18
Attribute = int | float | str | Sequence[int]


class TwinGraph:
    """Computes in float32; with `half` every floating result goes through fp16 and back.

    That is what "computed in fp16, summed in float32" means, said in another runtime's words.
    """

    def __init__(self, half: bool) -> None:
        self.half = half
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._count = 0

    def constant(self, values: NDArray[Any]) -> str:
        """Add a constant and return its name. Floating ones are kept in float32."""
        if values.dtype == np.float16:
            values = values.astype(np.float32)
        name = self._new("constant")
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(
        self, op: str, inputs: Sequence[str], rounds: bool = True, **attributes: Attribute
    ) -> str:
        """Add a node with one result and return its name; rounded if the graph is in half."""
        return self.nodes(op, inputs, 1, rounds, **attributes)[0]

    def nodes(
        self,
        op: str,
        inputs: Sequence[str],
        count: int,
        rounds: bool = True,
        **attributes: Attribute,
    ) -> list[str]:
        """Add a node with several results."""
        names = [self._new(op) for _ in range(count)]
        self._nodes.append(helper.make_node(op, list(inputs), names, **attributes))
        if not (self.half and rounds):
            return names
        return [self._through_half(name) for name in names]

    def run(self, given: NDArray[Any], result: str) -> NDArray[Any]:
        """Compute `result` from the input `x`."""
        graph = helper.make_graph(
            self._nodes,
            "twin",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, given.shape)],
            [helper.make_empty_tensor_value_info(result)],
            self._constants,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9
        )
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        made: NDArray[Any] = session.run([result], {"x": given.astype(np.float32)})[0]
        return made

    def _through_half(self, name: str) -> str:
        narrow = self.node("Cast", [name], rounds=False, to=TensorProto.FLOAT16)
        return self.node("Cast", [narrow], rounds=False, to=TensorProto.FLOAT)

    def _new(self, word: str) -> str:
        self._count += 1
        return f"{word}_{self._count}"

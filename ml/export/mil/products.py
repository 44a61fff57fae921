"""Products of matrices."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from ml.export.mil.call import Call
from ml.export.mil.table import operation


@operation("linear", "x weight bias?", alike_once="x weight bias")
def linear(call: Call) -> Tensor:
    return functional.linear(call.tensor("x"), call.tensor("weight"), call.optional("bias"))


@operation("matmul", "x y transpose_x? transpose_y?", alike_once="x y")
def matmul(call: Call) -> Tensor:
    x, y = call.tensor("x"), call.tensor("y")
    x = x.transpose(-1, -2) if call.flag("transpose_x", False) else x
    y = y.transpose(-1, -2) if call.flag("transpose_y", False) else y
    return torch.matmul(x, y)

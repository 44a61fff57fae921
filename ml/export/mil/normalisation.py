"""What a program does first to a picture: the multiplication and addition of each channel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ml.export.mil.program import Name, Numbers, Operation, Program, Value

_Channels = NDArray[np.float64]


class _Path:
    """A picture on its way through the program, as `value * scale + bias` of some channels."""

    def __init__(self, name: str, channels: int) -> None:
        self.name = name
        self.first, self.total, self.channels = 0, channels, channels
        self.scale, self.bias = np.ones(channels), np.zeros(channels)
        self.is_changed = False

    def step(self, operation: Operation, constants: Mapping[str, Value]) -> bool:
        """Follow one operation; False if it is none that only scales and shifts."""
        if operation.type == "concat":
            if not self._joined(operation, constants):
                return False
        elif operation.type in ("add", "sub", "mul", "real_div"):
            if not self._changed(operation, constants):
                return False
        elif operation.type not in ("cast", "identity"):
            return False
        self.name = operation.outputs[0].name
        return True

    def _joined(self, operation: Operation, constants: Mapping[str, Value]) -> bool:
        """Several pictures become the channels of one."""
        axis = _value(operation.arguments["axis"][0], constants)
        parts = [part for part in operation.arguments["values"] if isinstance(part, Name)]
        names = [part.name for part in parts]
        shape = operation.outputs[0].shape
        if axis is None or axis.size != 1 or int(axis.item()) % len(shape) != 1:
            return False
        if shape[1] != self.total * len(names):
            return False
        self.first += self.total * names.index(self.name)
        self.total = shape[1]
        return names.count(self.name) == 1

    def _changed(self, operation: Operation, constants: Mapping[str, Value]) -> bool:
        (x,), (y,) = operation.arguments["x"], operation.arguments["y"]
        is_first = isinstance(x, Name) and x.name == self.name
        number = _value(y if is_first else x, constants)
        if number is None or number.size not in (1, self.total):
            return False
        if number.size > 1 and number.shape[-3:] != (self.total, 1, 1):
            return False
        every = np.broadcast_to(number.reshape(-1), (self.total,))
        other = every[self.first : self.first + self.channels]
        if operation.type == "mul":
            self.scale, self.bias = self.scale * other, self.bias * other
        elif operation.type == "add":
            self.bias = self.bias + other
        elif operation.type == "sub" and is_first:
            self.bias = self.bias - other
        elif operation.type == "sub":
            self.scale, self.bias = -self.scale, other - self.bias
        elif is_first and other.all():
            self.scale, self.bias = self.scale / other, self.bias / other
        else:
            return False
        self.is_changed = True
        return True


def normalisation_of(
    program: Program, constants: Mapping[str, Value], name: str
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return scale and bias of each channel of the picture `name`; empty where it has none."""
    shape = next(each.shape for each in program.inputs if each.name == name)
    path = _Path(name, shape[1] or 1)
    while True:
        users = [each for each in program.operations if path.name in each.uses]
        if len(users) != 1 or not path.step(users[0], constants):
            break
    if not path.is_changed:
        return (), ()
    return tuple(path.scale.tolist()), tuple(path.bias.tolist())


def _value(part: Name | Value, constants: Mapping[str, Value]) -> NDArray[np.float64] | None:
    value = constants.get(part.name) if isinstance(part, Name) else part
    return value.tensor.double().numpy() if isinstance(value, Numbers) else None

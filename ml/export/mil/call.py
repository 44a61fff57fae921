"""The arguments of one operation while it is computed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor

from ml.export.mil.program import Numbers, Operation, Value

MOST_NUMBERS = 1 << 28
"""Of one value. A damaged package may ask for more than any memory holds."""


def bounded(shape: Iterable[int]) -> list[int]:
    """Return `shape` as a list. Raises ValueError for one that is no size, or beyond reason."""
    lengths = list(shape)
    if min(lengths, default=0) < 0 or math.prod(lengths) > MOST_NUMBERS:
        raise ValueError(f"a shape of {lengths}")
    return lengths


class Call:
    """Hands an operation its arguments as what it expects; ValueError where they are not that."""

    def __init__(self, operation: Operation, values: Mapping[str, tuple[Value, ...]]) -> None:
        self.operation = operation
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def parts(self, name: str) -> list[Numbers]:
        """All tensors of an argument; most have one, `concat` and the like take several."""
        parts = [each for each in self._values.get(name, ()) if isinstance(each, Numbers)]
        if not parts or len(parts) != len(self._values[name]):
            raise ValueError(f"“{name}” is no tensor")
        return parts

    def numbers(self, name: str) -> Numbers:
        parts = self.parts(name)
        if len(parts) != 1:
            raise ValueError(f"“{name}” is more than one tensor")
        return parts[0]

    def tensor(self, name: str) -> Tensor:
        return self.numbers(name).tensor

    def tensors(self, name: str) -> list[Tensor]:
        return [part.tensor for part in self.parts(name)]

    def optional(self, name: str) -> Tensor | None:
        return self.tensor(name) if name in self else None

    def ints(self, name: str, default: Sequence[int] | None = None) -> list[int]:
        if name not in self and default is not None:
            return list(default)
        tensor = self.tensor(name)
        if tensor.dtype != torch.int64 or tensor.ndim > 1:
            raise ValueError(f"“{name}” is no list of whole numbers")
        return [int(each) for each in tensor.reshape(-1).tolist()]

    def flags(self, name: str, length: int) -> list[bool]:
        """`length` times yes or no; all no if the argument is not given."""
        if name not in self:
            return [False] * length
        tensor = self.tensor(name)
        if tensor.dtype != torch.bool or tuple(tensor.shape) != (length,):
            raise ValueError(f"“{name}” is no list of {length} flags")
        return [bool(each) for each in tensor.tolist()]

    def integer(self, name: str, default: int | None = None) -> int:
        number = self.number(name, default)
        if number != int(number):
            raise ValueError(f"“{name}” is no whole number")
        return int(number)

    def number(self, name: str, default: float | None = None) -> float:
        if name not in self and default is not None:
            return default
        tensor = self.tensor(name)
        if tensor.numel() != 1:
            raise ValueError(f"“{name}” is no single number")
        return float(tensor.item())

    def flag(self, name: str, default: bool | None = None) -> bool:
        if name not in self and default is not None:
            return default
        tensor = self.tensor(name)
        if tensor.dtype != torch.bool or tensor.numel() != 1:
            raise ValueError(f"“{name}” is neither yes nor no")
        return bool(tensor.item())

    def text(self, name: str, default: str | None = None) -> str:
        if name not in self and default is not None:
            return default
        parts = self._values.get(name, ())
        if len(parts) != 1 or not isinstance(parts[0], str):
            raise ValueError(f"“{name}” is no word")
        return parts[0]

"""A Core ML program as values: its inputs, its operations in order, and its outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from ml.export.mil.kinds import Kind

Shape = tuple[int | None, ...]
"""None where the program leaves a length open."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """A tensor in its kind's carrier."""

    kind: Kind
    tensor: Tensor


Value = Numbers | str


@dataclass(frozen=True)
class Declared:
    """What the program says of one of its values. `kind` is None for a string."""

    name: str
    kind: Kind | None
    shape: Shape
    is_state: bool = False

    @property
    def words(self) -> str:
        """For messages."""
        lengths = ", ".join("?" if each is None else str(each) for each in self.shape)
        return f"{self.kind.word} ({lengths})" if self.kind is not None else "a string"

    def admits(self, value: Value) -> bool:
        """Whether `value` is of this kind and shape."""
        if isinstance(value, str):
            return self.kind is None
        shape = tuple(value.tensor.shape)
        return (
            value.kind is self.kind
            and len(shape) == len(self.shape)
            and all(said in (None, is_) for said, is_ in zip(self.shape, shape, strict=True))
        )


@dataclass(frozen=True)
class Name:
    """An argument that an earlier operation, or an input, has made."""

    name: str


Argument = tuple[Name | Value, ...]
"""Most have one part; `concat` and the like take several."""


@dataclass(frozen=True)
class Operation:
    """One operation. Arguments and attributes are one: ops of iOS 16 have constants as either."""

    type: str
    arguments: Mapping[str, Argument]
    outputs: tuple[Declared, ...]

    @property
    def uses(self) -> frozenset[str]:
        """The names of the values that go in."""
        return frozenset(
            part.name
            for argument in self.arguments.values()
            for part in argument
            if isinstance(part, Name)
        )

    @property
    def place(self) -> str:
        """How messages name it."""
        made = " and ".join(f"“{output.name}”" for output in self.outputs)
        return f"operation “{self.type}”" + (f", which makes {made}" if made else "")


@dataclass(frozen=True)
class Program:
    """One function of a model. `ios` is the first iOS version whose operations it uses."""

    ios: int
    inputs: tuple[Declared, ...]
    operations: tuple[Operation, ...]
    outputs: tuple[str, ...]

"""Running a program: constants once, then one operation after another, freeing as it goes."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from core.errors import ModelError

# Each fills the table of operations.
from ml.export.mil import (  # noqa: F401
    choices,
    constexpr,
    convolutions,
    elementwise,
    products,
    reductions,
    resizing,
    shapes,
)
from ml.export.mil.call import Call
from ml.export.mil.kinds import rounded
from ml.export.mil.program import Declared, Name, Numbers, Operation, Program, Value
from ml.export.mil.schema import HINT
from ml.export.mil.table import Rule, rule_for

_TROUBLE = (ValueError, RuntimeError, IndexError, TypeError, OverflowError, ZeroDivisionError)
"""What torch and the operations raise for arguments that do not fit together."""


@dataclass(frozen=True)
class _Step:
    """One operation that is computed anew for every frame, and what nobody needs after it."""

    operation: Operation
    rule: Rule
    frees: tuple[str, ...]


class Plan:
    """A program with its constants computed, ready for frames."""

    def __init__(self, program: Program) -> None:
        """Raises ModelError for an operation that is unknown or damaged."""
        self._ios, self._outputs = program.ios, program.outputs
        self._states = {each.name: each for each in program.inputs if each.is_state}
        constants: dict[str, Value] = {}
        running = []
        for operation in program.operations:
            if operation.type == "const":
                constants |= _constant(operation)
                continue
            rule = rule_for(operation, program.ios)
            if operation.type.startswith("constexpr_"):
                if not operation.uses <= constants.keys():
                    raise ModelError(
                        f"The Core ML model's {operation.place} is given what is no constant.", HINT
                    )
                constants |= _computed(operation, rule, program.ios, constants)
            else:
                running.append((operation, rule))
        self._steps = _with_frees(running, {*constants, *self._states, *program.outputs})
        used = set(program.outputs).union(*(op.uses for op, _ in running))
        self._constants = {name: value for name, value in constants.items() if name in used}

    @property
    def constants(self) -> Mapping[str, Value]:
        """What the operations are given that no frame changes: weights, decompressed."""
        return self._constants

    @cached_property
    def precision(self) -> str:
        """What the products are computed in: "fp16", "fp32", or "mixed"."""
        steps = [step.operation for step in self._steps]
        heavy = [op for op in steps if op.type in ("conv", "conv_transpose", "linear", "matmul")]
        kinds = {
            output.kind.word
            for op in heavy or steps
            for output in op.outputs
            if output.kind is not None and output.kind.is_float
        }
        return kinds.pop() if len(kinds) == 1 else "mixed"

    def run(self, fed: Mapping[str, Numbers], states: dict[str, Tensor]) -> dict[str, Tensor]:
        """Compute the outputs. `states` is changed in place. Raises ModelError."""
        values: dict[str, Value] = {**self._constants, **fed}
        for name, said in self._states.items():
            values[name] = _state(said, states)
        with torch.inference_mode():
            for step in self._steps:
                if step.operation.type == "write_state":
                    values |= _written(step.operation, values, self._states)
                else:
                    values |= _computed(step.operation, step.rule, self._ios, values)
                for name in step.frees:
                    del values[name]
        results = {name: _tensor(name, values[name]) for name in self._outputs}
        for name in self._states:
            states[name] = _tensor(name, values[name])
        return results


def _constant(operation: Operation) -> dict[str, Value]:
    parts = operation.arguments.get("val", ())
    if set(operation.arguments) != {"val"} or len(parts) != 1 or isinstance(parts[0], Name):
        raise ModelError(f"The Core ML model's {operation.place} is damaged.", HINT)
    return _checked(operation, (parts[0],))


def _with_frees(running: list[tuple[Operation, Rule]], kept: Set[str]) -> tuple[_Step, ...]:
    """Note with every operation the values that it is the last to use."""
    steps: list[_Step] = []
    needed = set(kept)
    for operation, rule in reversed(running):
        touched = operation.uses | {output.name for output in operation.outputs}
        steps.append(_Step(operation, rule, tuple(touched - needed)))
        needed |= touched
    return tuple(reversed(steps))


def _computed(
    operation: Operation, rule: Rule, ios: int, values: Mapping[str, Value]
) -> dict[str, Value]:
    """Compute one operation and round its results as their kinds want it."""
    call = Call(
        operation,
        {
            name: tuple(values[part.name] if isinstance(part, Name) else part for part in parts)
            for name, parts in operation.arguments.items()
        },
    )
    try:
        rule.check_kinds(call, ios)
        kinds, results = rule.kinds(call), rule.compute(call)
        tensors = results if isinstance(results, tuple) else (results,)
        numbers = [
            Numbers(kind, tensor if rule.exact else rounded(tensor, kind))
            for kind, tensor in zip(kinds, tensors, strict=True)
        ]
    except _TROUBLE as error:
        raise ModelError(
            f"The Core ML model's {operation.place} cannot be computed ({_first_line(error)}).",
            HINT,
        ) from error
    return _checked(operation, numbers)


def _checked(operation: Operation, made: Sequence[Value]) -> dict[str, Value]:
    """Name the results; what they are has to be what the program says of them."""
    if len(made) != len(operation.outputs):
        raise ModelError(
            f"The Core ML model's {operation.place} makes {len(made)} results, not "
            f"{len(operation.outputs)}.",
            HINT,
        )
    for said, value in zip(operation.outputs, made, strict=True):
        if not said.admits(value):
            raise ModelError(
                f"The Core ML model's {operation.place} does not make what the model says: "
                f"{_words(value)} instead of {said.words}.",
                HINT,
            )
    return {said.name: value for said, value in zip(operation.outputs, made, strict=True)}


def _written(
    operation: Operation, values: Mapping[str, Value], states: Container[str]
) -> dict[str, Value]:
    """`write_state`: the state's name now stands for the new value."""
    (state,), (data,) = operation.arguments["input"], operation.arguments["data"]
    new = values[data.name] if isinstance(data, Name) else data
    old = values[state.name] if isinstance(state, Name) else ""
    if (
        not isinstance(state, Name)
        or state.name not in states
        or not isinstance(old, Numbers)
        or not isinstance(new, Numbers)
        or (old.kind, old.tensor.shape) != (new.kind, new.tensor.shape)
    ):
        raise ModelError(
            f"The Core ML model's {operation.place} writes what the state cannot hold.", HINT
        )
    return {state.name: new}


def _state(said: Declared, states: Mapping[str, Tensor]) -> Numbers:
    if said.name not in states or said.kind is None:
        raise ModelError(f"The Core ML model remembers “{said.name}”, which it was not given.")
    numbers = Numbers(said.kind, rounded(states[said.name], said.kind))
    if not said.admits(numbers):
        raise ModelError(f"The Core ML model remembers “{said.name}” in another shape.")
    return numbers


def _tensor(name: str, value: Value) -> Tensor:
    if isinstance(value, str):
        raise ModelError(f"The output “{name}” of the Core ML model is a string.", HINT)
    return value.tensor.clone()


def _words(value: Value) -> str:
    if isinstance(value, str):
        return "a string"
    return f"{value.kind.word} {tuple(value.tensor.shape)}"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")

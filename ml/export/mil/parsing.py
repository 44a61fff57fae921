"""From a Model message to a program: one function's operations, each name made before its use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import ModelError
from ml.export.mil.blobs import WeightFile
from ml.export.mil.constants import constant, declared
from ml.export.mil.program import Argument, Name, Operation, Program, Value
from ml.export.mil.schema import HINT

OPSETS = {"CoreML5": 15, "CoreML6": 16, "CoreML7": 17, "CoreML8": 18, "CoreML9": 26}
"""Operation set -> the iOS version it came with."""

_LABELS = frozenset({"name"})
"""Attributes that are for people."""


def parse_program(model: Any, weights: Mapping[str, WeightFile]) -> Program:  # noqa: ANN401
    """Read the function that runs by default. Raises ModelError."""
    name = model.description.defaultFunctionName or "main"
    functions = model.mlProgram.functions
    if name not in functions:
        raise ModelError(f"The Core ML model has no function “{name}”.", HINT)
    function = functions[name]
    if function.opset not in OPSETS:
        raise ModelError(
            f"The Core ML model uses the operation set “{function.opset}”, which this Sweetspot "
            "does not know.",
            "Get the newest Sweetspot, or export for an older iOS.",
        )
    if function.opset not in function.block_specializations:
        raise ModelError(f"The Core ML model has no operations of “{function.opset}”.", HINT)
    block = function.block_specializations[function.opset]
    inputs = tuple(declared(each.name, each.type) for each in function.inputs)
    operations = tuple(_operation(each, weights) for each in block.operations)
    program = Program(OPSETS[function.opset], inputs, operations, tuple(block.outputs))
    _check_order(program)
    return program


def _operation(message: Any, weights: Mapping[str, WeightFile]) -> Operation:  # noqa: ANN401
    outputs = tuple(declared(each.name, each.type) for each in message.outputs)
    label = outputs[0].name if outputs else message.type
    if len(message.blocks):
        raise ModelError(
            f"The Core ML model branches (operation “{message.type}” at “{label}”), which this "
            "Sweetspot cannot evaluate.",
            HINT,
        )
    arguments: dict[str, Argument] = {
        key: tuple(_bound(f"{label}.{key}", each, weights) for each in argument.arguments)
        for key, argument in message.inputs.items()
    }
    for key, value in message.attributes.items():
        if key not in _LABELS:
            if key in arguments:
                raise ModelError(f"“{key}” of “{label}” in the Core ML model is there twice.", HINT)
            arguments[key] = (constant(label, value, weights),)
    return Operation(message.type, arguments, outputs)


def _bound(label: str, binding: Any, weights: Mapping[str, WeightFile]) -> Name | Value:  # noqa: ANN401
    if binding.name and not binding.HasField("value"):
        return Name(binding.name)
    if binding.HasField("value") and not binding.name:
        return constant(label, binding.value, weights)
    raise ModelError(f"“{label}” in the Core ML model is damaged.", HINT)


def _check_order(program: Program) -> None:
    made: set[str] = set()
    for each in program.inputs:
        _make(made, each.name)
    for operation in program.operations:
        for name in sorted(operation.uses - made):
            raise ModelError(
                f"The Core ML model uses “{name}” before it is made ({operation.place}).", HINT
            )
        for output in operation.outputs:
            _make(made, output.name)
    missing = [name for name in program.outputs if name not in made]
    if missing or not program.outputs:
        raise ModelError(
            f"The Core ML model does not make its output “{''.join(missing[:1])}”.", HINT
        )


def _make(made: set[str], name: str) -> None:
    if name in made or not name:
        raise ModelError(f"The Core ML model makes “{name}” twice.", HINT)
    made.add(name)

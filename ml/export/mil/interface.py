"""What a Core ML model says of itself: inputs, outputs, states and the words that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from core.errors import ModelError
from ml.export.mil.kinds import FP16, FP32, INT32, Kind, kind_called
from ml.export.mil.program import Declared, Program, Shape
from ml.export.mil.schema import HINT

LAYOUTS: Mapping[int, str] = MappingProxyType(
    {10: "GRAYSCALE", 20: "RGB", 30: "BGR", 40: "GRAYSCALE_FLOAT16"}
)
"""Colour layouts of pictures by their code."""

_FIRST_IOS: Mapping[int, int] = MappingProxyType({6: 15, 7: 16, 8: 17, 9: 18, 10: 26})
"""Version of the model file -> the iOS that first reads it."""

_ARRAYS: Mapping[int, Kind] = MappingProxyType(
    {65568: FP32, 65552: FP16, 131104: INT32, 131080: kind_called("int8")}
)


@dataclass(frozen=True)
class MilInput:
    """One input. `shape` is as the program has it: (1, C, H, W) for a picture.

    `kind` is "image", "tensor" or "state"; pictures have a `layout` (RGB, BGR, GRAYSCALE or
    GRAYSCALE_FLOAT16). What the program does first to a picture, if that is a multiplication and
    an addition, is `scale` and `bias`, one number per channel or one for all; else they are empty.
    """

    name: str
    kind: str
    shape: Shape
    precision: str
    layout: str = ""
    scale: tuple[float, ...] = ()
    bias: tuple[float, ...] = ()


@dataclass(frozen=True)
class MilOutput:
    """One output: its shape, and the numbers it has in the program ("fp16", "fp32", …)."""

    name: str
    shape: Shape
    precision: str


@dataclass(frozen=True)
class Description:
    """What the model file says apart from its program."""

    inputs: tuple[MilInput, ...]
    outputs: tuple[MilOutput, ...]
    metadata: Mapping[str, str]
    spec_version: int


def describe(model: Any, program: Program) -> Description:  # noqa: ANN401  # a Model message
    """Read the description and hold it against the program. Raises ModelError."""
    if _FIRST_IOS.get(model.specificationVersion, 0) < program.ios:
        raise ModelError(
            f"The Core ML model says to be of version {model.specificationVersion}, which is none "
            f"that has the operations of iOS {program.ios}.",
            HINT,
        )
    said = model.description
    if len(said.functions):
        name = said.defaultFunctionName
        chosen = [each for each in said.functions if each.name == name]
        if len(chosen) != 1:
            raise ModelError(f"The Core ML model does not describe its function “{name}”.", HINT)
        inputs, outputs, states = chosen[0].input, chosen[0].output, chosen[0].state
    else:
        inputs, outputs, states = said.input, said.output, said.state
    declared = {each.name: each for each in program.inputs}
    made = {each.name: each for op in program.operations for each in op.outputs} | declared
    described = tuple(_input(each, declared) for each in [*inputs, *states])
    if {each.name for each in described} != set(declared) or len(described) != len(declared):
        raise ModelError("The inputs that the Core ML model describes are not those it has.", HINT)
    if sorted(each.name for each in outputs) != sorted(program.outputs):
        raise ModelError(
            "The outputs that the Core ML model describes are not those it makes.", HINT
        )
    meta = said.metadata
    about = {
        "short_description": meta.shortDescription,
        "version": meta.versionString,
        "author": meta.author,
        "license": meta.license,
    }
    words = {key: value for key, value in about.items() if value} | dict(meta.userDefined)
    return Description(
        described,
        tuple(_output(each, made) for each in outputs),
        MappingProxyType(words),
        model.specificationVersion,
    )


def _input(feature: Any, declared: Mapping[str, Declared]) -> MilInput:  # noqa: ANN401
    inner = declared.get(feature.name)
    if inner is None or inner.kind is None:
        raise ModelError(f"The Core ML model's program has no input “{feature.name}”.", HINT)
    word, type_ = inner.kind.word, feature.type
    if type_.HasField("imageType"):
        layout = LAYOUTS.get(type_.imageType.colorSpace)
        if layout is None:
            raise ModelError(f"The colours of the picture “{feature.name}” are unknown.", HINT)
        size = type_.imageType.height, type_.imageType.width
        channels = 1 if layout.startswith("GRAYSCALE") else 3
        _check_shape(feature.name, (1, channels, *size), inner.shape)
        return MilInput(feature.name, "image", inner.shape, word, layout)
    is_state = type_.HasField("stateType")
    if is_state != inner.is_state or not (is_state or type_.HasField("multiArrayType")):
        raise ModelError(f"The input “{feature.name}” of the Core ML model is damaged.", HINT)
    array = type_.stateType.arrayType if is_state else type_.multiArrayType
    _check_array(feature.name, array, inner)
    return MilInput(feature.name, "state" if is_state else "tensor", inner.shape, word)


def _output(feature: Any, made: Mapping[str, Declared]) -> MilOutput:  # noqa: ANN401
    inner = made[feature.name]
    if inner.kind is None:
        raise ModelError(f"The output “{feature.name}” of the Core ML model is a string.", HINT)
    if feature.type.HasField("multiArrayType"):
        _check_array(feature.name, feature.type.multiArrayType, inner)
    return MilOutput(feature.name, inner.shape, inner.kind.word)


def _check_array(name: str, array: Any, inner: Declared) -> None:  # noqa: ANN401
    if _ARRAYS.get(array.dataType) is not inner.kind:
        raise ModelError(
            f"“{name}” of the Core ML model is described with other numbers than it has.", HINT
        )
    if len(array.shape):
        _check_shape(name, tuple(array.shape), inner.shape)


def _check_shape(name: str, said: tuple[int, ...], is_: Shape) -> None:
    if len(said) != len(is_) or any(b not in (None, a) for a, b in zip(said, is_, strict=True)):
        raise ModelError(
            f"“{name}” of the Core ML model is described with the shape {said}, it has {is_}.", HINT
        )

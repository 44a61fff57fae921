"""Constants of a Core ML program: written into it, or lying in a weight file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from core.errors import ModelError
from ml.export.mil.blobs import WeightFile, unpacked
from ml.export.mil.kinds import BOOL, STRING_CODE, Kind, kind_coded, rounded
from ml.export.mil.program import Declared, Numbers, Shape, Value
from ml.export.mil.schema import HINT

_FIELDS = {"bool": "bools", "fp32": "floats", "int64": "longInts"}
"""Kind -> the field its numbers stand in; 16 and 32 bit whole numbers are `ints`."""

_MOST_NUMBERS = 1 << 31


def declared(name: str, type_: Any) -> Declared:  # noqa: ANN401  # a ValueType message
    """Read what the program says of a value. Raises ModelError for a type we cannot evaluate."""
    is_state = type_.HasField("stateType")
    inner = type_.stateType.wrappedType if is_state else type_
    if not inner.HasField("tensorType"):
        raise ModelError(
            f"“{name}” in the Core ML model is no tensor; such models cannot be evaluated.", HINT
        )
    tensor = inner.tensorType
    shape = tuple(_length(name, dimension) for dimension in tensor.dimensions)
    if len(shape) != tensor.rank:
        raise ModelError(f"The shape of “{name}” in the Core ML model is damaged.", HINT)
    if tensor.dataType == STRING_CODE:
        return Declared(name, None, shape, is_state)
    return Declared(name, kind_coded(tensor.dataType), shape, is_state)


def constant(name: str, value: Any, weights: Mapping[str, WeightFile]) -> Value:  # noqa: ANN401
    """Read a Value message: a tensor in its carrier, or a string. Raises ModelError."""
    said = declared(name, value.type)
    if said.kind is None:
        strings = value.immediateValue.tensor.strings.values
        if said.shape or len(strings) != 1:
            raise _damaged(name, "it is not one string")
        return str(strings[0])
    count = _count(name, said.shape)
    try:
        if value.HasField("blobFileValue"):
            flat = _from_file(name, value.blobFileValue, weights, said.kind, count)
        else:
            flat = _immediate(value.immediateValue.tensor, said.kind, count)
        tensor = rounded(torch.from_numpy(_native(flat, said.kind)), said.kind)
    except (ValueError, OverflowError) as error:
        raise _damaged(name, str(error)) from error
    return Numbers(said.kind, tensor.reshape(_whole(said.shape)))


def _length(name: str, dimension: Any) -> int | None:  # noqa: ANN401
    if dimension.HasField("constant"):
        return int(dimension.constant.size)
    if not dimension.HasField("unknown") or dimension.unknown.variadic:
        raise ModelError(f"“{name}” in the Core ML model has no fixed number of axes.", HINT)
    return None


def _whole(shape: Shape) -> list[int]:
    return [length for length in shape if length is not None]


def _count(name: str, shape: Shape) -> int:
    if None in shape:
        raise _damaged(name, "its shape is open")
    count = math.prod(_whole(shape))
    if count > _MOST_NUMBERS:
        raise _damaged(name, f"it would have {count} numbers")
    return count


def _from_file(
    name: str,
    place: Any,  # noqa: ANN401
    weights: Mapping[str, WeightFile],
    kind: Kind,
    count: int,
) -> np.ndarray:
    if place.fileName not in weights:
        raise ModelError(
            "The Core ML model is incomplete: its weights "
            f"(“{place.fileName.removeprefix('@model_path/')}”, for “{name}”) are missing.",
            HINT,
        )
    return weights[place.fileName].read(place.offset, kind, count)


def _immediate(tensor: Any, kind: Kind, count: int) -> np.ndarray:  # noqa: ANN401
    chosen = [field.name for field, _ in tensor.ListFields()]
    if chosen == ["bytes"]:
        return unpacked(tensor.bytes.values, kind, count)
    field = _FIELDS.get(kind.word, "ints" if kind.is_whole and kind.bits >= 16 else "bytes")
    if chosen != [field]:
        raise ValueError(f"its numbers are not {kind.word}")
    numbers = np.array(getattr(tensor, field).values, kind.stored if field != "ints" else np.int64)
    if numbers.size != count:
        raise ValueError(f"it has {numbers.size} numbers instead of {count}")
    return numbers


def _native(flat: np.ndarray, kind: Kind) -> np.ndarray:
    """In a type that torch takes, and not a view of the file."""
    if kind is BOOL:
        return flat.view(np.uint8).astype(np.bool_)
    return flat.astype(np.float32 if kind.is_float else np.int64)


def _damaged(name: str, why: str) -> ModelError:
    return ModelError(f"The constant “{name}” of the Core ML model is damaged: {why}.", HINT)

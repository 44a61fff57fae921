"""From parsed JSON to frozen values, strictly: every part must be what its annotation says."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import TypeVar, cast

Value = TypeVar("Value")


def value_of(kind: type[Value], raw: object, where: str) -> Value:
    """Return ``raw`` (parsed JSON) as a value of ``kind``.

    ``kind`` is a dataclass of dataclasses, tuples, mappings by name, string enums, optionals,
    numbers, strings and booleans; ``Any`` takes what there is. Fields with a default may be
    absent; unknown ones are passed over. Raises ``ValueError`` that names the part which does
    not fit; NaN and infinities never fit.
    """
    return cast(Value, _decoded(kind, raw, where))


def is_newer(raw: object, schema: int) -> bool:
    """Whether parsed JSON says of itself that it is of a schema above ``schema``."""
    told = raw.get("schema") if isinstance(raw, dict) else None
    return isinstance(told, int) and told > schema


@cache
def _hints_of(kind: type) -> Mapping[str, object]:
    return typing.get_type_hints(kind)


def _decoded(kind: object, raw: object, where: str) -> object:
    if kind is typing.Any:
        return raw
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        inner = next(arg for arg in typing.get_args(kind) if arg is not types.NoneType)
        return None if raw is None else _decoded(inner, raw, where)
    if origin is tuple:
        return _tuple(typing.get_args(kind), raw, where)
    if origin is Mapping:
        return _mapping(typing.get_args(kind)[1], raw, where)
    if not isinstance(kind, type):
        raise TypeError(f"{where}: no rule for {kind}")
    if is_dataclass(kind):
        return _dataclass(kind, raw, where)
    if issubclass(kind, StrEnum):
        return kind(str(raw))
    if kind is float and type(raw) is int:
        raw = _float_of(raw, where)
    if type(raw) is not kind or (isinstance(raw, float) and not math.isfinite(raw)):
        raise ValueError(f"{where} is not of the kind {kind.__name__}")
    return raw


def _float_of(whole: int, where: str) -> float:
    try:
        return float(whole)
    except OverflowError:
        raise ValueError(f"{where} is beyond every number") from None


def _tuple(kinds: tuple[object, ...], raw: object, where: str) -> tuple[object, ...]:
    if not isinstance(raw, list):
        raise ValueError(f"{where} is not a list")
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(raw)
    if len(kinds) != len(raw):
        raise ValueError(f"{where} has {len(raw)} entries instead of {len(kinds)}")
    parts = enumerate(zip(kinds, raw, strict=True))
    return tuple(_decoded(kind, part, f"{where}[{i}]") for i, (kind, part) in parts)


def _mapping(kind: object, raw: object, where: str) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise ValueError(f"{where} is not an object")
    return {name: _decoded(kind, part, f"{where}.{name}") for name, part in raw.items()}


def _dataclass(kind: type, raw: object, where: str) -> object:
    if not isinstance(raw, dict):
        raise ValueError(f"{where} is not an object")
    hints = _hints_of(kind)
    found: dict[str, object] = {}
    for part in fields(kind):
        if part.name in raw:
            found[part.name] = _decoded(hints[part.name], raw[part.name], part.name)
        elif part.default is MISSING and part.default_factory is MISSING:
            raise ValueError(f"{where} lacks “{part.name}”")
    return kind(**found)

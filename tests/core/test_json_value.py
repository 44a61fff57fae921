"""Parsed JSON becomes values, or a ValueError: never another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.json_value import value_of

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@dataclass(frozen=True)
class Part:
    """A value with every kind of field."""

    a: float
    b: tuple[int, ...] = ()
    c: str | None = None


@dataclass(frozen=True)
class Loose:
    """A value with a field of any kind."""

    what: Mapping[str, Any]


@given(raw=ANYTHING | st.fixed_dictionaries({"a": ANYTHING, "b": ANYTHING, "c": ANYTHING}))
def test_anything_is_a_value_or_a_value_error(raw: object) -> None:
    try:
        value = value_of(Part, raw, "part")
    except ValueError:
        return
    assert isinstance(value.a, float)
    assert all(type(each) is int for each in value.b)


def test_a_number_beyond_every_float_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="beyond"):
        value_of(Part, {"a": 10**400}, "part")


@given(raw=ANYTHING)
def test_a_field_of_any_kind_keeps_what_there_is(raw: object) -> None:
    assert value_of(Loose, {"what": {"key": raw}}, "loose").what["key"] is raw

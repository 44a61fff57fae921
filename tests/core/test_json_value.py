"""Parsed JSON becomes values, or a ValueError: never another one."""

from __future__ import annotations

from dataclasses import dataclass

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

"""The reader of Xcode's project files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openstep_plist import Plist, read_openstep

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def written(value: Plist, comment: str = " /* a } comment */ ") -> str:
    """Return a value as a project file holds it."""
    if isinstance(value, dict):
        inside = "".join(f"{written(k)} = {written(v)};\n" for k, v in value.items())
        return f"{{{comment}{inside}}}"
    if isinstance(value, list):
        return f"({comment}{''.join(f'{written(each)}, ' for each in value)})"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@given(VALUES)
def test_what_is_written_is_read(value: Plist) -> None:
    assert read_openstep(f"// !$*UTF8*$!\n{written(value)}\n") == value


def test_plain_words_need_no_quotes() -> None:
    assert read_openstep("{a = ../b-c.d; e = (1, $F)}".replace(")}", ");}")) == {
        "a": "../b-c.d",
        "e": ["1", "$F"],
    }


@pytest.mark.parametrize(
    "text", ["", "{", "{a = 1}", "{a = 1;", "(1 2)", '"open', "{} {}", "{a = 1; a = 2;}", "{a 1;}"]
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"at|twice"):
        read_openstep(text)

"""Every role that a widget is given has a look."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app
from app.stylesheet import stylesheet
from app.tokens import DARK, LIGHT, Tokens

GIVEN = re.compile(r"""(?:set_role\([^"\n]*|setProperty\("role", )"([a-z-]+)"\)""")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_role_has_a_rule(tokens: Tokens) -> None:
    sheet = stylesheet(tokens, 10.0)
    given: dict[str, str] = {}
    for path in Path(app.__file__).parent.rglob("*.py"):
        given |= dict.fromkeys(GIVEN.findall(path.read_text(encoding="utf-8")), path.name)
    assert len(given) > 15
    assert not {role: file for role, file in given.items() if f'role="{role}"' not in sheet}

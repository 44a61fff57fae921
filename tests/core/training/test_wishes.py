"""Wishes for a training: the newest counts, old ones and torn ones do not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.training.wishes import FILE_NAME, Wish, fulfilled, wish_for, wished


@pytest.mark.parametrize("wish", list(Wish))
def test_a_wish_is_heard_until_it_is_fulfilled(tmp_path: Path, wish: Wish) -> None:
    assert wished(tmp_path) is None
    wish_for(tmp_path, Wish.PAUSE)
    wish_for(tmp_path, wish)
    assert wished(tmp_path) is wish
    fulfilled(tmp_path)
    fulfilled(tmp_path)
    assert wished(tmp_path) is None


def test_a_wish_for_an_earlier_sitting_is_none(tmp_path: Path) -> None:
    wish_for(tmp_path, Wish.FINISH)
    assert wished(tmp_path, since=time.time() + 1) is None
    assert wished(tmp_path, since=time.time() - 60) is Wish.FINISH


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"wish": "pause"}', '{"wish": 1, "at": 9}'])
def test_what_is_no_wish_changes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    assert wished(tmp_path) is None

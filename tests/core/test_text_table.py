"""Columns stand under one another."""

from __future__ import annotations

from core.text_table import aligned


def test_words_begin_left_and_numbers_end_right() -> None:
    rows = [["name", "boxes", ""], ["ball", "7", "x"], ["racket head", "1,204", ""]]
    assert aligned(rows) == ["name         boxes", "ball             7  x", "racket head  1,204"]
    assert aligned(rows, range(3))[1] == "ball         7      x"

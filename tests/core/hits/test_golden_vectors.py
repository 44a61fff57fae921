"""The golden vectors are what the program computes today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from golden_vectors import VECTORS, plain


def _same(a: object, b: object, where: str) -> None:
    if isinstance(a, dict) and isinstance(b, dict):
        assert a.keys() == b.keys(), where
        for key in a:
            _same(a[key], b[key], f"{where}.{key}")
    elif isinstance(a, list) and isinstance(b, list):
        assert len(a) == len(b), where
        for i, (one, other) in enumerate(zip(a, b, strict=True)):
            _same(one, other, f"{where}[{i}]")
    elif isinstance(a, float) or isinstance(b, float):
        assert a == pytest.approx(b, abs=1e-4, rel=1e-6), where
    else:
        assert a == b, where


@pytest.mark.parametrize("name", list(VECTORS))
def test_vectors_are_current(repository: Path, name: str) -> None:
    stored = json.loads((repository / "resources" / "vectors" / f"{name}.json").read_text("utf-8"))
    _same(stored, plain(VECTORS[name]()), name)


def test_vectors_are_compact_and_say_something(repository: Path) -> None:
    folder = repository / "resources" / "vectors"
    assert sum((folder / f"{name}.json").stat().st_size for name in VECTORS) < 300_000
    hits = json.loads((folder / "hits.json").read_text("utf-8"))
    assert sum(len(case["hits"]) for case in hits["cases"]) >= 3

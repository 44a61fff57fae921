"""The walls of the house, as far as import-linter cannot see them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base", "types"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def python_files(repository: Path) -> list[Path]:
    """Return the source files of the three packages and of the tests."""
    folders = ("app", "core", "ml", "packaging", "tests")
    return [path for folder in folders for path in sorted((repository / folder).rglob("*.py"))]


def test_core_loads_neither_window_nor_network(repository: Path) -> None:
    modules = [
        ".".join(path.relative_to(repository).with_suffix("").parts)
        for path in sorted((repository / "core").rglob("*.py"))
        if path.name not in ("__init__.py", "__main__.py")
    ]
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print([name for name in ('PySide6', 'pyqtgraph', 'torch', 'coremltools')"
        " if name in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == "[]"


def test_nothing_hides_a_real_package(repository: Path) -> None:
    assert not list((repository / "tests").rglob("__init__.py"))
    assert not list((repository / "packaging").rglob("__init__.py"))


def test_modules_are_named_for_what_they_hold(repository: Path) -> None:
    bad = [path for path in python_files(repository) if path.stem in FORBIDDEN_NAMES]
    assert not bad


def test_files_and_functions_stay_small(repository: Path) -> None:
    long_files, long_functions = [], []
    for path in python_files(repository):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_FILE:
            long_files.append(path.relative_to(repository))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long_functions.append(f"{path.relative_to(repository)}:{node.name} ({length})")
    assert not long_files
    assert not long_functions


def test_every_module_says_what_it_owns(repository: Path) -> None:
    silent = [
        path.relative_to(repository)
        for path in python_files(repository)
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


@pytest.mark.parametrize("name", ["README.md", "GLOSSARY.md", "DECISIONS.md", "ARCHITECTURE.md"])
def test_documents_link_to_files_that_exist(repository: Path, name: str) -> None:
    text = (repository / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in links if "://" not in link and not (repository / link).exists()] == []

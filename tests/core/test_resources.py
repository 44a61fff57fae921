"""The program's own files, from the source tree, a wheel and a frozen bundle."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core import resources
from core.errors import FileError


def test_the_source_tree_has_them(repository: Path) -> None:
    assert resources.resources_folder() == repository / "resources"
    assert resources.sample_video().is_file()
    assert resources.sample_truth().is_file()


def install(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that ``core`` lies in ``top``."""
    monkeypatch.setattr(resources, "__file__", str(top / "core" / "resources.py"))


def test_a_wheel_has_them_inside_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch)
    inside = tmp_path / "app" / "_resources"
    (inside / "models").mkdir(parents=True)
    assert resources.resources_folder() == inside
    assert resources.default_model() == inside / "models" / "default"


@pytest.mark.parametrize("place", ["resources", "app/_resources"])
def test_a_bundle_has_them_where_it_unpacks_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    (tmp_path / place / "sample").mkdir(parents=True)
    assert resources.resources_folder() == tmp_path / place


def test_an_incomplete_installation_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch)
    with pytest.raises(FileError, match="own files"):
        resources.resources_folder()

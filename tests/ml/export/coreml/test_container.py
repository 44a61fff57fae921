"""Our packages are laid out as coremltools' own; the same content is the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ml.export.coreml import tools
from ml.export.coreml.container import AUTHOR, write_package


def files_of(package: Path) -> dict[str, bytes]:
    """Every file of a package by its name."""
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file()
    }


def test_it_is_what_the_native_container_is_but_for_identifiers(tmp_path: Path) -> None:
    tools.load()
    native = pytest.importorskip("coremltools.libmodelpackage").ModelPackage
    (tmp_path / "model").write_bytes(b"model")
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "weight.bin").write_bytes(b"weights")
    package = native(str(tmp_path / "theirs.mlpackage"))
    package.setRootModel(
        str(tmp_path / "model"), "model.mlmodel", AUTHOR, "CoreML Model Specification"
    )
    package.addItem(str(tmp_path / "weights"), "weights", AUTHOR, "CoreML Model Weights")
    del package
    write_package(tmp_path / "ours.mlpackage", b"model", b"weights")

    ours, theirs = (files_of(tmp_path / f"{who}.mlpackage") for who in ("ours", "theirs"))
    lists = [json.loads(each.pop("Manifest.json")) for each in (ours, theirs)]
    assert ours == theirs
    told = []
    for one in lists:
        entries = one.pop("itemInfoEntries")
        assert one["rootModelIdentifier"] in entries
        root = one.pop("rootModelIdentifier")
        told.append((one, entries[root], sorted(map(repr, entries.values()))))
    assert told[0] == told[1]
    assert native.isValid(str(tmp_path / "ours.mlpackage"))
    found = native(str(tmp_path / "ours.mlpackage")).getRootModel().path()
    assert Path(found).read_bytes() == b"model"


def test_identifiers_follow_from_the_content(tmp_path: Path) -> None:
    for name, weights in (("a", b"1"), ("b", b"1"), ("c", b"2")):
        write_package(tmp_path / name, b"model", weights)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    lists = [files_of(tmp_path / name)["Manifest.json"] for name in "ac"]
    assert lists[0] != lists[1]

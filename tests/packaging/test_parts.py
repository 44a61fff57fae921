"""What goes into the trainer's part, and into the list of everything shipped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sbom
import trainer_part

pytest.importorskip("torch")


def test_the_part_brings_what_torch_needs_and_not_what_the_program_has() -> None:
    names = {package.metadata["Name"].lower() for package in trainer_part.needed()}
    assert {"torch", "sympy", "onnx", "protobuf", "pycocotools"} <= names
    assert not names & {"numpy", "pyyaml", "pytest", "pyside6-essentials"}


def test_a_copied_package_has_neither_tests_nor_headers(tmp_path: Path) -> None:
    package = next(p for p in trainer_part.needed() if p.metadata["Name"] == "pycocotools")
    trainer_part.copy_trimmed(package, tmp_path)
    endings = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert ".py" in endings
    assert not endings & {".pyi", ".h", ".pyc"}
    assert (tmp_path / "pycocotools" / "coco.py").is_file()


def test_everything_shipped_is_listed_with_its_version(tmp_path: Path) -> None:
    sbom.write_sbom(tmp_path / "list.json", "1.2.3")
    content = json.loads((tmp_path / "list.json").read_bytes())
    assert content["metadata"]["component"]["version"] == "1.2.3"
    listed = {each["name"].lower(): each for each in content["components"]}
    assert {"numpy", "torch", "pyside6_essentials", "av", "onnxruntime"} <= set(listed)
    assert all(each["purl"].endswith(f"@{each['version']}") for each in listed.values())
    assert sum("licenses" in each for each in listed.values()) > len(listed) / 2

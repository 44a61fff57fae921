"""The manifest: read as written, and honest about damage."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.detections.model_manifest import FILE_NAME, ModelManifest
from core.errors import ModelError
from core.files import sha256_of


@pytest.fixture
def manifest(tmp_path: Path) -> ModelManifest:
    (tmp_path / "model.onnx").write_bytes(b"weights")
    made = ModelManifest(
        "Club", ("player", "ball"), 640, 352, {"player": 0.3, "ball": 0.2},
        files={"model.onnx": sha256_of(tmp_path / "model.onnx")},
    )  # fmt: skip
    made.save(tmp_path)
    return made


def test_it_is_read_as_it_was_written(manifest: ModelManifest, tmp_path: Path) -> None:
    assert ModelManifest.load(tmp_path) == manifest
    manifest.verify(tmp_path)


def test_other_weights_are_noticed(manifest: ModelManifest, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"others")
    with pytest.raises(ModelError, match=r"model\.onnx.*not the one"):
        manifest.verify(tmp_path)
    (tmp_path / "model.onnx").unlink()
    with pytest.raises(ModelError, match="missing"):
        manifest.verify(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": 1, "name": "x"}', "\x00"])
def test_damage_is_said(manifest: ModelManifest, tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(ModelError, match="damaged"):
        ModelManifest.load(tmp_path)


@pytest.mark.parametrize("wrong", [None, 3, "x", [1], {"a": []}, -1.5, True])
def test_no_field_of_another_kind_gets_in(
    manifest: ModelManifest, tmp_path: Path, wrong: object
) -> None:
    """Whatever a manifest says, it is refused, or each field is what the program takes it for."""
    text = (tmp_path / FILE_NAME).read_text()
    for name in json.loads(text):
        (tmp_path / FILE_NAME).write_text(json.dumps(json.loads(text) | {name: wrong}))
        try:
            found = ModelManifest.load(tmp_path)
        except ModelError:
            continue
        changed = replace(found, **{name: getattr(manifest, name)})
        assert changed == manifest
        assert type(getattr(found, name)) is type(getattr(manifest, name))


def test_absence_and_a_newer_program_are_told_apart(
    manifest: ModelManifest, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="missing"):
        ModelManifest.load(tmp_path / "nowhere")
    raw = json.loads((tmp_path / FILE_NAME).read_text())
    (tmp_path / FILE_NAME).write_text(json.dumps({**raw, "schema": 99}))
    with pytest.raises(ModelError, match="newer"):
        ModelManifest.load(tmp_path)


def test_what_changes_results_changes_the_identity(manifest: ModelManifest) -> None:
    same = replace(manifest, name="Renamed", metrics={"ap50": 1})
    bolder = replace(manifest, thresholds={"player": 0.1, "ball": 0.2})
    larger = replace(manifest, input_width=960)
    assert same.model_hash == manifest.model_hash
    assert len({manifest.model_hash, bolder.model_hash, larger.model_hash}) == 3

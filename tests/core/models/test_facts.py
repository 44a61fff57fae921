"""What is read from detectors' folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.detections.model_manifest import ModelManifest
from core.errors import Cancelled, ModelError
from core.models.facts import facts_of, models_in
from core.models.speed import with_speed
from core.progress import CancelAfter, NoProgress
from core.resources import default_model

MANIFEST = ModelManifest(
    name="Court 3",
    classes=("player", "ball"),
    input_width=96,
    input_height=64,
    thresholds={},
    onnx="model.int8.onnx",
    arch="mobilenetv2",
    files={"model.onnx": "0", "model.int8.onnx": "0", "weights.pt": "0"},
    run={"parameters": 2_411_527},
    metrics={
        "model.int8.onnx": {
            "player": {"ap": 0.5, "ap50": 0.8, "n_labels": 9},
            "ball": {"ap": 0.1, "ap50": 0.4, "n_labels": 3},
            "racket": {"ap": 0.0, "ap50": 0.0, "n_labels": 0},
        },
    },
)


def write(folder: Path, manifest: ModelManifest = MANIFEST) -> Path:
    folder.mkdir(parents=True)
    manifest.save(folder)
    (folder / "model.onnx").write_bytes(b"x" * 30)
    (folder / "model.int8.onnx").write_bytes(b"x" * 10)
    return folder


def test_each_file_is_told_the_one_in_use_first(tmp_path: Path) -> None:
    used, other = facts_of(write(tmp_path / "court"))
    assert (used.file, used.precision, used.n_bytes, used.chosen) == (
        "model.int8.onnx", "int8", 10, True,
    )  # fmt: skip
    assert (used.name, used.arch, used.parameters) == ("Court 3", "mobilenetv2", 2_411_527)
    assert used.ap50 == {"player": 0.8, "ball": 0.4}, "classes without labels have no figure"
    assert used.mean_ap50 == pytest.approx(0.6)
    assert (other.file, other.precision, other.n_bytes, other.chosen) == (
        "model.onnx", "fp32", 30, False,
    )  # fmt: skip
    assert other.mean_ap50 is None


@pytest.mark.parametrize("run", [{}, {"parameters": "many"}, {"parameters": True}])
@pytest.mark.parametrize("metrics", [{}, {"model.onnx": 3}, {"model.onnx": {"ball": "good"}}])
def test_what_nobody_wrote_down_is_unknown(
    tmp_path: Path, run: dict[str, object], metrics: dict[str, object]
) -> None:
    folder = write(tmp_path / "m", replace(MANIFEST, run=run, metrics=metrics))
    for facts in facts_of(folder):
        assert facts.parameters is None
        assert facts.mean_ap50 is None


def test_a_lost_file_is_said(tmp_path: Path) -> None:
    folder = write(tmp_path / "m")
    (folder / "model.onnx").unlink()
    assert [facts.file for facts in facts_of(folder)] == ["model.int8.onnx"]
    (folder / "model.int8.onnx").unlink()
    with pytest.raises(ModelError, match="missing"):
        facts_of(folder)


def test_folders_are_found_once_each(tmp_path: Path) -> None:
    a, b = write(tmp_path / "a"), write(tmp_path / "b")
    assert models_in([b, tmp_path, a]) == [b.resolve(), a.resolve()]
    for nothing in (tmp_path / "none", a / "model.onnx"):
        with pytest.raises(ModelError, match="no detector"):
            models_in([nothing])


def test_the_detector_that_ships_is_known_and_timed() -> None:
    facts = facts_of(default_model())
    assert all(one.parameters and one.mean_ap50 for one in facts)
    timed = with_speed(facts, NoProgress(), rounds=1)
    assert all(one.ms and one.ms > 0 for one in timed)
    assert [replace(one, ms=None) for one in timed] == facts
    with pytest.raises(Cancelled):
        with_speed(facts, CancelAfter(1), rounds=5)

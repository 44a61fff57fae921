"""An export is whole or did not happen; what it wrote is what its manifest says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from core.detections.model_manifest import DEFAULT_THRESHOLD, ModelManifest
from core.errors import Cancelled, FileError, ModelError
from core.phone.export_request import PACKAGE, ExportRequest
from core.phone.package_words import CLASSES, WEIGHTS, words_of
from core.phone.phone_model import phone_model_of
from core.rebuilt_folder import WORKSHOP
from ml import checkpoint
from ml.config import TrainConfig
from ml.evaluate import forward_of_onnx
from ml.export import exporting
from ml.export.coreml import exporter, tools
from ml.export.coreml.exporter import CoreMLExporter
from ml.export.exporting import export
from ml.export.mil_evaluator import MilEvaluator
from ml.export.onnx import OUTPUTS
from ml.export.source import read_source
from ml.nets.centernet import CenterNet

WIDTH, HEIGHT = 96, 64


def state_of(arch: str, seed: int = 3, **settings: object) -> dict[str, Any]:
    """A checkpoint of a net that has seen something, but was never trained."""
    config = TrainConfig("", "", arch=arch, input_width=WIDTH, input_height=HEIGHT)
    config = replace(config, **settings)  # type: ignore[arg-type]
    torch.manual_seed(seed)
    net = CenterNet(len(config.classes), arch)
    with torch.no_grad():
        net.train()(torch.rand(2, 3, 64, 64) * 2 - 1)
    return {"config": config.to_mapping(), "step": 1, "ema": net.state_dict()}


def detector(folder: Path, arch: str = "mobilenetv2_light", seed: int = 3) -> Path:
    """A model's folder as a training leaves it, with limits of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint.save_weights(folder / "weights.pt", state_of(arch, seed))
    (folder / "model.int8.onnx").write_bytes(b"int8")
    (folder / "MODEL_CARD.md").write_text("# A card\n")
    source = read_source(folder / "weights.pt")
    limits = dict.fromkeys(source.classes, 0.4)
    source.manifest("Ours", (WIDTH, HEIGHT), "model.int8.onnx", limits, {}).save(folder)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Every file's bytes by its name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def asked(source: Path, folder: Path | None = None, **more: Any) -> ExportRequest:  # noqa: ANN401
    """A request without Core ML unless it is wanted."""
    return ExportRequest(str(source), str(folder or source), **{"coreml": False, **more})


def test_a_detector_gets_its_phone_files_beside_what_it_has(tmp_path: Path) -> None:
    folder = detector(tmp_path / "models" / "ours", "mobilenetv2_light+memory")
    lines: list[dict[str, Any]] = []
    said = export(asked(folder, coreml=True, compress="int8"), lines.append)
    assert said == {"model": str(folder), "left_out": {}}
    assert [line["done"] for line in lines] == list(range(lines[0]["of"]))

    manifest = ModelManifest.load(folder)
    manifest.verify(folder)
    package = phone_model_of(manifest)
    assert package is not None
    assert (package.compress, package.precision, package.target) == ("int8", "fp16", "ios16")
    assert package.weights_sha256 == manifest.files["weights.pt"]
    sizes = [len(file) for name, file in content(folder).items() if name.startswith(PACKAGE)]
    assert package.n_bytes == sum(sizes) < package.n_bytes_plain
    assert manifest.onnx == "model.int8.onnx", "the laptop goes on with what it had"
    assert manifest.thresholds["ball"] == 0.4
    listed = set(content(folder)) - {"manifest.json", "MODEL_CARD.md"}
    assert set(manifest.files) == listed

    read = MilEvaluator.load(folder / PACKAGE)
    told = {key: read.metadata[key] for key in words_of(manifest, package)}
    assert told == words_of(manifest, package)
    assert [each.name for each in read.inputs] == ["image", "previous"]
    assert {each.layout for each in read.inputs} == {"RGB"}
    assert [each.name for each in read.outputs] == list(OUTPUTS)
    rng = np.random.default_rng(1)
    shown = {n: rng.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8) for n in ("image", "previous")}
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    wanted = session.run(list(OUTPUTS), {name: each[None] for name, each in shown.items()})
    given = read.evaluate(shown)
    for name, theirs in zip(OUTPUTS, wanted, strict=True):
        assert np.abs(np.asarray(given[name]) - theirs).max() < 0.02

    first = content(folder)
    export(asked(folder, coreml=True, compress="int8"))
    assert content(folder) == first, "the same weights are the same bytes"


def test_the_onnx_file_says_what_it_is_and_takes_any_batch(tmp_path: Path) -> None:
    folder = detector(tmp_path / "ours")
    export(asked(folder, dynamic_batch=True))
    model = onnx.load(folder / "model.onnx")
    said = {each.key: each.value for each in model.metadata_props}
    manifest = ModelManifest.load(folder)
    assert json.loads(said[CLASSES]) == list(manifest.classes)
    assert said[WEIGHTS] == manifest.files["weights.pt"]
    assert "Constant" not in {node.op_type for node in model.graph.node}
    assert [each.name for each in model.graph.output] == list(OUTPUTS)
    pictures = np.random.default_rng(0).integers(0, 256, (3, 64, 96, 3), np.uint8)
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    maps = session.run(None, {"image": pictures})
    one = forward_of_onnx(folder / "model.onnx", 1)
    for number, picture in enumerate(pictures):
        for all_of_them, alone in zip(maps, one(picture), strict=True):
            np.testing.assert_allclose(all_of_them[number], alone, atol=1e-5)


def test_an_export_elsewhere_takes_the_detector_along(tmp_path: Path) -> None:
    folder = detector(tmp_path / "ours")
    before = content(folder)
    export(asked(folder, tmp_path / "library" / "theirs", name="Other"))
    assert content(folder) == before
    there = content(tmp_path / "library" / "theirs")
    for name in ("weights.pt", "model.int8.onnx", "MODEL_CARD.md"):
        assert there[name] == before[name]
    manifest = ModelManifest.load(tmp_path / "library" / "theirs")
    assert manifest.name == "Other"
    package = tmp_path / "library" / "theirs" / PACKAGE
    package.mkdir()
    replace(manifest, phone={"package": PACKAGE}).save(package.parent)
    export(asked(folder, package.parent))
    again = ModelManifest.load(package.parent)
    assert again.phone == {"package": PACKAGE}, "the same weights: the package is still theirs"
    assert set(manifest.files) == set(there) - {"manifest.json", "MODEL_CARD.md"}


def test_the_weights_file_of_a_detector_stands_for_the_detector(tmp_path: Path) -> None:
    folder = detector(tmp_path / "ours")
    export(asked(folder / "weights.pt", folder))
    manifest = ModelManifest.load(folder)
    assert manifest.name == "Ours"
    assert manifest.thresholds["ball"] == 0.4
    assert manifest.onnx == "model.int8.onnx"


def test_what_was_made_from_other_weights_goes(tmp_path: Path) -> None:
    old, new = detector(tmp_path / "old"), detector(tmp_path / "new", seed=4)
    export(asked(old))
    (old / "golden").mkdir()
    for stale in ("golden/golden.json", "check.json"):
        (old / stale).write_text("{}")
    (old / "notes.txt").write_text("The coach's own.")
    export(asked(new, old))
    kept = {"weights.pt", "model.onnx", "model.int8.onnx", "MODEL_CARD.md", "manifest.json"}
    assert set(content(old)) == kept | {"notes.txt"}
    assert (old / "weights.pt").read_bytes() == (new / "weights.pt").read_bytes()
    ModelManifest.load(old).verify(old)


def test_only_onnx_leaves_a_package_alone(tmp_path: Path) -> None:
    folder = detector(tmp_path / "ours")
    (folder / PACKAGE).mkdir()
    (folder / PACKAGE / "Manifest.json").write_text("{}")
    (folder / "check.json").write_text("{}")
    export(asked(folder))
    first = ModelManifest.load(folder).files["model.onnx"]
    export(asked(folder))
    assert (folder / PACKAGE / "Manifest.json").is_file()
    assert (folder / "check.json").is_file()
    assert ModelManifest.load(folder).files["model.onnx"] == first


def test_without_coremltools_onnx_is_written_and_a_word_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "is_installed", lambda: False)
    folder = detector(tmp_path / "ours")
    said = export(asked(folder, coreml=True))
    assert "not installed" in said["left_out"][PACKAGE]
    assert (folder / "model.onnx").is_file()
    assert ModelManifest.load(folder).phone == {}


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (ModelError("It broke."), ModelError),
        (OSError(28, "No space left"), FileError),
        (Cancelled(), Cancelled),
    ],
)
def test_what_goes_wrong_halfway_leaves_the_old_one(
    error: Exception, seen: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = detector(tmp_path / "ours")
    before = content(folder)

    def write(self: CoreMLExporter, order: object, new: Path, begin: object) -> None:
        assert (new / "model.onnx").is_file()
        (new / PACKAGE).mkdir()
        raise error

    monkeypatch.setattr(CoreMLExporter, "write", write)
    with pytest.raises(seen):
        export(asked(folder, coreml=True))
    assert content(folder) == before
    assert [path.suffix for path in (tmp_path / WORKSHOP).iterdir()] == [".lock"]


def test_what_coremltools_refuses_is_told_in_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("no rule for gargle")

    monkeypatch.setattr(exporter, "to_program", refuse)
    folder = detector(tmp_path / "ours")
    before = content(folder)
    with pytest.raises(ModelError, match="no rule for gargle") as refusal:
        export(asked(folder, coreml=True))
    assert "--no-coreml" in refusal.value.hint
    assert content(folder) == before


def test_it_stops_between_stages(tmp_path: Path) -> None:
    folder = detector(tmp_path / "ours")
    before = content(folder)
    lines: list[dict[str, Any]] = []
    with pytest.raises(Cancelled):
        export(asked(folder), lines.append, lambda: len(lines) == 2)
    assert content(folder) == before


def test_a_net_that_only_torch_can_run_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    checkpoint.save(tmp_path / "best.pt", state_of("resdcn_18"))
    with pytest.raises(ModelError, match="deformable"):
        export(asked(tmp_path / "best.pt", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_training_whose_pictures_are_gone_has_the_usual_limits(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "monday"
    run.mkdir(parents=True)
    state = state_of("mobilenetv2_light", dataset=str(tmp_path / "gone"))
    checkpoint.save(run / "best.pt", state)
    said = export(asked(run, tmp_path / "models" / "monday"))
    assert "pictures" in said["left_out"]["model.int8.onnx"]
    folder = tmp_path / "models" / "monday"
    manifest = ModelManifest.load(folder)
    assert manifest.name == "monday"
    assert manifest.onnx == "model.onnx"
    assert set(manifest.thresholds.values()) == {DEFAULT_THRESHOLD}
    assert "monday" in (folder / "MODEL_CARD.md").read_text()
    first = content(folder)
    export(asked(run, folder))
    assert content(folder) == first, "the same training's weights are known again"


def test_a_training_is_judged_on_its_pictures_when_they_are_there(
    toy_config: Callable[..., TrainConfig], tmp_path: Path
) -> None:
    config = toy_config()
    run = tmp_path / "runs" / "monday"
    run.mkdir(parents=True)
    checkpoint.save(run / "best.pt", state_of(config.arch, dataset=config.dataset))
    lines: list[dict[str, Any]] = []
    said = export(asked(run, tmp_path / "models" / "monday"), lines.append)
    assert said["left_out"] == {}
    manifest = ModelManifest.load(tmp_path / "models" / "monday")
    manifest.verify(tmp_path / "models" / "monday")
    assert "model.int8.onnx" in manifest.files
    assert set(manifest.metrics) == {"model.onnx", "model.int8.onnx"}
    assert lines[-1]["done"] == lines[-1]["of"] - 1


def test_there_must_be_weights(tmp_path: Path) -> None:
    folder = detector(tmp_path / "ours")
    (folder / "weights.pt").unlink()
    with pytest.raises(ModelError, match="without its training weights"):
        export(asked(folder))
    with pytest.raises(ModelError, match="There is no detector"):
        export(asked(tmp_path / "nothing", folder))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("stage", ["convert", "pack"])
def test_a_killed_export_leaves_the_old_detector_whole(
    stage: str, repository: Path, tmp_path: Path
) -> None:
    folder = detector(tmp_path / "ours")
    exporting.export(asked(folder))
    before = content(folder)
    request = tmp_path / "request.json"
    request.write_text(asked(folder, coreml=stage == "convert", name="New").to_json())
    with subprocess.Popen(
        [sys.executable, "-m", "ml", "export", str(request)],
        cwd=repository,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line).get("stage") == stage:
                child.kill()
    after = content(folder)
    if after != before:  # the last stage is over in an instant
        assert stage == "pack"
        assert ModelManifest.load(folder).name == "New"
    ModelManifest.load(folder).verify(folder)
    exporting.export(asked(folder, name="New"))
    assert [path.suffix for path in (tmp_path / WORKSHOP).iterdir()] == [".lock"]

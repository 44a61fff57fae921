"""Exported files give what the net gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from training_runs import trained

from core.detections.model_manifest import ModelManifest
from core.errors import ModelError
from core.evaluation.request import EvaluateRequest
from core.models.make_request import MakeModelRequest
from ml.archs import ARCHS
from ml.config import TrainConfig
from ml.evaluate import forward_of_net, forward_of_onnx
from ml.export.making import make_model
from ml.export.onnx import export_onnx
from ml.export.quantize import quantize
from ml.nets.centernet import CenterNet
from ml.nets.normalisation import IMAGENET
from ml.report import make_report
from ml.starting_weights import settings_of_start

EXPORTABLE = [arch for arch in ARCHS if arch != "resdcn_18"]


def lively(arch: str) -> CenterNet:
    """A net whose batch norms are not the identity."""
    torch.manual_seed(3)
    torch.set_num_threads(1)
    net = CenterNet(4, arch)
    with torch.no_grad():
        for _ in range(3):
            net.train()(torch.rand(2, 3, 64, 64) * 2 - 1)
    return net.eval()


@pytest.mark.parametrize("arch", EXPORTABLE)
def test_export_equals_eager_at_any_size(arch: str, tmp_path: Path) -> None:
    net = lively(arch)
    path = tmp_path / "model.onnx"
    export_onnx(net, path)
    eager, exported = forward_of_net(net), forward_of_onnx(path, threads=1)
    rng = np.random.default_rng(0)
    for height, width in ((64, 96), (96, 64), (128, 128)):
        picture = rng.integers(0, 256, (height, width, 3), np.uint8)
        for ours, theirs in zip(eager(picture), exported(picture), strict=True):
            np.testing.assert_allclose(theirs, ours, atol=2e-4, rtol=1e-4)


def test_a_net_that_only_torch_can_run_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="deformable convolutions") as refusal:
        export_onnx(CenterNet(4, "resdcn_18"), tmp_path / "model.onnx")
    assert "resnet_18" in refusal.value.hint
    assert not list(tmp_path.iterdir())


def test_int8_keeps_a_normalisation_that_is_not_a_half(tmp_path: Path) -> None:
    """Bytes can only stand for the input where a byte is a step of its quantisation."""
    net = lively("mobilenetv2_light")
    net.backbone.normalisation = IMAGENET
    rng = np.random.default_rng(0)
    pictures = [rng.integers(0, 256, (64, 96, 3), np.uint8) for _ in range(2)]
    export_onnx(net, tmp_path / "float.onnx")
    quantize(tmp_path / "float.onnx", tmp_path / "int8.onnx", pictures)
    graph = onnx.load(tmp_path / "int8.onnx").graph
    assert {"Cast", "Mul", "Sub"} <= {node.op_type for node in graph.node}
    exact = forward_of_net(net)(pictures[0])
    rough = forward_of_onnx(tmp_path / "int8.onnx", 1)(pictures[0])
    for ours, theirs in zip(exact, rough, strict=True):
        assert np.abs(ours - theirs).max() < 0.05 * max(1.0, float(np.ptp(ours)))


def test_a_model_folder_is_complete_and_its_figures_repeat(
    toy_config: Callable[..., TrainConfig], tmp_path: Path
) -> None:
    config = toy_config(epochs=3, lr=2e-3)
    trained(config)
    last = Path(config.run_dir) / "last.pt"
    request = MakeModelRequest(
        str(last), str(tmp_path / "model"), "toy", config.dataset, 128, 96, calibration_pictures=4
    )
    folder = make_model(request)
    manifest = ModelManifest.load(folder)
    manifest.verify(folder)
    assert set(manifest.files) == {"model.onnx", "model.int8.onnx", "weights.pt"}
    assert settings_of_start(str(folder))["classes"] == list(config.classes)
    assert manifest.onnx in manifest.files
    assert set(manifest.thresholds) == set(manifest.classes)
    asked = EvaluateRequest(str(folder), str(Path(config.dataset) / "instances_val.json"), rounds=0)
    again = make_report(asked, lambda entry: None)["metrics"]
    for name, values in again.items():
        assert values["ap50"] == manifest.metrics[manifest.onnx][name]["ap50"]
    picture = np.full((64, 96, 3), 90, np.uint8)
    assert forward_of_onnx(folder / "model.int8.onnx", 1)(picture)[0].shape == (4, 16, 24)
    graph = onnx.load(folder / "model.int8.onnx").graph
    assert not {"Cast", "Mul", "Sub"} & {node.op_type for node in graph.node}, "reads bytes"
    read = {name for node in graph.node for name in node.input}
    assert {tensor.name for tensor in graph.initializer} <= read, "nothing is left over"

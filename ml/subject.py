"""What is judged: a model's exported file, or a training's checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.detections.model_manifest import FILE_NAME, ModelManifest
from core.errors import ModelError
from core.evaluation.request import EvaluateRequest
from ml.evaluate import Forward, forward_of_net, forward_of_onnx


@dataclass(frozen=True)
class Subject:
    """What is judged: how it computes, and what it says of itself."""

    forward: Forward
    name: str
    arch: str
    weights: str
    classes: tuple[str, ...]
    input_size: tuple[int, int]
    thresholds: Mapping[str, float]


def subject_of(request: EvaluateRequest) -> Subject:
    """Read a model's folder, a run's folder or a checkpoint. Raises ModelError, FileError."""
    path = Path(request.model)
    asked = (request.input_width, request.input_height) if request.input_width else None
    if (path / FILE_NAME).is_file() or not path.exists():
        return _exported(path, request.weights, asked)
    names = [path] if path.is_file() else [path / "best.pt", path / "last.pt"]
    checkpoints = [each for each in names if each.is_file()]
    if not checkpoints:
        raise ModelError(
            f"There is no detector in “{path}”.",
            "Name the folder of a model or of a training run, or a checkpoint.",
        )
    return _trained(checkpoints[0], asked)


def _exported(folder: Path, weights: str, asked: tuple[int, int] | None) -> Subject:
    manifest = ModelManifest.load(folder)
    file = weights or manifest.onnx
    if not (folder / file).is_file():
        raise ModelError(f"The detector's file “{file}” is missing.", "Export it again.")
    return Subject(
        forward_of_onnx(folder / file),
        manifest.name,
        manifest.arch,
        file,
        manifest.classes,
        asked or (manifest.input_width, manifest.input_height),
        manifest.thresholds,
    )


def _trained(path: Path, asked: tuple[int, int] | None) -> Subject:
    from ml import checkpoint
    from ml.config import TrainConfig
    from ml.nets.centernet import CenterNet

    state = checkpoint.load(path)
    config = TrainConfig.from_mapping(state["config"])
    net = CenterNet(len(config.classes), config.arch)
    net.load_state_dict(state["ema"])
    return Subject(
        forward_of_net(net),
        path.resolve().parent.name,
        config.arch,
        f"{path.name} at step {state['step']}",
        config.classes,
        asked or (config.input_width, config.input_height),
        {},
    )

"""A model folder: the exported files, their manifest and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.detections.model_manifest import ModelManifest
from core.detections.preprocess import Letterbox
from core.evaluation.figures import plain
from core.files import sha256_of
from core.video.frame import Picture
from ml import checkpoint
from ml.config import TrainConfig
from ml.data.frames import read_coco, read_rgb
from ml.evaluate import evaluate, forward_of_onnx
from ml.export.onnx import export_onnx
from ml.export.quantize import quantize
from ml.nets.centernet import CenterNet

FLOAT_FILE, INT8_FILE = "model.onnx", "model.int8.onnx"


@dataclass(frozen=True)
class ExportRequest:
    """Which checkpoint becomes which folder. `dataset` calibrates int8 and sets the thresholds.

    `prefer_int8` names the int8 file in the manifest if it loses less than `max_ap_loss` of AP,
    as the mean over the classes: a class of thirty labels moves by more than that by chance.
    `recall_lean` below 1 lowers the best-F1 thresholds: the tracker drops strays.
    """

    checkpoint: str
    folder: str
    name: str
    dataset: str
    input_width: int = 640
    input_height: int = 352
    prefer_int8: bool = True
    max_ap_loss: float = 0.01
    recall_lean: float = 0.8
    calibration_pictures: int = 160
    keep_float: tuple[str, ...] = ()


def export_model(request: ExportRequest, cancelled: Callable[[], bool] = lambda: False) -> Path:
    """Write the folder and return it. Raises Cancelled, ModelError, OSError, ValueError."""
    folder = Path(request.folder)
    state = checkpoint.load(Path(request.checkpoint))
    config = TrainConfig.from_mapping(state["config"])
    net = CenterNet(len(config.classes), config.arch)
    net.load_state_dict(state["ema"])
    checkpoint.save_weights(folder / checkpoint.WEIGHTS, state)
    export_onnx(net, folder / FLOAT_FILE)
    quantize(
        folder / FLOAT_FILE,
        folder / INT8_FILE,
        _calibration(request, config.classes),
        request.keep_float,
    )
    size = request.input_width, request.input_height
    frames = read_coco(Path(request.dataset) / "instances_val.json", config.classes)
    measured = {
        name: evaluate(
            forward_of_onnx(folder / name), frames, config.classes, size, None, cancelled
        )
        for name in (FLOAT_FILE, INT8_FILE)
    }
    losses = [
        measured[FLOAT_FILE][k].ap - measured[INT8_FILE][k].ap
        for k in config.classes
        if measured[FLOAT_FILE][k].n_labels
    ]
    int8 = request.prefer_int8 and float(np.mean(losses or [0.0])) < request.max_ap_loss
    chosen = INT8_FILE if int8 else FLOAT_FILE
    manifest = ModelManifest(
        name=request.name,
        classes=config.classes,
        input_width=size[0],
        input_height=size[1],
        thresholds={
            k: round(float(np.clip(m.best_threshold * request.recall_lean, 0.05, 0.6)), 3)
            for k, m in measured[chosen].items()
        },
        onnx=chosen,
        mean=net.normalise.mean,
        std=net.normalise.std,
        arch=str(net.arch),
        memory=net.arch.memory,
        files={
            name: sha256_of(folder / name) for name in (FLOAT_FILE, INT8_FILE, checkpoint.WEIGHTS)
        },
        run={
            "steps": state["step"],
            "seed": config.seed,
            "checkpoint": Path(request.checkpoint).name,
            "parameters": sum(p.numel() for p in net.parameters()),
        },
        metrics={name: plain(values) for name, values in measured.items()},
    )
    manifest.save(folder)
    return folder


def _calibration(request: ExportRequest, classes: tuple[str, ...]) -> Iterator[Picture]:
    """Evenly spaced training pictures, letterboxed as the detector will see them."""
    frames = read_coco(Path(request.dataset) / "instances_train.json", classes)
    step = max(1, len(frames) // max(1, request.calibration_pictures))
    for frame in frames[::step][: request.calibration_pictures]:
        picture = read_rgb(frame.path)
        box = Letterbox(
            picture.shape[1], picture.shape[0], request.input_width, request.input_height
        )
        yield box.apply(picture)

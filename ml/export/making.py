"""From a finished training to a detector for the laptop: files, thresholds, figures, card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.dataset.labels import LabelledPicture
from core.detections.model_manifest import DEFAULT_THRESHOLD, FILE_NAME, ModelManifest
from core.detections.preprocess import Letterbox
from core.errors import Cancelled
from core.evaluation.figures import ClassMetrics, plain
from core.files import sha256_of
from core.models.make_request import MakeModelRequest
from core.phone.package_words import words_of_net
from core.rebuilt_folder import rebuilt
from core.video.frame import Picture
from ml import checkpoint
from ml.data.frames import read_rgb
from ml.evaluate import evaluate, forward_of_onnx
from ml.export.card import write_card
from ml.export.model_files import FLOAT_FILE, INT8_FILE, clear, hashes_of
from ml.export.onnx import export_onnx
from ml.export.quantize import quantize
from ml.export.source import Source, read_source
from ml.stages import Stages
from ml.training_data import TrainingData, read_data

LAPTOP_STAGES = 5
"""How often `laptop_files` begins a stage."""

_TELLING_LABELS = 10
"""Of fewer the best limit is chance: one box more or less moves it anywhere."""


def make_model(
    request: MakeModelRequest,
    tell: Callable[[dict[str, Any]], None] = lambda entry: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Write the folder, whole or not at all, and return it.

    `tell` hears of each stage (`ml.stages`). Raises Cancelled, SweetspotError, OSError, ValueError.
    """
    stages = Stages(1 + LAPTOP_STAGES, tell, cancelled)
    source = read_source(Path(request.source))
    source.arch.check_exportable()
    data = data_of(source, request.dataset)
    folder = Path(request.folder)
    with rebuilt(folder, "This detector is being written") as new:
        stages.begin("weights", "Reading the training’s best weights")
        clear(new)
        checkpoint.save_weights(new / checkpoint.WEIGHTS, source.state)
        # What ships is made from what is kept: in half precision, so that it can be made again.
        kept = read_source(new / checkpoint.WEIGHTS)
        manifest = laptop_files(replace(source, state=kept.state), data, request, new, stages)
        manifest = replace(manifest, files=hashes_of(new))
        write_card(manifest, new)
        manifest.save(new)
    return folder


def data_of(source: Source, dataset: str = "") -> TrainingData:
    """The pictures to calibrate and judge by: those in `dataset`, or the training's own.

    Raises DatasetError where they are gone.
    """
    config = replace(source.config, dataset=dataset or source.config.dataset, rendered=None)
    return read_data(config, strict=False)


def laptop_files(
    source: Source, data: TrainingData, request: MakeModelRequest, new: Path, stages: Stages
) -> ModelManifest:
    """Write the float and the int8 file into `new`, judge both; the manifest lists no files yet.

    Raises Cancelled, SweetspotError, OSError.
    """
    size = (
        request.input_width or source.config.input_width,
        request.input_height or source.config.input_height,
    )
    stages.begin("onnx", "Writing the detector in full precision")
    first = source.manifest(request.name, size, FLOAT_FILE, {}, {})
    words = words_of_net(first, sha256_of(new / checkpoint.WEIGHTS))
    export_onnx(source.net, new / FLOAT_FILE, words)
    stages.begin("int8", "Making it small and fast for this laptop")
    pictures = _calibration(data.train, size, request.calibration_pictures, stages.cancelled)
    quantize(new / FLOAT_FILE, new / INT8_FILE, pictures, request.keep_float)
    measured = {}
    for name in (FLOAT_FILE, INT8_FILE):
        which = "full precision" if name == FLOAT_FILE else "small"
        stages.begin("judge", f"Trying it on {len(data.val)} pictures that judge ({which})")
        measured[name] = _judged(new / name, data, source, size, stages.cancelled)
    stages.begin("write", "Writing down what it is")
    return _manifest(request, source, size, measured, _earlier_thresholds(source))


def _judged(
    file: Path,
    data: TrainingData,
    source: Source,
    size: tuple[int, int],
    cancelled: Callable[[], bool],
) -> dict[str, ClassMetrics]:
    return evaluate(forward_of_onnx(file), data.val, source.classes, size, None, cancelled)


def _manifest(
    request: MakeModelRequest,
    source: Source,
    size: tuple[int, int],
    measured: Mapping[str, Mapping[str, ClassMetrics]],
    earlier: Mapping[str, float],
) -> ModelManifest:
    losses = [
        measured[FLOAT_FILE][k].ap - measured[INT8_FILE][k].ap
        for k in source.classes
        if measured[FLOAT_FILE][k].n_labels
    ]
    int8 = request.prefer_int8 and float(np.mean(losses or [0.0])) < request.max_ap_loss
    chosen = INT8_FILE if int8 else FLOAT_FILE
    return source.manifest(
        name=request.name,
        size=size,
        onnx=chosen,
        thresholds={
            name: _threshold(figures, request.recall_lean, earlier.get(name))
            for name, figures in measured[chosen].items()
        },
        metrics={name: plain(values) for name, values in measured.items()},
    )


def _threshold(figures: ClassMetrics, lean: float, earlier: float | None) -> float:
    """The limit from which boxes of a class are shown; the one it had, where few labels tell."""
    found = float(figures.best_threshold)
    if not figures.n_labels or not np.isfinite(found):
        return DEFAULT_THRESHOLD if earlier is None else earlier
    if figures.n_labels < _TELLING_LABELS and earlier is not None:
        return earlier
    return round(float(np.clip(found * lean, 0.05, 0.6)), 3)


def _earlier_thresholds(source: Source) -> Mapping[str, float]:
    """Those of the detector that the training began from, if it was one and is still there."""
    start = source.config.start_from
    if not start or not (Path(start) / FILE_NAME).is_file():
        return {}
    return ModelManifest.load(Path(start)).thresholds


def _calibration(
    frames: Sequence[LabelledPicture],
    size: tuple[int, int],
    most: int,
    cancelled: Callable[[], bool],
) -> Iterator[Picture]:
    """Evenly spaced training pictures, letterboxed as the detector will see them."""
    step = max(1, len(frames) // max(1, most))
    for frame in frames[::step][:most]:
        if cancelled():
            raise Cancelled
        picture = read_rgb(frame.path)
        yield Letterbox(picture.shape[1], picture.shape[0], *size).apply(picture)

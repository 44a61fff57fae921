"""From a detector's weights to its files for other computers and the phone, all at once or none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.detections.model_manifest import DEFAULT_THRESHOLD, FILE_NAME, SCHEMA, ModelManifest
from core.errors import DatasetError
from core.files import sha256_of
from core.models.make_request import MakeModelRequest
from core.phone.export_request import ExportRequest
from core.rebuilt_folder import rebuilt
from ml import checkpoint
from ml.export.card import CARD, card_of, write_card
from ml.export.coreml.exporter import CoreMLExporter
from ml.export.exporters import Exporter, Order
from ml.export.making import LAPTOP_STAGES, data_of, laptop_files
from ml.export.model_files import FLOAT_FILE, INT8_FILE, clear, hashes_of
from ml.export.onnx import OnnxExporter
from ml.export.source import Source, read_source
from ml.stages import Stages
from ml.training_data import TrainingData

EXPORTERS: tuple[Exporter, ...] = (OnnxExporter(), CoreMLExporter())
"""Every format, in the order in which they are written."""

_OWN_STAGES = 2
_COMING = "coming.pt"
_NO_PICTURES = (
    "The pictures that the training learned from are not here, so there is no small file for the "
    "laptop, and the limits from which boxes are shown are the usual ones."
)


def export(
    request: ExportRequest,
    tell: Callable[[dict[str, Any]], None] = lambda entry: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Write the files that `request` asks for and return what the last line shall say.

    That is `model` (the folder) and `left_out` (file -> why, in plain words). `tell` hears of
    each stage (`ml.stages`). Raises Cancelled, SweetspotError, OSError, ValueError; the folder is
    then as it was.
    """
    source = read_source(Path(request.source))
    source.arch.check_exportable()
    wanted = [each for each in EXPORTERS if each.is_wanted(request)]
    left_out = {each.file: why for each in wanted if (why := each.hindrance())}
    writers = [each for each in wanted if each.file not in left_out]
    stages = Stages(_OWN_STAGES + sum(each.stages(request) for each in writers), tell, cancelled)
    folder = Path(request.folder)
    with rebuilt(folder, "This detector is being exported") as new:
        stages.begin("weights", "Reading the detector’s weights")
        known = _put_weights(source, new)
        has_own_card = _has_own_card(known, new)
        # What is exported is made from what is kept, in half precision: a check can repeat it.
        kept = replace(source, state=checkpoint.load(new / checkpoint.WEIGHTS))
        manifest = known or _first_manifest(kept, request, new, stages, left_out)
        manifest = replace(manifest, name=request.name or manifest.name, schema=SCHEMA)
        order = Order(kept.net, manifest, request, sha256_of(new / checkpoint.WEIGHTS))
        for writer in writers:
            manifest = replace(manifest, **writer.write(order, new, stages.begin))
        stages.begin("pack", "Writing down what was made")
        manifest = replace(manifest, files=hashes_of(new))
        if manifest.onnx not in manifest.files:
            manifest = replace(manifest, onnx=FLOAT_FILE)
        if not has_own_card:
            write_card(manifest, new)
        manifest.save(new)
    return {"model": str(folder), "left_out": left_out}


def _has_own_card(known: ModelManifest | None, new: Path) -> bool:
    """Whether somebody wrote the detector's card, or changed what we had written."""
    card = new / CARD
    if not card.is_file():
        return False
    return known is None or card.read_text(encoding="utf-8") != card_of(known)


def _put_weights(source: Source, new: Path) -> ModelManifest | None:
    """Let `new` hold the source's weights and nothing of others; what is known of them, if any."""
    weights = new / checkpoint.WEIGHTS
    before = sha256_of(weights) if weights.is_file() else ""
    earlier = ModelManifest.load(new) if (new / FILE_NAME).is_file() else None
    if source.path.name == checkpoint.WEIGHTS:
        shutil.copy2(source.path, new / _COMING)
    else:
        checkpoint.save_weights(new / _COMING, source.state)
    (new / _COMING).replace(weights)
    same = sha256_of(weights) == before
    if not same:
        clear(new)
        clear(new, (CARD,))
    if source.described is None:
        return earlier if same else None
    _take_over(source, new)
    return replace(source.described, phone=earlier.phone if same and earlier else {})


def _take_over(source: Source, new: Path) -> None:
    """Copy what a detector has and we do not make; what lies there already may be its own."""
    for name in (INT8_FILE, CARD):
        file, place = source.path.with_name(name), new / name
        if file.is_file() and not place.is_file():
            shutil.copy2(file, place)


def _first_manifest(
    source: Source,
    request: ExportRequest,
    new: Path,
    stages: Stages,
    left_out: dict[str, str],
) -> ModelManifest:
    """The manifest of a training's weights: judged, if the pictures are there."""
    data = _pictures(source)
    if data is None:
        left_out[INT8_FILE] = _NO_PICTURES
        size = source.config.input_width, source.config.input_height
        limits = dict.fromkeys(source.classes, DEFAULT_THRESHOLD)
        return source.manifest(request.name, size, FLOAT_FILE, limits, {})
    stages.of += LAPTOP_STAGES
    asked = MakeModelRequest(request.source, request.folder, request.name)
    return laptop_files(source, data, asked, new, stages)


def _pictures(source: Source) -> TrainingData | None:
    try:
        return data_of(source) if source.config.dataset else None
    except DatasetError:
        return None

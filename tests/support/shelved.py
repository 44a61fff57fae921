"""Detectors on a shelf without a net: folders with manifests, and what opens them in a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from fake_detector import PERIOD, FakeDetector, rally

from core.detections.detections import Detections, ObjectClass
from core.detections.model_manifest import ModelManifest
from core.files import sha256_of
from core.training.request import TrainRequest
from core.training.run_record import RunState, RunStatus

LABELS = tuple(kind.label for kind in ObjectClass)
BLIND, SHARP = "blind", "sharp"
"""``BLIND`` sees nothing from the second hit on; ``SHARP`` sees all, the others all but the last.
"""


def shelve(
    library: Path, name: str, metrics: Mapping[str, object] | None = None, folder: str = "models"
) -> Path:
    """Write a detector's folder that ``open_by_name`` can open."""
    place = library / folder / name
    place.mkdir(parents=True)
    (place / "model.onnx").write_bytes(name.encode())
    ModelManifest(
        name,
        LABELS,
        64,
        64,
        dict.fromkeys(LABELS, 0.3),
        files={"model.onnx": sha256_of(place / "model.onnx")},
        metrics={"model.onnx": dict(metrics or {})},
    ).save(place)
    return place


def finished_run(library: Path, name: str) -> Path:
    """Write the folder of a training that ended before its detector was made."""
    run = library / "runs" / name
    run.mkdir(parents=True)
    (run / "best.pt").write_bytes(b"weights")
    RunStatus(RunState.FINISHED, step=10, of=10, epoch=1, epochs=1).save(run)
    (run / "config.json").write_text("{}")
    (run / "request.json").write_text(TrainRequest(str(library / "none"), str(run)).to_json())
    return run


def open_by_name(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let folders be opened as detectors that see the rally as their names say.

    Returns the names of those that were opened, growing.
    """
    opened: list[str] = []

    def make(folder: Path, *_: object, **__: object) -> FakeDetector:
        manifest = ModelManifest.load(folder)
        opened.append(manifest.name)
        ends = {BLIND: PERIOD, SHARP: 10**9}.get(manifest.name, 2 * PERIOD)

        def seen(frame: int) -> Detections:
            return rally(frame) if frame < ends else Detections.empty()

        return FakeDetector(seen, manifest.model_hash)

    for place in ("core.detections.onnx_detector", "core.before_after.judge"):
        monkeypatch.setattr(f"{place}.OnnxDetector", make)
    return opened

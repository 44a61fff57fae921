"""A small detector's folder as an export and its check leave it, and a phone's report on it.

The weights are random bytes: nothing here runs a net.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
from check_values import good_report

from core.detections.model_manifest import ModelManifest
from core.files import sha256_of
from core.phone.check_parts import GoldenBox, HitFigure
from core.phone.check_report import CheckReport
from core.phone.export_request import PACKAGE
from core.phone.golden import (
    FOLDER,
    Golden,
    GoldenFrame,
    GoldenLetterbox,
    Stretch,
    write_picture,
)
from core.phone.phone_model import PhoneModel
from core.phone.phone_report import PhoneDevice, PhoneFrame, PhoneReport, PhoneStretch

SIZE = (64, 32)
THRESHOLDS = {"player": 0.3, "ball": 0.25}
PROGRAM = "0.1.0"


def make_phone_model(
    folder: Path, *, name: str = "Court 4", checked: bool = True, weight_bytes: int = 4_096
) -> Path:
    """Write a model's folder with package, golden frames and, if ``checked``, a good check."""
    rng = random.Random(7)
    package = folder / PACKAGE
    data = package / "Data" / "com.apple.CoreML"
    (data / "weights").mkdir(parents=True)
    (package / "Manifest.json").write_text('{"fileFormatVersion": "1.0.0"}', encoding="utf-8")
    (data / "model.mlmodel").write_bytes(rng.randbytes(weight_bytes // 8))
    (data / "weights" / "weight.bin").write_bytes(rng.randbytes(weight_bytes))
    (folder / "MODEL_CARD.md").write_text(f"# {name}\n", encoding="utf-8")
    phone = PhoneModel(*SIZE, "fp16", "none", "ios16", "a" * 64, weight_bytes, weight_bytes)
    manifest = ModelManifest(
        name=name,
        classes=tuple(THRESHOLDS),
        input_width=SIZE[0],
        input_height=SIZE[1],
        thresholds=THRESHOLDS,
        files={"model.onnx": "b" * 64} | _hashes(folder, package),
        phone=phone.to_mapping(),
    )
    manifest.save(folder)
    make_golden(folder / FOLDER)
    if checked:
        check_again(folder)
    return folder


def make_golden(folder: Path) -> Golden:
    """Write two stretches of three golden frames, a ball and a player in each."""
    rng = np.random.default_rng(3)
    stretches = []
    for stretch in range(2):
        frames = []
        for number in range(3):
            picture = rng.integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
            file = write_picture(folder, 3 * stretch + number, picture)
            boxes = (
                GoldenBox("player", 0.9, (10.0, 4.0, 22.0, 30.0)),
                GoldenBox("ball", 0.6, (30.0 + number, 8.0, 34.0 + number, 12.0)),
                GoldenBox("ball", 0.2, (50.0, 20.0, 53.0, 23.0)),
            )
            frames.append(GoldenFrame(file, number, number / 30, boxes))
        hits = (HitFigure(0.033, 1, 4, 0.31),)
        fit = GoldenLetterbox(SIZE, (0, 0))
        stretches.append(Stretch((640, 320), 30.0, fit, tuple(frames), hits))
    golden = Golden("drawn for a test", SIZE, tuple(THRESHOLDS), THRESHOLDS, 4, 100,
                    tuple(stretches), weights_sha256="a" * 64)  # fmt: skip
    golden.save(folder)
    return golden


def check_again(folder: Path, report: CheckReport | None = None) -> None:
    """Write a good check (or ``report``) of the files as they are now."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "check.json"]
    seen = {path.relative_to(folder).as_posix(): sha256_of(path) for path in paths}
    replace(report or good_report(), files=seen).save(folder)


def phone_report(
    bundle: str, golden: Golden, *, shift_px: float = 0.1, passed: bool = True
) -> PhoneReport:
    """Return what a phone reports that sees everything ``shift_px`` further to the right."""

    def seen(frame: GoldenFrame) -> PhoneFrame:
        shown = [box for box in frame.boxes if box.score >= golden.thresholds[box.label]]
        moved = tuple(
            replace(box, xyxy=tuple(v + shift_px * (i % 2 == 0) for i, v in enumerate(box.xyxy)))
            for box in shown
        )
        return PhoneFrame(frame.file, 7.5 + frame.number, moved)

    stretches = tuple(
        PhoneStretch(tuple(map(seen, stretch.frames)), stretch.hits) for stretch in golden.stretches
    )
    device = PhoneDevice("Anna's iPhone", "iPhone15,2", "iOS 18.1", "1.0")
    return PhoneReport(bundle, device, passed, stretches, units="all")


def _hashes(folder: Path, package: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in sorted(package.rglob("*"))
        if path.is_file()
    }

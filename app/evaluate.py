"""``sweetspot evaluate``: how good a detector is on labelled pictures, in the terminal."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from app.detector_in_use import detector_folder
from app.terminal_trainer import ask_in_terminal
from core.errors import FileError
from core.evaluation.report import PAGE_NAME, EvaluationReport
from core.evaluation.request import EvaluateRequest
from core.evaluation.table import text_of

STOPPED = 130
VALIDATION = "instances_val.json"


def evaluate(wanted: argparse.Namespace) -> int:
    """Have the detector judged, print its figures, leave the report; return the exit code.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    if wanted.worst < 0:
        raise FileError("There cannot be fewer than no pictures.", "For example “--worst 24”.")
    request = EvaluateRequest(
        model=str(detector_folder(wanted.model).absolute()),
        annotations=str(labels_in(Path(wanted.dataset)).absolute()),
        out=str(Path(wanted.out).absolute()),
        weights=wanted.weights or "",
        flip_test=wanted.flip_test,
        worst=wanted.worst,
    )
    if ask_in_terminal("evaluate", asdict(request), "picture") is None:
        return STOPPED
    report = EvaluationReport.load(Path(request.out))
    sys.stdout.write(report.to_json() + "\n" if wanted.json else text_of(report))
    sys.stderr.write(f"The whole report: {Path(wanted.out) / PAGE_NAME}\n")
    return 0


def labels_in(dataset: Path) -> Path:
    """Return what to read: the file named, or the labels for validation in the folder named."""
    if dataset.is_dir():
        inside = dataset / VALIDATION
        return inside if inside.is_file() else dataset
    if not dataset.exists():
        raise FileError(
            f"There is no dataset “{dataset}”.", "Name its folder, or its file of labels (COCO)."
        )
    return dataset

"""What there is in a model's folder to compare with its net, and how each is opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from core.errors import ModelError
from core.phone.check_report import Runtime, Tolerance
from core.phone.tolerances import tolerance_for
from ml.export.check_diagnosis import Constants
from ml.export.check_package import SavedPackage
from ml.export.check_runners import Runner, onnx_runner
from ml.export.model_files import FLOAT_FILE, INT8_FILE


@dataclass(frozen=True)
class Candidate:
    """One file of a model's folder. `open` raises ModelError where it cannot be read."""

    runtime: Runtime
    file: str
    tolerance: Tolerance
    open: Callable[[], Runner]
    constants: Constants | None = None


def candidates_of(folder: Path, package: SavedPackage | None, name: str) -> list[Candidate]:
    """Everything exported that lies in the folder, the laptop's files first.

    `name` is the detector's. Raises ModelError if there is nothing.
    """
    found = [_onnx(folder / FLOAT_FILE), _int8(folder / INT8_FILE)]
    found = [each for each in found if (folder / each.file).is_file()]
    if package is not None:
        found += _packages(package)
    if not found:
        raise ModelError(f"“{name}” has nothing to check: it was not exported.", "Export it first.")
    return found


def _onnx(path: Path) -> Candidate:
    return Candidate(
        Runtime.ONNX,
        path.name,
        tolerance_for("float32"),
        lambda: onnx_runner(path, Runtime.ONNX, _threads()),
        lambda: onnx_weights(path),
    )


def _int8(path: Path) -> Candidate:
    return Candidate(
        Runtime.ONNX_INT8,
        path.name,
        tolerance_for("int8"),
        lambda: onnx_runner(path, Runtime.ONNX_INT8, _threads()),
    )


def _packages(package: SavedPackage) -> list[Candidate]:
    tolerance = tolerance_for(package.precision, package.compression)
    name, weights = package.path.name, package.weights
    both = [Candidate(Runtime.COREML, name, tolerance, package.evaluated, weights)]
    if sys.platform == "darwin" and find_spec("coremltools") and find_spec("PIL"):
        both.append(Candidate(Runtime.COREML_MAC, name, tolerance, package.on_mac, weights))
    return both


def onnx_weights(path: Path) -> Mapping[str, NDArray[Any]]:
    """The weights in an ONNX file by name."""
    graph = onnx.load(str(path)).graph
    return {each.name: numpy_helper.to_array(each) for each in graph.initializer}


def _threads() -> int:
    return min(4, os.cpu_count() or 1)

"""The files of a model's folder: their names, which become stale together, and their hashes."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from core.files import sha256_of
from core.phone.export_request import PACKAGE
from ml.checkpoint import WEIGHTS

FLOAT_FILE, INT8_FILE = "model.onnx", "model.int8.onnx"
GOLDEN, CHECK = "golden", "check.json"
SHIPPED = (FLOAT_FILE, INT8_FILE, WEIGHTS, PACKAGE)
"""What a manifest lists; golden frames and check have a writer and hashes of their own."""

_FROM_WEIGHTS = (FLOAT_FILE, INT8_FILE, PACKAGE, GOLDEN, CHECK)


def clear(folder: Path, names: Iterable[str] = _FROM_WEIGHTS) -> None:
    """Remove files and folders that are there; by default all that is made from the weights."""
    for name in names:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def hashes_of(folder: Path, names: Iterable[str] = SHIPPED) -> dict[str, str]:
    """SHA-256 of each file by its name in `folder`; of a folder, of every file inside it.

    Names have “/” between their parts. What is not there is left out.
    """
    found = {}
    for name in names:
        path = folder / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                found[file.relative_to(folder).as_posix()] = sha256_of(file)
    return found

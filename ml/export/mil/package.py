"""A `.mlpackage` on the disk: its manifest, its model file and its weight files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import ModelError
from ml.export.mil.blobs import WeightFile
from ml.export.mil.schema import HINT, parse_model

_MODEL_ROOT = "@model_path/"
_MANIFEST_VERSION = "1."


@dataclass(frozen=True)
class SavedPackage:
    """What was read: the Model message and the weight files under the names the program uses."""

    path: Path
    model: Any
    weights: dict[str, WeightFile]


def read_package(path: Path) -> SavedPackage:
    """Read a package as it lies on the disk. Raises ModelError saying what is wrong with it."""
    if not path.is_dir():
        raise ModelError(f"There is no Core ML model at “{path}”.", "Export the detector first.")
    items = _items(path)
    spec = items.pop("model")
    folder = spec.parent
    weights = {}
    for item in items.values():
        files = sorted(item.rglob("*")) if item.is_dir() else [item]
        for file in files:
            if file.is_file() and file.is_relative_to(folder):
                name = _MODEL_ROOT + file.relative_to(folder).as_posix()
                weights[name] = WeightFile(file.name, _content(file))
    return SavedPackage(path, parse_model(_content(spec)), weights)


def _items(path: Path) -> dict[str, Path]:
    """Return the package's members by their identifier, the model file as "model"."""
    try:
        manifest = json.loads(_content(path / "Manifest.json"))
        if not manifest["fileFormatVersion"].startswith(_MANIFEST_VERSION):
            raise ModelError(
                f"The Core ML model “{path.name}” is of a newer kind "
                f"({manifest['fileFormatVersion']}).",
                "Get the newest Sweetspot.",
            )
        root = manifest["rootModelIdentifier"]
        entries = {
            name: _member(path, entry["path"])
            for name, entry in manifest["itemInfoEntries"].items()
        }
        return {"model": entries.pop(root)} | entries
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"The list of contents of the Core ML model “{path.name}” is damaged.", HINT
        ) from error


def _member(package: Path, name: str) -> Path:
    inner = PurePosixPath(name)
    if inner.is_absolute() or ".." in inner.parts or not inner.parts or "\\" in name:
        raise ValueError(f"a member outside of the package: {name}")
    member = package / "Data" / inner
    if not member.exists():
        raise ModelError(
            f"The Core ML model “{package.name}” is incomplete: “{name}” is missing.", HINT
        )
    return member


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The Core ML model's “{path.name}” cannot be read ({error.strerror or error}).", HINT
        ) from error

"""Writing an `.mlpackage`: a folder with a model file, a weight file and a list of them.

The layout is public in coremltools' source (modelpackage/src/ModelPackage.cpp): `Manifest.json`
names each item by an identifier of its own, beneath `Data/` lie the items by their author. Here
identifiers are made from the content, so that the same model is the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from pathlib import Path

from core.files import write_atomically

AUTHOR = "com.apple.CoreML"
MODEL_FILE, WEIGHTS_FOLDER, WEIGHT_FILE = "model.mlmodel", "weights", "weight.bin"
WEIGHTS_IN_PROGRAM = f"@model_path/{WEIGHTS_FOLDER}/{WEIGHT_FILE}"
"""How the program names its weight file, with “/” on every system."""

_FORMAT = "1.0.0"
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:sweetspot:mlpackage")


def write_package(folder: Path, model: bytes, weights: bytes) -> None:
    """Write the package `folder`, which must not be there yet. Raises FileError.

    `model` is a serialised Model message, `weights` a weight file.
    """
    entries = {}
    identifiers = []
    for name, content, inside, words in (
        (MODEL_FILE, model, MODEL_FILE, "CoreML Model Specification"),
        (WEIGHTS_FOLDER, weights, f"{WEIGHTS_FOLDER}/{WEIGHT_FILE}", "CoreML Model Weights"),
    ):
        write_atomically(folder / "Data" / AUTHOR / inside, content)
        identifier = str(uuid.uuid5(_OURS, name + hashlib.sha256(content).hexdigest()))
        identifiers.append(identifier)
        entries[identifier] = {
            "author": AUTHOR,
            "description": words,
            "name": name,
            "path": f"{AUTHOR}/{name}",
        }
    manifest = {
        "fileFormatVersion": _FORMAT,
        "itemInfoEntries": dict(sorted(entries.items())),
        "rootModelIdentifier": identifiers[0],
    }
    text = json.dumps(manifest, indent=4) + "\n"
    write_atomically(folder / "Manifest.json", text.encode())

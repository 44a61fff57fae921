"""What a Core ML package says of itself, as words by key; it is all that a bare package has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.detections.model_manifest import ModelManifest
from core.detections.preprocess import PAD_VALUE
from core.phone.phone_model import PhoneModel

SCHEMA = 1
CLASSES, THRESHOLDS, INPUT, LETTERBOX = "classes", "thresholds", "input", "letterbox"
STRIDE, TOP_K, OUTPUTS, MEMORY = "stride", "top_k", "outputs", "memory"
MEAN, STD, ARCH, WEIGHTS = "mean", "std", "arch", "weights_sha256"
PRECISION, COMPRESS, TARGET, VERSIONS = "precision", "compress", "target", "versions"

LETTERBOX_RULE = {
    "scale": "fit",
    "margins": "centred, left and top rounded down",
    "pad": PAD_VALUE,
    "shrink": "area",
    "enlarge": "bilinear",
    "colours": "RGB",
}
"""How a picture becomes the input; ``core.detections.preprocess.Letterbox`` does it."""


def words_of(manifest: ModelManifest, package: PhoneModel) -> dict[str, str]:
    """Return the package's user-defined metadata: JSON values, or plain words, by key."""
    return words_of_net(manifest, package.weights_sha256) | _written(
        {
            "name": manifest.name,
            THRESHOLDS: dict(manifest.thresholds),
            INPUT: [package.input_width, package.input_height],
            TOP_K: manifest.top_k,
            PRECISION: package.precision,
            COMPRESS: package.compress,
            TARGET: package.target,
            VERSIONS: dict(package.versions),
        }
    )


def words_of_net(manifest: ModelManifest, weights_sha256: str) -> dict[str, str]:
    """Return what follows from the net alone, whatever it is called and wherever it runs."""
    return _written(
        {
            "schema": SCHEMA,
            ARCH: manifest.arch,
            CLASSES: manifest.classes,
            LETTERBOX: LETTERBOX_RULE,
            STRIDE: manifest.stride,
            OUTPUTS: manifest.outputs,
            MEMORY: manifest.memory,
            MEAN: manifest.mean,
            STD: manifest.std,
            WEIGHTS: weights_sha256,
        }
    )


def _written(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in values.items()
    }

"""MODEL_CARD.md of a detector made from a run: what it is, in the manifest's own numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.detections.model_manifest import ModelManifest
from core.errors import ModelError
from core.files import write_atomically
from core.phone.phone_model import phone_model_of

CARD = "MODEL_CARD.md"
_COLUMNS = (("labels", "n_labels"), ("AP", "ap"), ("AP50", "ap50"), ("recall", "recall"))
_JUDGED = (
    "Figures are of the validation pictures of the training's own dataset. Few labels say little: "
    "read the first column first."
)
_NOT_JUDGED = (
    "Its dataset had no pictures to judge by, so nothing is known of how good it is, and the "
    "thresholds are those it began with, or the usual ones."
)


def write_card(manifest: ModelManifest, folder: Path) -> None:
    """Write the card beside the manifest. Raises FileError."""
    write_atomically(folder / CARD, card_of(manifest).encode())


def card_of(manifest: ModelManifest) -> str:
    """The card's Markdown."""
    shown = "the picture and the one before it" if manifest.memory else "one picture"
    parts = [
        f"# {manifest.name}",
        "",
        f"A CenterNet ({manifest.arch}) that finds {', '.join(manifest.classes)}. It is shown "
        f"{shown}, letterboxed to {manifest.input_width} x {manifest.input_height} pixels.",
        "",
        "## Training",
        "",
        *(f"* {name}: {value}" for name, value in manifest.run.items()),
        "",
        "## Files",
        "",
        f"The laptop runs `{manifest.onnx}`.",
        "",
    ]
    judged = any(
        each.get("n_labels") for file in manifest.metrics.values() for each in file.values()
    )
    for file, metrics in manifest.metrics.items() if judged else ():
        parts += _table(file, metrics)
    parts += _phone(manifest)
    parts += [
        "## Thresholds",
        "",
        *(f"* {name}: {value:.3f}" for name, value in manifest.thresholds.items()),
        "",
        _JUDGED if judged else _NOT_JUDGED,
    ]
    return "\n".join(parts) + "\n"


def _phone(manifest: ModelManifest) -> list[str]:
    try:
        package = phone_model_of(manifest)
    except ModelError:  # damaged; exporting again, which writes this, is what mends it
        return []
    if package is None:
        return []
    size = f"{package.input_width} x {package.input_height}"
    smaller = "" if package.compress == "none" else f", weights as {package.compress}"
    made = ", ".join(f"{name} {version}" for name, version in package.versions.items())
    return [
        "## For the phone",
        "",
        f"`{package.package}`: Core ML, {package.precision}{smaller}, {package.target} and later, "
        f"pictures of {size} pixels, {package.n_bytes / 1e6:.1f} MB. Made by {made}. Whether it "
        "computes what the detector computes is in `check.json`.",
        "",
    ]


def _table(file: str, metrics: Mapping[str, Mapping[str, Any]]) -> list[str]:
    head = ["class", *(title for title, _ in _COLUMNS)]
    lines = [f"`{file}`:", "", "| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name, values in metrics.items():
        cells = [_cell(values.get(key)) for _, key in _COLUMNS]
        lines.append("| " + " | ".join([name, *cells]) + " |")
    return [*lines, ""]


def _cell(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:.3f}"
    return "–"

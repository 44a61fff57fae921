"""What a detector's folder tells of each of its files: size, accuracy, and later its speed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.detections.model_manifest import FILE_NAME, ModelManifest
from core.errors import ModelError

_INT8 = ".int8."


@dataclass(frozen=True)
class ModelFacts:
    """One file that can detect. ``parameters`` is None where nobody wrote their number down.

    ``ap50`` and ``ap`` are by class, 0 to 1, on the pictures with which the model was made; empty
    for a file that was never measured. ``ms`` is the time for one picture on this computer.
    """

    folder: Path
    name: str
    file: str
    arch: str
    parameters: int | None
    n_bytes: int
    ap50: Mapping[str, float]
    ap: Mapping[str, float]
    chosen: bool
    ms: float | None = None

    @property
    def precision(self) -> str:
        """How its numbers are kept: ``int8`` or ``fp32``."""
        return "int8" if _INT8 in self.file else "fp32"

    @property
    def mean_ap50(self) -> float | None:
        """Mean over the classes; None for a file that was never measured."""
        return sum(self.ap50.values()) / len(self.ap50) if self.ap50 else None


def models_in(places: Iterable[Path]) -> list[Path]:
    """Return the detectors' folders among ``places`` and directly inside them, in order, once.

    Raises ``ModelError`` for a place that is not a folder or holds no detector.
    """
    found: dict[Path, None] = {}
    for place in places:
        inside = [place] if (place / FILE_NAME).is_file() else _folders_inside(place)
        if not inside:
            raise ModelError(
                f"There is no detector in “{place}”.",
                "Name a folder with a manifest.json, or one that holds such folders.",
            )
        found.update(dict.fromkeys(folder.resolve() for folder in inside))
    return list(found)


def _folders_inside(place: Path) -> list[Path]:
    return sorted(path.parent for path in place.glob(f"[!.]*/{FILE_NAME}"))


def facts_of(folder: Path) -> list[ModelFacts]:
    """Return one value for each ONNX file of a detector, the one it uses first.

    Raises ``ModelError`` if the folder's manifest is absent or damaged, or the chosen file lost.
    """
    manifest = ModelManifest.load(folder)
    others = sorted(n for n in manifest.files if n.endswith(".onnx") and n != manifest.onnx)
    names = [manifest.onnx, *(name for name in others if (folder / name).is_file())]
    if not (folder / manifest.onnx).is_file():
        raise ModelError(f"The detector's file “{manifest.onnx}” is missing.", "Export it again.")
    parameters = manifest.run.get("parameters")
    return [
        ModelFacts(
            folder=folder,
            name=manifest.name,
            file=name,
            arch=manifest.arch,
            parameters=parameters if type(parameters) is int else None,
            n_bytes=(folder / name).stat().st_size,
            ap50=_figures(manifest.metrics.get(name), "ap50"),
            ap=_figures(manifest.metrics.get(name), "ap"),
            chosen=name == manifest.onnx,
        )
        for name in names
    ]


def _figures(metrics: Any, which: str) -> dict[str, float]:  # noqa: ANN401
    """Return a figure of each class that had labels to be measured with."""
    if not isinstance(metrics, Mapping):
        return {}
    return {
        label: float(values[which])
        for label, values in metrics.items()
        if isinstance(values, Mapping)
        and isinstance(values.get(which), int | float)
        and values.get("n_labels", 1)
    }

"""A run's request made fit for travelling: what it names comes along, its paths are relative."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from core.dataset.reading import read_dataset
from core.errors import TrainingError
from core.training.request import PATHS, TrainRequest
from core.training.run_record import BEST, LAST, STATUS

DATA, DRAWN, START = "data", "drawn", "start"
_WEIGHTS = (BEST, LAST, "weights.pt")
"""What a folder that a training starts from is asked for, the first first."""


def portable(
    request: TrainRequest, *, begun: bool
) -> tuple[TrainRequest, Mapping[str, Path | bytes]]:
    """Return the request with relative paths, and the files that these name.

    A run that has ``begun`` needs no weights to start from any more. Raises ``TrainingError``
    where data or weights are gone.
    """
    files: dict[str, Path | bytes] = _files_of_dataset(Path(request.dataset), DATA)
    changed: dict[str, Any] = {}
    if request.settings.get("rendered"):
        changed["rendered"] = DRAWN
        files |= _files_of_dataset(Path(str(request.settings["rendered"])), DRAWN)
    for option in ("start_from", "backbone_weights"):
        if not request.settings.get(option):
            continue
        weights = _weights_of(Path(str(request.settings[option])))
        if weights is not None:
            changed[option] = f"{START}/{weights.name}"
            files[changed[option]] = weights
        elif begun:
            changed[option] = f"{START}/gone.pt"
        else:
            raise TrainingError(
                f"The weights to start from are gone (“{request.settings[option]}”).",
                "Bring them back, or begin a new training.",
            )
    moved = TrainRequest(DATA, ".", request.preset, request.settings)
    return moved.with_settings(**changed), files


def is_portable(text: bytes) -> bool:
    """Whether a request in JSON names nothing outside its own folder."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(raw, dict):
        return False
    places = [raw[name] for name in PATHS if raw.get(name)]
    return all(isinstance(each, str) and _is_inside(each) for each in places)


def without_places(folder: Path, name: str, request: TrainRequest) -> bytes:
    """Return one of a run's JSON files without the places of this computer."""
    raw = json.loads((folder / name).read_bytes())
    if name == STATUS:
        text = json.dumps(raw, indent=2, ensure_ascii=False)
        return text.replace(str(folder), folder.name).encode()
    relative = request.to_mapping()
    raw |= {each: relative.get(each) for each in PATHS if raw.get(each)}
    return json.dumps(raw, indent=2).encode()


def _is_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return not (pure.is_absolute() or ".." in pure.parts or "\\" in path or ":" in path)


def _files_of_dataset(dataset: Path, below: str) -> dict[str, Path | bytes]:
    if not dataset.is_dir():
        raise TrainingError(
            f"The pictures of this training are not in a folder of their own (“{dataset}”).",
            "Begin a training with a folder of pictures, or bring them back.",
        )
    outside = [each for each in read_dataset(dataset).files() if not _is_below(each, dataset)]
    if outside:
        raise TrainingError(
            f"“{outside[0]}” is not in the folder of its dataset.",
            "Convert the dataset first (sweetspot dataset convert): that brings all together.",
        )
    places = sorted(each for each in dataset.rglob("*") if each.is_file())
    names = {each: each.relative_to(dataset) for each in places}
    return {
        f"{below}/{name.as_posix()}": place
        for place, name in names.items()
        if not any(part.startswith(".") for part in name.parts)
    }


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _weights_of(start: Path) -> Path | None:
    places = [start, *(start / name for name in _WEIGHTS)]
    return next((each for each in places if each.is_file()), None)

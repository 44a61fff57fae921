"""TrainRequest: what a person asks of a training."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.errors import FileError, TrainingError
from core.training.presets import preset_named

FILE_NAME = "request.json"
_OWN = ("dataset", "run_dir", "preset")
PATHS = ("dataset", "run_dir", "rendered", "backbone_weights", "start_from")
"""The parts of a request that name files or folders."""


@dataclass(frozen=True)
class TrainRequest:
    """One training, as asked for: data, place, preset, and what shall differ from the preset.

    ``settings`` are options of the trainer (``ml.config.TrainConfig``) by name. In JSON they lie
    flat beside the other three, so that a request is one object without levels. The trainer
    judges their values; here they are only carried.
    """

    dataset: str
    run_dir: str
    preset: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def all_settings(self) -> dict[str, Any]:
        """Return the preset's settings with this request's over them.

        Raises ``TrainingError`` for a preset that does not exist.
        """
        below = preset_named(self.preset).settings if self.preset else {}
        return {**below, **self.settings}

    def with_settings(self, **changes: object) -> TrainRequest:
        """Return the request with some settings changed."""
        return replace(self, settings={**self.settings, **changes})

    def to_mapping(self) -> dict[str, Any]:
        """Return the request as a flat object for JSON."""
        preset = {"preset": self.preset} if self.preset else {}
        return {"dataset": self.dataset, "run_dir": self.run_dir, **preset, **self.settings}

    def to_json(self) -> str:
        """Return the request as readable JSON."""
        return json.dumps(self.to_mapping(), indent=2, ensure_ascii=False)

    @classmethod
    def from_mapping(cls, raw: object) -> TrainRequest:
        """Read a flat object; raise ``TrainingError`` if data or place are not named."""
        if not isinstance(raw, dict):
            raise TrainingError("The request is not an object.", "Write it as {“dataset”: …}.")
        for name in ("dataset", "run_dir"):
            if not isinstance(raw.get(name), str) or not raw[name]:
                raise TrainingError(
                    f"The request does not say “{name}”.",
                    "Name the folder of pictures (dataset) and the folder of the run (run_dir).",
                )
        preset = raw.get("preset")
        if preset is not None and not isinstance(preset, str):
            raise TrainingError("The request's preset is not a name.")
        settings = {name: value for name, value in raw.items() if name not in _OWN}
        return cls(raw["dataset"], raw["run_dir"], preset, settings)


def placed_in(folder: Path, raw: object) -> Any:  # noqa: ANN401 (an object from JSON)
    """Return a request's object with its relative paths made absolute: they are below ``folder``.

    What is no object is returned as it is.
    """
    if not isinstance(raw, dict):
        return raw
    own = {k: raw[k] for k in PATHS if isinstance(raw.get(k), str) and raw[k]}
    return {**raw, **{k: str((folder / path).resolve()) for k, path in own.items()
                      if not Path(path).is_absolute()}}  # fmt: skip


def read_request(path: Path) -> TrainRequest:
    """Read a request file; its relative paths are seen from its own folder.

    Raises ``FileError`` or ``TrainingError`` if it is none.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(
            f"The request “{path}” cannot be read ({error.strerror or error})."
        ) from error
    except ValueError as error:
        raise FileError(f"The request “{path}” is not JSON ({error}).") from error
    return TrainRequest.from_mapping(placed_in(path.absolute().parent, raw))

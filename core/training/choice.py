"""TrainChoice: what a coach decides before a training, and the request it comes to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.files import write_atomically
from core.json_value import value_of
from core.training.presets import preset_named
from core.training.request import TrainRequest

FILE_NAME = "choice.json"


class Pick(StrEnum):
    """Which practices a training learns from."""

    EVERYTHING = "everything"
    """All that was ever fixed."""
    COURT = "court"
    """What was fixed in the practices of one court."""
    SESSIONS = "sessions"
    """What was fixed in these practices."""


@dataclass(frozen=True)
class DataChoice:
    """Data by name: ``court`` for ``Pick.COURT`` (may be "": those of no named court),
    ``sessions`` (ids) for ``Pick.SESSIONS``.

    ``base_share`` of the samples (0 up to 1) are pictures drawn by our own code, so that what a
    few fixes do not show is not forgotten; None leaves it to the preset.
    """

    pick: Pick = Pick.EVERYTHING
    court: str = ""
    sessions: tuple[str, ...] = ()
    base_share: float | None = None


@dataclass(frozen=True)
class TrainChoice:
    """Two clicks: data and preset. ``start_from`` is a detector's or a run's folder, "" the
    detector in use. ``settings`` go over the preset's."""

    data: DataChoice = field(default_factory=DataChoice)
    preset: str = "tune-up"
    start_from: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def base_share(self) -> float:
        """The share of drawn pictures: as chosen, else the preset's (``rendered_rate``)."""
        if self.data.base_share is not None:
            return self.data.base_share
        return float(preset_named(self.preset).settings.get("rendered_rate", 0.0))


def write_choice(folder: Path, choice: DataChoice) -> None:
    """Keep with a run what was chosen for it. Raises ``FileError``."""
    write_atomically(folder / FILE_NAME, json.dumps(asdict(choice), indent=1).encode())


def read_choice(folder: Path) -> DataChoice | None:
    """Return what was chosen for a run; None where that is not known."""
    try:
        return value_of(DataChoice, json.loads((folder / FILE_NAME).read_bytes()), FILE_NAME)
    except (OSError, ValueError, RecursionError):
        return None


def request_for(
    choice: TrainChoice, dataset: Path, run_dir: Path, detector: Path, drawn: Path | None = None
) -> TrainRequest:
    """Return the request of a choice whose data lie frozen in ``dataset``.

    ``detector`` is the folder of the one in use, ``drawn`` that of the base set, None without
    one. Raises ``TrainingError`` for a preset that does not exist.
    """
    settings = dict(choice.settings)
    if preset_named(choice.preset).starts_from_current and "start_from" not in settings:
        settings["start_from"] = choice.start_from or str(detector)
    share = choice.base_share if drawn is not None else 0.0
    settings["rendered_rate"] = share
    if drawn is not None and share > 0:
        settings["rendered"] = str(drawn)
    return TrainRequest(str(dataset), str(run_dir), choice.preset, settings)


def new_name(kind: str, taken: set[str], now: datetime) -> str:
    """Return a free name for a run's folder: the time, and what kind it is."""
    stem = f"{now:%Y-%m-%d-%H%M%S}-{kind}"
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name

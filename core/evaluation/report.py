"""EvaluationReport: how good a detector is on a set of pictures; ``report.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import FileError
from core.evaluation.figures import NAN, ClassMetrics, FaultCounts, SizeBand, Speed, plain
from core.files import write_atomically
from core.json_value import value_of

FILE_NAME = "report.json"
PAGE_NAME = "report.html"


@dataclass(frozen=True)
class EvaluationReport:
    """Figures of one detector on one set of pictures.

    The ball's bands are in pixels of the pictures and of the net's input. ``speed`` is None
    where nothing was timed.
    """

    model: str
    arch: str
    weights: str
    input_width: int
    input_height: int
    dataset: str
    n_pictures: int
    classes: Mapping[str, ClassMetrics]
    faults: Mapping[str, FaultCounts] = field(default_factory=dict)
    flip_test: bool = False
    ball_by_source_px: tuple[SizeBand, ...] = ()
    ball_by_input_px: tuple[SizeBand, ...] = ()
    speed: Speed | None = None
    made: str = field(default="", compare=False)

    def mean(self, name: str) -> float:
        """Return the mean of one of ``ClassMetrics``' figures over the classes that have it."""
        values = [getattr(each, name) for each in self.classes.values()]
        known = [value for value in values if value == value]
        return sum(known) / len(known) if known else NAN

    def to_json(self) -> str:
        """Return the report as readable JSON; what is NaN here is null there."""
        return json.dumps(plain(self), indent=2, ensure_ascii=False)

    @staticmethod
    def from_json(text: str | bytes) -> EvaluationReport:
        """Read what ``to_json`` wrote; raise ``FileError`` for anything else."""
        try:
            return value_of(EvaluationReport, _known(json.loads(text)), "report")
        except ValueError as error:
            raise FileError(f"This is no report of an evaluation ({error}).") from error

    def save(self, folder: Path) -> None:
        """Write ``report.json`` into ``folder``; raise ``FileError``."""
        write_atomically(folder / FILE_NAME, self.to_json().encode())

    @staticmethod
    def load(folder: Path) -> EvaluationReport:
        """Read ``report.json`` of ``folder``; raise ``FileError``."""
        path = folder / FILE_NAME
        try:
            content = path.read_bytes()
        except OSError as error:
            raise FileError(f"“{path}” cannot be read ({error.strerror or error}).") from error
        return EvaluationReport.from_json(content)


def _known(raw: Any) -> Any:  # noqa: ANN401 (parsed JSON)
    """Leave out what is null: fields without a value take their defaults, NaN for figures."""
    if isinstance(raw, dict):
        return {name: _known(part) for name, part in raw.items() if part is not None}
    return [_known(part) for part in raw] if isinstance(raw, list) else raw

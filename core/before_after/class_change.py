"""Average precision by class on the validation pictures, with the detector before and after."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

from core.detections.model_manifest import ModelManifest
from core.errors import FileError
from core.evaluation.report import EvaluationReport
from core.evaluation.request import EvaluateRequest
from core.sessions.kept_looks import FOLDER

FEW_LABELS = 30
"""Under so many labels a class's AP moves by several points when a single box is missed."""


@dataclass(frozen=True)
class ClassChange:
    """AP of one class at IoU 0.5 (``ap50``) and over 0.50 to 0.95 (``ap``), 0 to 1."""

    name: str
    n_labels: int
    ap50_before: float
    ap50_after: float
    ap_before: float
    ap_after: float

    @property
    def change(self) -> float:
        """How much AP50 has grown."""
        return self.ap50_after - self.ap50_before


@dataclass(frozen=True)
class ClassChanges:
    """All classes that have labels, and on how many pictures they were judged."""

    n_pictures: int
    classes: tuple[ClassChange, ...]

    @property
    def few(self) -> tuple[str, ...]:
        """The classes with so few labels that their figures may be chance."""
        return tuple(each.name for each in self.classes if each.n_labels < FEW_LABELS)

    @property
    def mean(self) -> tuple[float, float]:
        """Mean AP50 over the classes before and after; zeros without a class."""
        n = max(1, len(self.classes))
        return (
            sum(each.ap50_before for each in self.classes) / n,
            sum(each.ap50_after for each in self.classes) / n,
        )


def changes_of(before: EvaluationReport, after: EvaluationReport) -> ClassChanges:
    """Return the classes that both were judged on, in the order of the detector after."""
    listed = []
    for name, now in after.classes.items():
        was = before.classes.get(name)
        if was is None or not now.n_labels or math.isnan(now.ap50) or math.isnan(was.ap50):
            continue
        listed.append(ClassChange(name, now.n_labels, was.ap50, now.ap50, was.ap, now.ap))
    return ClassChanges(after.n_pictures, tuple(listed))


def evaluation_of(library: Path, model: Path, labels: Path) -> EvaluateRequest:
    """Return what to ask the trainer for a detector's figures; they are kept in ``out``.

    ``out`` is named for the detector and for what the labels say, so that it is asked once.
    Raises ``ModelError``, ``FileError``.
    """
    manifest = ModelManifest.load(model)
    try:
        digest = hashlib.sha256(labels.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise FileError(
            f"The validation pictures “{labels.parent.name}” cannot be read "
            f"({error.strerror or error}).",
            "The clips are compared without them.",
        ) from error
    out = library / FOLDER / "evaluations" / f"{manifest.model_hash[:16]}-{digest}"
    return EvaluateRequest(str(model), str(labels), str(out), worst=0, rounds=0)


def known_report(request: EvaluateRequest) -> EvaluationReport | None:
    """Return the report of an evaluation that was made before, None if there is none."""
    try:
        return EvaluationReport.load(Path(request.out))
    except FileError:
        return None

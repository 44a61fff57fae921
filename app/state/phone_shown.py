"""What the Phone place shows of its detectors, read from the library's files. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.state.phone_detectors import (
    WEIGHTS,
    PhoneDetector,
    Readiness,
    phone_detectors,
)
from app.state.phone_verdict import Verdict, cost_of, phone_part, verdict_of
from app.state.phone_work import PAGE
from core.detections.model_manifest import ModelManifest
from core.errors import SweetspotError
from core.phone.check_picture import draw_worst
from core.phone.check_report import CheckReport
from core.phone.export_request import PACKAGE
from core.phone.golden import FOLDER
from core.phone.phone_model import PhoneModel, phone_model_of
from core.phone.receipts import Receipt, Receipts, latest_verified
from core.video.frame import Picture
from core.video.still import read_still

MODELS = "models"


@dataclass(frozen=True)
class Listed:
    """The detectors and everything that was ever handed over, newest first."""

    detectors: tuple[PhoneDetector, ...] = ()
    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One detector's way: its verdict and its package, None where there is none yet.

    ``cost`` says what the package costs in accuracy.
    """

    folder: Path
    verdict: Verdict | None = None
    package: PhoneModel | None = None
    cost: str = ""


def listed_of(root: Path, shipped: Path, adopted: Path) -> Listed:
    """Read the library in ``root``. Raises ``FileError`` where receipts cannot be read."""
    receipts = Receipts(root).all()
    detectors = phone_detectors(
        root / MODELS,
        shipped,
        adopted,
        readiness_of,
        lambda folder: _verified_on(folder, receipts),
    )
    return Listed(detectors, receipts)


def shown_of(detector: PhoneDetector) -> Shown:
    """Read what is known of a detector's export; a check that covers other files is none."""
    folder = detector.phone_folder
    try:
        manifest = ModelManifest.load(folder)
        package = phone_model_of(manifest)
        report = CheckReport.load(folder)
        if package is None or not _is_of(report, manifest):
            return Shown(folder, package=package)
    except SweetspotError:
        return Shown(folder)
    page = folder / PAGE
    verdict = verdict_of(report, _picture_of(folder, report), page if page.is_file() else None)
    return Shown(folder, verdict, package, cost_of(report))


def _picture_of(folder: Path, report: CheckReport) -> Picture | None:
    told = phone_part(report)
    if told is None or told.worst is None:
        return None
    try:
        return draw_worst(read_still(folder / FOLDER / told.worst.file), told.worst)
    except SweetspotError:
        return None  # The verdict stands without it.


def readiness_of(folder: Path) -> Readiness:
    """Return how far the detector of a folder is; what cannot be read is not on its way."""
    try:
        report, manifest = CheckReport.load(folder), ModelManifest.load(folder)
    except SweetspotError:
        return Readiness.NOT_YET
    if not _is_of(report, manifest):
        return Readiness.NOT_YET
    return Readiness.PASSED if report.proves_phone else Readiness.FAILED


def _is_of(report: CheckReport, manifest: ModelManifest) -> bool:
    """Whether a report speaks of the package that is there now, and of its weights."""
    now = {
        name: digest
        for name, digest in manifest.files.items()
        if name.startswith(f"{PACKAGE}/") or (name == WEIGHTS and name in report.files)
    }
    return report.covers(now)


def _verified_on(folder: Path, receipts: Sequence[Receipt]) -> str:
    try:
        receipt = latest_verified(receipts, ModelManifest.load(folder).model_hash)
    except SweetspotError:
        return ""
    if receipt is None or receipt.verified is None or not receipt.verified.passed:
        return ""
    return receipt.verified.device

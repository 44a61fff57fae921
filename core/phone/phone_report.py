"""What a phone reports after it has repeated the check on its own chip."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass

from core.errors import TransferError
from core.json_value import is_newer, value_of
from core.phone.check_parts import GoldenBox, HitFigure

SCHEMA = 1
LARGEST_BYTES = 2_000_000
MOST_FRAMES, MOST_BOXES, MOST_HITS, LONGEST_TEXT = 2_000, 300, 1_000, 120


@dataclass(frozen=True)
class PhoneFrame:
    """One golden frame on the phone: its file, its milliseconds, the boxes above the thresholds."""

    file: str
    ms: float
    boxes: tuple[GoldenBox, ...] = ()


@dataclass(frozen=True)
class PhoneStretch:
    """A stretch of golden frames, in golden.json's order, with the hits the phone found in it."""

    frames: tuple[PhoneFrame, ...]
    hits: tuple[HitFigure, ...] = ()


@dataclass(frozen=True)
class PhoneDevice:
    """Which phone: its name, its model's identifier, its system and what the app is."""

    name: str
    model: str
    system: str
    app: str = ""


@dataclass(frozen=True)
class PhoneReport:
    """A phone's own check of one bundle.

    ``bundle`` is the SHA-256 of the bundle's file as 64 hexadecimal digits; ``passed`` is the
    phone's own verdict; ``units`` names what computed ("all", "cpuAndNeuralEngine" ...).
    """

    bundle: str
    device: PhoneDevice
    passed: bool
    stretches: tuple[PhoneStretch, ...]
    units: str = ""
    schema: int = SCHEMA

    @property
    def frames(self) -> tuple[PhoneFrame, ...]:
        """Every frame, stretch after stretch."""
        return tuple(frame for stretch in self.stretches for frame in stretch.frames)

    @property
    def median_ms(self) -> float | None:
        """Median time of a frame; None without frames."""
        return statistics.median(frame.ms for frame in self.frames) if self.frames else None

    @property
    def slowest_ms(self) -> float | None:
        """Time of the slowest frame; None without frames."""
        return max((frame.ms for frame in self.frames), default=None)


def report_of(raw: object) -> PhoneReport:
    """Return parsed JSON as a report; raise ``TransferError`` where it is none."""
    try:
        if is_newer(raw, SCHEMA):
            raise TransferError(
                "The phone's report is of a newer kind than this program knows.",
                "Update Sweetspot on this computer.",
            )
        report = value_of(PhoneReport, raw, "the report")
        _check(report)
    except ValueError as error:
        raise TransferError(
            f"The phone's report cannot be read: {error}.",
            "The detector on the phone is not affected. Update the app and check there again.",
        ) from error
    return report


def read_report(body: bytes) -> PhoneReport:
    """Return the report in a body of JSON; raise ``TransferError`` for anything else."""
    try:
        if len(body) > LARGEST_BYTES:
            raise ValueError("it is too long")
        raw = json.loads(body)
    except (ValueError, RecursionError):
        raw = None
    return report_of(raw)


def write_report(report: PhoneReport) -> bytes:
    """Return a report as JSON; ``read_report`` gives it back."""
    return json.dumps(asdict(report), ensure_ascii=False, allow_nan=False).encode()


def _check(report: PhoneReport) -> None:
    """Raise ``ValueError`` for values that no phone of ours sends."""
    if len(report.bundle) != 64 or not set(report.bundle) <= set("0123456789abcdef"):
        raise ValueError("it does not name a bundle")
    device = report.device
    for text in (device.name, device.model, device.system, device.app, report.units):
        if not _is_name(text):
            raise ValueError("a name in it is too long or has control characters")
    hits = [hit for stretch in report.stretches for hit in stretch.hits]
    if len(report.frames) > MOST_FRAMES or len(hits) > MOST_HITS:
        raise ValueError("it has too many frames or hits")
    if len({frame.file for frame in report.frames}) != len(report.frames):
        raise ValueError("it has a frame twice")
    for frame in report.frames:
        if not _is_name(frame.file) or frame.ms < 0 or len(frame.boxes) > MOST_BOXES:
            raise ValueError("a frame in it is impossible")
        if not all(_is_name(box.label) and 0 <= box.score <= 1 for box in frame.boxes):
            raise ValueError(f"a box in its frame “{frame.file}” is impossible")
    if any(hit.score not in (None, 1, 2, 3, 4, 5) for hit in hits):
        raise ValueError("a hit in it is impossible")


def _is_name(text: str) -> bool:
    """Whether a text may be shown in the window and in terminals, where control letters act."""
    return len(text) <= LONGEST_TEXT and text.isprintable()

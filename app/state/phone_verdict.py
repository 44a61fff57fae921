"""What a check of an export says, as the window shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.state.card_words import date_words
from core.phone.check_parts import HeadFigures, Runtime
from core.phone.check_report import CheckReport, RuntimeCheck
from core.video.frame import Picture

SAME = "The iPhone sees what this laptop sees"
NOT_SAME = "Do not send this one yet"
NOT_FOR_PHONES = "Checked, but there is nothing for the iPhone in it"
WAY_OUT = (
    "Nothing is lost: the detector on this laptop is untouched and goes on finding hits. "
    "Make it ready again. If the same comes back, the report says where it differs."
)
NO_PACKAGE = (
    "The laptop's own files are right. The iPhone needs a Core ML package, which was not written."
)

_MAPS = {
    "output_hmap": "what and where",
    "output_regs": "fine position",
    "output_w_h_": "size",
}
_MOST_REASONS = 4


@dataclass(frozen=True)
class Verdict:
    """A check in the coach's words.

    ``figures`` is a table: its first row the headers, a row's first cell its name. ``picture``
    shows the frame that differs most, ``caption`` which one that is and by how much.
    """

    passed: bool
    headline: str
    words: str
    reasons: tuple[str, ...] = ()
    advice: str = ""
    figures: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    picture: Picture | None = None
    caption: str = ""
    report: Path | None = None


@dataclass(frozen=True)
class WeightChoice:
    """One way to keep the weights. ``passed`` is None as long as it was not tried.

    ``cost`` says in words what it costs in accuracy, or why it cannot be taken.
    """

    compress: str
    title: str
    n_bytes: int | None = None
    passed: bool | None = None
    cost: str = ""


def verdict_of(
    report: CheckReport, picture: Picture | None = None, page: Path | None = None
) -> Verdict:
    """Return a check's report in words; ``picture`` is its worst frame, ``page`` its HTML."""
    good = report.proves_phone
    alike = not report.phone_reasons
    headline = SAME if good else NOT_FOR_PHONES if alike else NOT_SAME
    reasons = tuple(
        f"{reason.message} {reason.hint}".strip() for reason in report.phone_reasons[:_MOST_REASONS]
    )
    more = len(report.phone_reasons) - _MOST_REASONS
    if more > 0:
        reasons += (f"{more} more, in the report.",)
    words = "" if reasons else f"{report.phone_verdict}."
    advice = "" if good else NO_PACKAGE if alike else WAY_OUT
    return Verdict(
        passed=good,
        headline=headline,
        words=words,
        reasons=reasons,
        advice=advice,
        figures=figures_of(report),
        notes=tuple(_notes(report)),
        picture=picture,
        caption=_caption(report),
        report=page,
    )


def cost_of(report: CheckReport) -> str:
    """Return what the package costs in accuracy: “same boxes in all 40 pictures, scores ±0.01”."""
    found = report.of(Runtime.COREML)
    if found is None or not found.frames:
        return report.verdict
    whole, same = len(found.frames), found.same_frames
    scores = max((abs(frame.score_change) for frame in found.frames), default=0.0)
    boxes = f"other boxes in {whole - same} of {whole}"
    if same == whole:
        boxes = f"same boxes in all {whole}"
    return f"{boxes} pictures, scores ±{scores:.2g}"


def figures_of(report: CheckReport) -> tuple[tuple[str, ...], ...]:
    """Return the errors of each map in each runtime as a table; only headers without any."""
    rows: list[tuple[str, ...]] = [("", "largest", "mean", "allowed", "unit", "")]
    for each in report.runtimes:
        rows += [_row(each.runtime, head) for head in each.heads]
    return tuple(rows)


def _row(runtime: Runtime, head: HeadFigures) -> tuple[str, ...]:
    largest, mean = head.max_error, head.mean_error
    if not head.everywhere and head.max_at_peaks is not None:
        largest, mean = head.max_at_peaks, head.mean_at_peaks
    name = f"{runtime.words}: {_MAPS.get(head.output, head.output)}"
    mark = "✓" if head.passed else "✗"
    return name, _number(largest), _number(mean), _number(head.tolerance), head.unit, mark


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2g}"


def _caption(report: CheckReport) -> str:
    """Say which frame differs most, and how."""
    worst, shown = report.worst, _runtime_of_worst(report)
    if worst is None or shown is None:
        return ""
    frame = next((each for each in shown.frames if each.number == worst.number), None)
    if frame is None:
        return f"Frame {worst.number}, the one that differs most."
    if frame.passed:
        told = f"shift {frame.shift_px:.2f} px, the most of all {len(shown.frames)} frames"
    else:
        told = frame.words or f"{frame.lost} lost, {frame.gained} gained"
    return (
        f"Frame {worst.number}: {told}. Broken lines: the detector. Whole: {shown.runtime.words}."
    )


def _runtime_of_worst(report: CheckReport) -> RuntimeCheck | None:
    failed = (each for each in report.runtimes if not each.passed and each.worst)
    return next(failed, report.leading)


def _notes(report: CheckReport) -> Iterator[str]:
    for each in report.runtimes:
        allowed = report.tolerances.get(each.runtime.value)
        told = f" Allowed: {allowed.words}" if allowed is not None and allowed.words else ""
        yield f"{each.runtime.words}, {each.precision}: {each.verdict}.{told}"
    made = date_words(report.made, datetime.now().astimezone())
    yield f"{report.n_frames} test pictures ({report.golden}), checked {made} on {report.machine}."

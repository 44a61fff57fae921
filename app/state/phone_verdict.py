"""What a check of an export says, as the window shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.state.card_words import date_words
from core.phone.check_report import CheckReport, Fault, Runtime, RuntimeCheck
from core.phone.check_table import head_rows, numbers_of
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

_MOST_REASONS = 4


@dataclass(frozen=True)
class Verdict:
    """A check in the coach's words.

    ``figures`` is a table: its first row the headers, a row's first cell its name. ``picture``
    shows the frame that differs most, ``caption`` which one that is and by how much.
    ``too_coarse``: more precision would help.
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
    too_coarse: bool = False


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
    """Return a check's report in words, as far as it is a phone's concern.

    ``picture`` is its worst frame, ``page`` its HTML.
    """
    good, for_phones = report.proves_phone, report.of(Runtime.COREML) is not None
    headline = SAME if good else NOT_SAME if for_phones else NOT_FOR_PHONES
    faults = report.phone_reasons
    reasons = tuple(f"{each.message} {each.hint}".strip() for each in faults[:_MOST_REASONS])
    if len(faults) > _MOST_REASONS:
        reasons += (f"{len(faults) - _MOST_REASONS} more, in the report.",)
    return Verdict(
        passed=good,
        headline=headline,
        words="" if reasons else f"{report.phone_verdict}.",
        reasons=reasons,
        advice="" if good else WAY_OUT if for_phones else NO_PACKAGE,
        figures=figures_of(report),
        notes=tuple(_notes(report)),
        picture=picture,
        caption=_caption(report),
        report=page,
        too_coarse=is_too_coarse(report),
    )


def phone_part(report: CheckReport) -> RuntimeCheck | None:
    """Return how the package did: as Core ML itself runs it where it was asked; else None."""
    return report.of(Runtime.COREML_MAC) or report.of(Runtime.COREML)


def is_too_coarse(report: CheckReport) -> bool:
    """Whether nothing is wrong with the package but the precision of its numbers."""
    faults = report.phone_reasons
    coarse = all(each.fault is Fault.IMPRECISE for each in faults)
    return bool(faults) and coarse and report.of(Runtime.COREML) is not None


def cost_of(report: CheckReport) -> str:
    """Return what the package costs in accuracy: “same boxes in all 40 pictures, scores ±0.01”."""
    found = phone_part(report)
    if found is None or not found.frames:
        return report.phone_verdict
    whole, same = len(found.frames), found.same_frames
    scores = max((abs(frame.score_change) for frame in found.frames), default=0.0)
    boxes = f"other boxes in {whole - same} of {whole}"
    if same == whole:
        boxes = f"same boxes in all {whole}"
    return f"{boxes} pictures, scores ±{scores:.2g}"


def figures_of(report: CheckReport) -> tuple[tuple[str, ...], ...]:
    """Return the errors of each map of the package as a table, the headers first."""
    part = phone_part(report)
    rows = head_rows(report if part is None else replace(report, runtimes=(part,)))
    return tuple(tuple(row[1:]) for row in rows)


def _caption(report: CheckReport) -> str:
    """Say which frame differs most, and how."""
    part = phone_part(report)
    if part is None or part.worst is None:
        return ""
    worst = part.worst
    frame = next((each for each in part.frames if each.number == worst.number), None)
    told = "the one that differs most"
    if frame is not None and frame.passed:
        told = f"the one that differs most, by {frame.shift_px:.2f} px"
        if frame.on_edge:
            told += "; a box named in it was decided by a hair, which is no fault"
    elif frame is not None and frame.words:
        told = frame.words
    return f"Frame {worst.number}: {told}. Broken blue lines: laptop. Orange lines: iPhone."


def _notes(report: CheckReport) -> Iterator[str]:
    for each in report.runtimes:
        allowed = report.tolerances.get(each.runtime.value)
        told = f" Allowed: {allowed.words}." if allowed is not None and allowed.words else ""
        yield f"{each.runtime.words}, {numbers_of(each)}: {each.verdict.rstrip('.')}.{told}"
    made = date_words(report.made, datetime.now().astimezone())
    yield f"{report.n_frames} test pictures ({report.golden}), checked {made} on {report.machine}."

"""A check's figures as rows of words, for the terminal and the page alike."""

from __future__ import annotations

from collections.abc import Sequence

from core.phone.check_report import CheckReport, HeadFigures, Reason, RuntimeCheck
from core.text_table import aligned

_HEADS = {"output_hmap": "heat map", "output_regs": "offsets", "output_w_h_": "sizes"}
_PRECISIONS = {"float32": "32 bit", "float16": "16 bit", "int8": "8 bit"}
_COMPRESSIONS = {"int8": "8-bit weights", "palette6": "6-bit palette", "palette8": "8-bit palette"}


def runtime_rows(report: CheckReport) -> list[list[str]]:
    """Return a header and a row for each runtime: frames, boxes, shift, hits, tracks, time."""
    rows = [["", "numbers", "frames", "boxes", "lost", "gained", "shift px", "hits", "ms here"]]
    for each in report.runtimes:
        rows.append(
            [
                each.runtime.words,
                numbers_of(each),
                f"{each.same_frames} of {len(each.frames)}",
                str(sum(frame.expected for frame in each.frames)),
                str(sum(frame.lost for frame in each.frames)),
                str(sum(frame.gained for frame in each.frames)),
                f"{each.largest_shift_px:.2f}",
                f"{sum(hit.passed for hit in each.hits)} of {len(each.hits)}",
                f"{each.ms_per_frame:.0f}",
            ]
        )
    return rows


def head_rows(report: CheckReport) -> list[list[str]]:
    """Return a header and a row for each runtime's output maps: errors and what is allowed."""
    rows = [["", "map", "max", "mean", "max at peaks", "mean at peaks", "allowed", ""]]
    for each in report.runtimes:
        for head in each.heads:
            rows.append(
                [
                    each.runtime.words,
                    _HEADS.get(head.output, head.output),
                    _number(head.max_error),
                    _number(head.mean_error),
                    _number(head.max_at_peaks),
                    _number(head.mean_at_peaks),
                    _allowed(head),
                    "" if head.passed else "too far",
                ]
            )
    return rows


def numbers_of(check: RuntimeCheck) -> str:
    """Return what a runtime's numbers are, in words."""
    precision = _PRECISIONS.get(check.precision, check.precision)
    packed = _COMPRESSIONS.get(check.compression, "")
    return f"{precision}, {packed}" if packed else precision


def reason_words(reason: Reason) -> str:
    """Return a reason as one line."""
    where = f" ({reason.where})" if reason.where and reason.where not in reason.message else ""
    return f"{reason.message}{where}"


def text_of(report: CheckReport) -> str:
    """Return the whole report as text for a terminal."""
    sign = "Passed" if report.passed else "NOT passed"
    width, height = report.input_size
    frames = "1 frame" if report.n_frames == 1 else f"{report.n_frames} frames"
    lines = [
        f"{sign}: {report.verdict}",
        "",
        f"{report.model} on {frames} of {report.golden}, {width} x {height} pixels, "
        f"compared with PyTorch",
        *_lines(runtime_rows(report)),
        "",
        "Errors of the maps: heat map in logits, at peaks in scores; offsets and sizes in cells",
        *_lines(head_rows(report)),
    ]
    if report.all_reasons:
        lines += ["", "What is wrong", *(f"  {reason_words(r)}" for r in report.all_reasons)]
        hints = dict.fromkeys(reason.hint for reason in report.all_reasons if reason.hint)
        lines += ["", *hints]
    return "\n".join(lines) + "\n"


def _allowed(head: HeadFigures) -> str:
    if head.tolerance is None:
        return "told only"
    return f"{head.tolerance:g} {'everywhere' if head.everywhere else 'at peaks'}"


def _number(value: float | None) -> str:
    return "no number" if value is None else f"{value:.2g}"


def _lines(rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"  {line}" for line in aligned(rows, (0, 1))]

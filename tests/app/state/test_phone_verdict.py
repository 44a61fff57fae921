"""A check's report in the window's words."""

from __future__ import annotations

from dataclasses import replace

from check_values import bad_report, good_report, runtime_of

from app.state.phone_verdict import NO_PACKAGE, NOT_FOR_PHONES, NOT_SAME, SAME, verdict_of
from core.phone.check_report import HeadFigures, Runtime


def test_a_right_export_is_told_in_one_line() -> None:
    verdict = verdict_of(good_report())
    assert verdict.passed
    assert verdict.headline == SAME
    words = "40 of 40 frames: same boxes; largest shift 0.3 px; all hit scores equal."
    assert verdict.words == words
    assert verdict.reasons == ()
    assert "Frame 7" in verdict.caption
    assert "0.30 px" in verdict.caption


def test_a_wrong_one_says_why_and_what_to_do() -> None:
    verdict = verdict_of(bad_report())
    assert not verdict.passed
    assert verdict.headline == NOT_SAME
    assert verdict.reasons[0].startswith("Red and blue are swapped")
    assert "Export the detector again." in verdict.reasons[0]
    assert "untouched" in verdict.advice
    assert "the ball (0.81) is not found" in verdict.caption


def test_without_a_package_nothing_is_promised_for_the_phone() -> None:
    report = replace(good_report(), runtimes=(runtime_of(Runtime.ONNX),))
    verdict = verdict_of(report)
    assert not verdict.passed
    assert (verdict.headline, verdict.advice) == (NOT_FOR_PHONES, NO_PACKAGE)


def test_every_map_has_a_row_and_no_number_is_invented() -> None:
    broken = HeadFigures("output_w_h_", "cells", None, None, None, None, 5e-2, False, False)
    coreml = runtime_of(Runtime.COREML)
    report = replace(good_report(), runtimes=(replace(coreml, heads=(*coreml.heads, broken)),))
    header, *rows = verdict_of(report).figures
    assert len(rows) == 2
    assert all(len(row) == len(header) for row in rows)
    assert rows[0][0] == "Core ML package: what and where"
    assert rows[0][1] == "0.001", "the error at peaks is what was judged"
    assert rows[1][1:3] == ("–", "–")
    assert rows[1][-1] == "✗"


def test_many_reasons_are_cut_and_counted() -> None:
    report = bad_report()
    first = report.runtimes[1].reasons[0]
    many = tuple(replace(first, message=f"Fault {number}.") for number in range(7))
    reasons = verdict_of(replace(report, reasons=many)).reasons
    assert len(reasons) == 5
    assert reasons[-1] == "4 more, in the report."

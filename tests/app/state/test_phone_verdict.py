"""A check's report in the window's words."""

from __future__ import annotations

from dataclasses import replace

from check_values import bad_report, good_report, runtime_of

from app.state.phone_verdict import (
    NO_PACKAGE,
    NOT_FOR_PHONES,
    NOT_SAME,
    SAME,
    is_too_coarse,
    verdict_of,
)
from core.phone.check_report import Fault, HeadFigures, Reason, Runtime


def test_a_right_export_is_told_in_one_line() -> None:
    verdict = verdict_of(good_report())
    assert verdict.passed
    assert verdict.headline == SAME
    words = "40 of 40 frames: same boxes; largest shift 0.3 px; all hit scores equal."
    assert verdict.words == words
    assert verdict.reasons == ()
    assert "Frame 7" in verdict.caption
    assert "0.30 px" in verdict.caption


def test_a_box_decided_by_a_hair_is_explained_below_the_picture() -> None:
    coreml = runtime_of(Runtime.COREML)
    frames = tuple(replace(frame, on_edge=1) for frame in coreml.frames)
    report = replace(good_report(), runtimes=(replace(coreml, frames=frames),))
    assert "decided by a hair" in verdict_of(report).caption
    assert "decided by a hair" not in verdict_of(good_report()).caption


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


def test_the_package_has_a_row_for_each_map_and_no_number_is_invented() -> None:
    broken = HeadFigures("output_w_h_", "cells", None, None, None, None, 5e-2, False, False)
    coreml = runtime_of(Runtime.COREML)
    both = (runtime_of(Runtime.ONNX), replace(coreml, heads=(*coreml.heads, broken)))
    header, *rows = verdict_of(replace(good_report(), runtimes=both)).figures
    assert [row[0] for row in rows] == ["heat map", "sizes"], "the laptop's are in the report"
    assert all(len(row) == len(header) for row in rows)
    assert rows[0][-1] == ""
    assert rows[1][-1] == "too far"


def test_what_the_laptops_own_file_does_is_no_phones_concern() -> None:
    coarse = Reason(Fault.IMPRECISE, "Too few steps.", "", "model.int8.onnx")
    int8 = replace(runtime_of(Runtime.ONNX_INT8), reasons=(coarse,))
    verdict = verdict_of(replace(good_report(), runtimes=(int8, runtime_of(Runtime.COREML))))
    assert verdict.passed
    assert verdict.reasons == ()


def test_only_imprecision_is_mended_by_more_precision() -> None:
    coarse = Reason(Fault.IMPRECISE, "Not closely enough.", "", "model.mlpackage")
    report = replace(
        good_report(), runtimes=(replace(runtime_of(Runtime.COREML), reasons=(coarse,)),)
    )
    assert is_too_coarse(report)
    assert not is_too_coarse(good_report()), "nothing is wrong"
    assert not is_too_coarse(bad_report()), "swapped colours stay swapped"
    stale = Reason(Fault.STALE, "It was made from other weights.")
    assert not is_too_coarse(replace(report, reasons=(stale,)))


def test_many_reasons_are_cut_and_counted() -> None:
    report = bad_report()
    first = report.runtimes[1].reasons[0]
    many = tuple(replace(first, message=f"Fault {number}.") for number in range(7))
    reasons = verdict_of(replace(report, reasons=many)).reasons
    assert len(reasons) == 5
    assert reasons[-1] == "4 more, in the report."

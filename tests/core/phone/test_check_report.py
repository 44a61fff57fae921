"""A check's report is read as it was written, and its verdict is a coach's."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from check_values import bad_report, frame_of, good_report, runtime_of

from core.errors import ModelError
from core.phone.check_report import CheckReport, Fault, Reason, Runtime


@pytest.mark.parametrize("report", [good_report(), bad_report()], ids=["good", "bad"])
def test_read_of_write_is_the_report(report: CheckReport, tmp_path: Path) -> None:
    report.save(tmp_path)
    assert CheckReport.load(tmp_path) == report


def test_a_good_report_says_so_in_words() -> None:
    report = good_report()
    assert report.passed
    assert report.proves_phone
    assert report.verdict == (
        "40 of 40 frames: same boxes; largest shift 0.3 px; all hit scores equal"
    )


def test_a_bad_report_says_what_is_wrong_first() -> None:
    report = bad_report()
    assert not report.passed
    assert not report.proves_phone
    assert report.verdict.startswith("Red and blue are swapped")
    assert report.worst is not None
    assert report.worst.file == "038.png"


def test_nothing_compared_is_no_pass() -> None:
    empty = replace(good_report(), runtimes=())
    assert not empty.passed
    no_frames = replace(good_report(), runtimes=(runtime_of(n_frames=0),))
    assert not no_frames.passed


def test_without_a_package_nothing_is_proved_for_the_phone() -> None:
    report = replace(good_report(), runtimes=(runtime_of(Runtime.ONNX),))
    assert report.passed
    assert not report.proves_phone


def test_what_the_laptop_s_own_file_does_is_no_phone_s_concern() -> None:
    reason = Reason(Fault.IMPRECISE, "Its weights have too few steps.", where="model.int8.onnx")
    small = replace(runtime_of(Runtime.ONNX_INT8), reasons=(reason,))
    report = replace(good_report(), runtimes=(small, runtime_of(Runtime.COREML)))
    assert not report.passed
    assert report.verdict == reason.message
    assert report.proves_phone
    assert report.phone_reasons == ()
    assert report.phone_verdict.startswith("40 of 40 frames: same boxes")


def test_a_phone_s_faults_are_told_before_the_laptop_s() -> None:
    report = bad_report()
    assert report.phone_verdict.startswith("Red and blue are swapped")
    whole = replace(good_report(), reasons=bad_report().all_reasons)
    assert not whole.proves_phone
    assert whole.phone_verdict.startswith("Red and blue are swapped")


def test_a_frame_that_differs_is_counted() -> None:
    check = replace(runtime_of(n_frames=3), frames=(frame_of(0), frame_of(1, 0.7, False)))
    assert check.same_frames == 1
    assert check.largest_shift_px == 0.7


def test_it_covers_only_the_files_that_it_saw() -> None:
    report = good_report()
    assert report.covers({"model.onnx": "b" * 64})
    assert not report.covers({"model.onnx": "c" * 64})
    assert not report.covers({"other.onnx": "b" * 64})


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"model": 3}', b"\xff\xfe"])
def test_a_damaged_report_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "check.json").write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        CheckReport.load(tmp_path)


def test_a_newer_report_is_refused(tmp_path: Path) -> None:
    raw = json.loads(good_report().to_json()) | {"schema": 99}
    (tmp_path / "check.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(ModelError, match="newer"):
        CheckReport.load(tmp_path)


def test_an_absent_report_says_that_nothing_was_checked(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="has not been checked"):
        CheckReport.load(tmp_path)

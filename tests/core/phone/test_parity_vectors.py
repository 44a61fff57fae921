"""The golden cases of the check on the phone are what this program says today."""

from __future__ import annotations

import json

from parity_vectors import FILE, text_of_cases

from core.phone.phone_report import read_report

STORED = json.loads(FILE.read_text("utf-8"))


def test_the_cases_are_current() -> None:
    assert text_of_cases() == FILE.read_text("utf-8")


def test_they_stay_small() -> None:
    assert FILE.stat().st_size < 250_000


def test_they_hold_every_kind_of_difference() -> None:
    compared = [case["compared"] for case in STORED["boxes"]]
    for kind in ("lost", "gained", "moved", "on_edge"):
        assert sum(frame[kind] > 0 for frame in compared) > 5, kind
    assert sum(frame["passed"] for frame in compared) > 20


def test_the_reports_are_such_as_this_program_reads() -> None:
    """The phone's Swift writes the very same; its own test compares."""
    for case in STORED["checks"]:
        report = read_report(json.dumps(case["report"]).encode())
        assert report.passed == case["passed"]
        assert len(report.frames) == sum(len(each) for each in case["seen"])

"""A phone's report is read as it was written; anything else is refused with a word."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bundle_maker import make_golden, phone_report
from json_mutation import put_wrong

from core.errors import TransferError
from core.phone.golden import Golden
from core.phone.on_device import judge_report
from core.phone.phone_report import PhoneReport, PhoneStretch, read_report, write_report
from core.phone.transfer_events import offer_of

BUNDLE = "c" * 64


@pytest.fixture
def golden(tmp_path: Path) -> Golden:
    """Return six golden frames in two stretches."""
    return make_golden(tmp_path / "golden")


def test_it_is_read_as_it_was_written(golden: Golden) -> None:
    report = phone_report(BUNDLE, golden)
    assert read_report(write_report(report)) == report
    assert (report.median_ms, report.slowest_ms) == (8.5, 9.5)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"3", b"\xff", b"[" * 100_000, b'{"schema": "1"}', b" " * 2_000_001],
)
def test_what_is_no_report_is_refused(body: bytes) -> None:
    with pytest.raises(TransferError, match="cannot be read"):
        read_report(body)


def test_a_newer_report_is_told_from_a_wrong_one(golden: Golden) -> None:
    raw = json.loads(write_report(phone_report(BUNDLE, golden))) | {"schema": 2, "more": 1}
    with pytest.raises(TransferError, match="newer"):
        read_report(json.dumps(raw).encode())


@pytest.mark.parametrize(
    "name", ["evil\x1b[2J", "two\nlines", "x" * 121, "\u202eback to front", "\ud800"]
)
def test_names_that_act_in_a_terminal_are_refused(name: str, golden: Golden) -> None:
    report = phone_report(BUNDLE, golden)
    raw = json.loads(write_report(report))
    raw["device"]["name"] = name
    with pytest.raises(TransferError):
        read_report(json.dumps(raw).encode())


def test_four_hundred_mutated_reports_are_reports_or_refused(golden: Golden) -> None:
    whole = json.loads(write_report(phone_report(BUNDLE, golden)))
    refused = 0
    for seed in range(400):
        raw = json.loads(json.dumps(whole))
        put_wrong(raw, random.Random(seed))
        try:
            report = read_report(json.dumps(raw).encode())
            judge_report(report, golden, "fp16")
        except TransferError:
            refused += 1
    assert refused > 200


def test_a_phone_that_sees_the_same_is_believed(golden: Golden) -> None:
    judged = judge_report(phone_report(BUNDLE, golden), golden, "fp16")
    assert judged.passed
    assert judged.words == "6 of 6 frames: same boxes; largest shift 0.1 px; all hit scores equal"
    assert judged.speed_words == "8.5 ms a frame, the slowest 9.5 ms"
    verified = judged.verified()
    assert (verified.frames, verified.same, verified.passed) == (6, 6, True)
    assert verified.device == "Anna's iPhone"


def test_what_differs_is_said_whatever_the_phone_says(golden: Golden) -> None:
    judged = judge_report(phone_report(BUNDLE, golden, shift_px=2.0), golden, "fp16")
    assert not judged.passed
    assert judged.words.startswith("0 of 6 frames: same boxes; largest shift 2.0 px; frame 1: the ")
    assert "has moved by 2.0 px" in judged.words


def test_a_no_of_the_phone_stays_a_no(golden: Golden) -> None:
    judged = judge_report(phone_report(BUNDLE, golden, passed=False), golden, "fp16")
    assert not judged.passed
    assert "the phone itself says" in judged.words


def test_a_phone_that_skips_frames_and_hits_has_lost_them(golden: Golden) -> None:
    whole = phone_report(BUNDLE, golden)
    stretches = tuple(PhoneStretch(each.frames[:1]) for each in whole.stretches)
    judged = judge_report(replace(whole, stretches=stretches), golden, "fp16")
    assert not judged.passed
    assert len(judged.differing) == 4
    assert "0 of 2 hit scores equal; the hit at 0.03 s" in judged.words


def _without_a_stretch(report: PhoneReport) -> PhoneReport:
    return replace(report, stretches=report.stretches[:1])


def _with_another_file(report: PhoneReport) -> PhoneReport:
    first = report.stretches[0]
    frames = (replace(first.frames[0], file="other.png"), *first.frames[1:])
    return replace(report, stretches=(replace(first, frames=frames), *report.stretches[1:]))


def _with_another_class(report: PhoneReport) -> PhoneReport:
    first = report.stretches[0]
    box = replace(first.frames[0].boxes[0], label="dog", score=1.0)
    frames = (replace(first.frames[0], boxes=(box,)), *first.frames[1:])
    return replace(report, stretches=(replace(first, frames=frames), *report.stretches[1:]))


@pytest.mark.parametrize("change", [_without_a_stretch, _with_another_file, _with_another_class])
def test_a_report_on_other_frames_is_refused(
    change: Callable[[PhoneReport], PhoneReport], golden: Golden
) -> None:
    with pytest.raises(TransferError, match="other golden frames"):
        judge_report(change(phone_report(BUNDLE, golden)), golden, "fp16")


def test_the_protocol_shows_a_report_and_a_link_that_are_read(repository: Path) -> None:
    text = (repository / "ios_companion" / "TRANSFER.md").read_text("utf-8")
    body = text[text.index('{"schema": 1') : text.index("\n\nStretches stand")]
    report = read_report(body.replace("<sha256 of the .sweetspot file>", BUNDLE).encode())
    assert report.frames[0].boxes[0].label == "ball"
    link = next(line.strip() for line in text.splitlines() if line.startswith("    sweetspot:"))
    assert offer_of(link.replace("<64 hex>", BUNDLE)).port == 49152

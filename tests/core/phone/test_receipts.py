"""Receipts: kept in order, with what the phone said, whatever a crash left in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.journal import append
from core.phone.receipts import FILE_NAME, Receipts, Verified, Way, latest_verified

VERIFIED = Verified(
    "2026-05-01T12:00:00+00:00", "Anna's iPhone", "iPhone15,2", "iOS 18.1",
    True, "40 of 40 frames: same boxes", 40, 40, 7.9, 11.2,
)  # fmt: skip


def test_the_newest_comes_first_with_what_the_phone_said(tmp_path: Path) -> None:
    receipts = Receipts(tmp_path)
    assert receipts.all() == ()
    first = receipts.handed_over(Way.FILE, "Court 4", "a" * 64, 5, model_hash="m", where="x")
    second = receipts.handed_over(Way.NETWORK, "Court 4", "b" * 64, 6, model_hash="m")
    told = receipts.verified(first, VERIFIED)
    assert receipts.all() == (second, told)
    assert told.verified == VERIFIED
    assert latest_verified(receipts.all(), "m") == told
    assert latest_verified(receipts.all(), "other") is None


def test_a_phone_that_checks_again_is_heard_again(tmp_path: Path) -> None:
    receipts = Receipts(tmp_path)
    receipt = receipts.handed_over(Way.FILE, "Court 4", "a" * 64, 5)
    receipts.verified(receipt, VERIFIED)
    again = receipts.verified(receipt, Verified(**(vars(VERIFIED) | {"passed": False})))
    assert receipts.all() == (again,)


@settings(max_examples=25)
@given(cut=st.integers(1, 400))
def test_what_a_crash_tore_is_passed_over(
    cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("library")
    receipts = Receipts(root)
    kept = receipts.handed_over(Way.FILE, "Court 4", "a" * 64, 5)
    whole = (root / FILE_NAME).stat().st_size
    receipts.handed_over(Way.FILE, "Court 5", "b" * 64, 6)
    content = (root / FILE_NAME).read_bytes()
    (root / FILE_NAME).write_bytes(content[: min(whole + cut, len(content) - 1)])
    assert receipts.all() == (kept,)
    after = receipts.handed_over(Way.FILE, "Court 6", "c" * 64, 7)
    assert receipts.all() == (after, kept)


def test_records_of_another_program_are_passed_over(tmp_path: Path) -> None:
    receipts = Receipts(tmp_path)
    kept = receipts.handed_over(Way.FILE, "Court 4", "a" * 64, 5)
    for record in (
        {"what": "blessed"},
        {"what": "handed over", "way": "pigeon"},
        {"what": "verified", "receipt_id": ["no"]},
        {"what": "verified", "receipt_id": kept.receipt_id, "verified": 3},
    ):
        append(tmp_path / FILE_NAME, record)
    assert receipts.all() == (kept,)

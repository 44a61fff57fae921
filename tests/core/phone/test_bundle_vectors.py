"""The golden cases of bundles are what the program reads and refuses today."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from bundle_vectors import FILE, bundle_cases

from core.errors import BundleError, SweetspotError, TransferError
from core.phone.bundle_reader import verify_bundle
from core.phone.phone_report import read_report, write_report
from core.phone.transfer_events import offer_of

STORED = json.loads(FILE.read_text("utf-8"))


def test_the_cases_are_current() -> None:
    """Not their bytes: what stands in check.json and golden.json may grow fields."""
    made = bundle_cases()
    assert _without_bytes(made["bundles"]) == _without_bytes(STORED["bundles"])
    assert (made["links"], made["hashes"]) == (STORED["links"], STORED["hashes"])
    assert made["report"]["words"] == STORED["report"]["words"]


def _without_bytes(cases: list[dict[str, object]]) -> list[dict[str, object]]:
    bytes_of = ("bundle", "sha256")
    return [{key: told for key, told in case.items() if key not in bytes_of} for case in cases]


def test_they_stay_small() -> None:
    assert FILE.stat().st_size < 250_000


@pytest.mark.parametrize("case", STORED["bundles"], ids=lambda case: case["name"])
def test_a_stored_bundle_is_read_or_refused_as_it_says(
    case: dict[str, object], tmp_path: Path
) -> None:
    path = tmp_path / "stored.sweetspot"
    path.write_bytes(base64.b64decode(str(case["bundle"])))
    if case["refused"]:
        with pytest.raises(SweetspotError) as caught:
            verify_bundle(path)
        assert isinstance(caught.value, BundleError) or not case["newer"]
        assert ("newer" in caught.value.message) == case["newer"]
    else:
        index = verify_bundle(path)
        told = (case["detector"], case["checked"], case["verdict"])
        assert (index.name, index.checked, index.verdict) == told


@pytest.mark.parametrize("case", STORED["links"], ids=range(len(STORED["links"])))
def test_a_stored_link_is_read_or_refused_as_it_says(case: dict[str, object]) -> None:
    if case["refused"]:
        with pytest.raises(TransferError):
            offer_of(str(case["link"]))
    else:
        assert offer_of(str(case["link"])).address == case["address"]


def test_the_stored_report_is_read_as_it_stands() -> None:
    body = STORED["report"]["body"].encode()
    assert write_report(read_report(body)) == body

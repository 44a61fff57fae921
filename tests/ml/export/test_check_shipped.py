"""The detector that ships, made ready for the phone, does there what it does here."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.phone.check_report import Runtime
from core.phone.check_request import CheckRequest
from core.phone.export_request import ExportRequest
from core.resources import default_model
from ml.export.check import check
from ml.export.exporting import export

pytest.importorskip("coremltools")


def test_the_shipped_detector_finds_the_same_on_the_phone(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    export(ExportRequest(str(default_model()), str(folder)))
    report = check(CheckRequest(str(folder), n_frames=16))
    assert report.proves_phone, report.all_reasons
    assert report.n_hits == 1
    package = report.of(Runtime.COREML)
    assert package is not None
    assert package.same_frames == 16
    assert sum(frame.matched for frame in package.frames) > 100
    assert [hit.passed for hit in package.hits] == [True]
    assert package.hits[0].expected is not None
    assert package.hits[0].expected.score is not None
    assert package.tracks is not None
    # Where two cells tie for a player's peak, his track may lie some pixels beside PyTorch's.
    assert package.tracks.same > 0.9 * package.tracks.expected > 0
    assert "the hit's score is equal" in package.verdict
